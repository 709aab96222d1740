"""Complaints, tips and doubtful events in, and what became of each out."""

from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import ConflictError, NotFoundError
from contactguard.policies.finding import Policy
from contactguard.store.audit import chain as audit
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.register.records import NewTip, Outcome, Tip, TipKind
from contactguard.store.tables.incidents import IncidentRow, TipRow

NOBODY = "anonymous"  # how the audit chain names whoever does not want to be named


class TipRepository:
    """The tips of one database. What was told is kept as told; that it was decided is added once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tip: NewTip, told_on: date) -> int:
        """Returns the number. Neither the tip nor the audit chain names somebody who does not want it."""
        async with self._database.session() as session:
            row = TipRow(**vars(tip), told_on=told_on, note="")
            session.add(row)
            await session.flush()
            await audit.append(session, actor=tip.by or NOBODY, action="tip", subject=f"tip:{row.id}", kind=tip.kind)
            return row.id or 0

    async def decide(  # noqa: PLR0913 - who, when and what of one decision
        self, number: int, outcome: Outcome, note: str, *, by: str, at: datetime, incident: int | None = None
    ) -> None:
        """Raises NotFoundError, ConflictError for one that was decided."""
        async with self._database.session() as session:
            row = await undecided(session, number)
            if incident is not None and await session.get(IncidentRow, incident) is None:
                raise NotFoundError("there is no incident {key}", kind="incident", key=incident)
            await settle(session, row, outcome, note, by=by, at=at, incident=incident)

    async def get(self, number: int) -> Tip:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            row = await session.get(TipRow, number)
        if row is None:
            raise _missing(number)
        return _tip(row)

    async def all(self) -> list[Tip]:
        """The newest first."""
        async with self._database.reading() as session:
            return [_tip(row) for row in await session.exec(select(TipRow).order_by(col(TipRow.id).desc()))]

    async def told_by(self, name: str) -> list[Tip]:
        """What somebody told under her name, the newest first."""
        query = select(TipRow).where(TipRow.by == clean(name)).order_by(col(TipRow.id).desc())
        async with self._database.reading() as session:
            return [_tip(row) for row in await session.exec(query)]

    async def of_incident(self, incident: int) -> list[Tip]:
        query = select(TipRow).where(TipRow.incident_id == incident).order_by(col(TipRow.id))
        async with self._database.reading() as session:
            return [_tip(row) for row in await session.exec(query)]


async def undecided(session: AsyncSession, number: int) -> TipRow:
    """The tip, which nobody else decides until the transaction ends. Raises NotFoundError, ConflictError for one that
    was decided."""
    row = (await session.exec(select(TipRow).where(TipRow.id == number).with_for_update())).first()
    if row is None:
        raise _missing(number)
    if row.outcome is not None:
        raise ConflictError("what becomes of this tip has already been decided", tip=number)
    return row


async def settle(  # noqa: PLR0913 - who, when and what of one decision
    session: AsyncSession, row: TipRow, outcome: Outcome, note: str, *, by: str, at: datetime, incident: int | None
) -> None:
    row.outcome, row.note, row.incident_id = outcome, note, incident
    row.decided_by, row.decided_at = by, at
    facts = {"outcome": outcome.value, "incident": incident}
    await audit.append(session, actor=by, action="tip decided", subject=f"tip:{row.id}", **facts)


def _missing(number: int) -> NotFoundError:
    return NotFoundError("there is no tip {key}", kind="tip", key=number)


def _tip(row: TipRow) -> Tip:
    return Tip(
        kind=TipKind(row.kind),
        happened_on=row.happened_on,
        text=row.text,
        by=row.by,
        policy=Policy(row.policy) if row.policy else None,
        line=row.line,
        id=row.id or 0,
        told_on=row.told_on,
        outcome=Outcome(row.outcome) if row.outcome else None,
        incident=row.incident_id,
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
