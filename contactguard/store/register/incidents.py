"""Incidents in and out: each step chosen under the lock of its incident, added to its events and to the audit chain."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.audit import chain as audit
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.register.histories import incident_of
from contactguard.store.register.records import Incident, NewEvent, NewIncident, Outcome, Sampled, Step
from contactguard.store.register.tips import settle, undecided
from contactguard.store.review.histories import lock
from contactguard.store.review.records import Standing, Verdict
from contactguard.store.scanned.records import StoredFinding
from contactguard.store.scanned.rows import stored_finding
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.incidents import IncidentEventRow, IncidentFindingRow, IncidentRow, IncidentSampledRow
from contactguard.store.tables.samples import SampledContactRow
from contactguard.store.tables.verdicts import StandingRow
from contactguard.store.writing import IDS_A_QUERY, chunks

Choose = Callable[[Incident], NewEvent]

# A finding may join an incident once somebody decided that it is a breach, also while its agent may still dispute it.
BREACHES = (Standing.BREACH, Standing.PROVISIONAL, Standing.DISPUTED)

_ACTIONS = {
    Step.OPENED: "incident",
    Step.CAUSE: "incident cause",
    Step.NOTE: "incident note",
    Step.ADDED: "incident finding",
    Step.REMOVED: "incident finding removed",
    Step.SAMPLED: "incident sample",
    Step.ACTION: "action",
    Step.POSTPONED: "action postponed",
    Step.DONE: "action done",
    Step.CHECK: "effect check",
    Step.CLOSED: "incident closed",
    Step.REOPENED: "incident reopened",
}
_LOGGED = (
    "number",
    "due",
    "on",
    "conclusion",
    "fingerprint",
    "sample",
    "position",
)  # facts for the audit chain; words never


class IncidentRepository:
    """The incidents of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        new: NewIncident,
        opened: NewEvent,
        fingerprints: Sequence[str] = (),
        tip: int | None = None,
        sampled: Sampled | None = None,
    ) -> int:
        """Keeps an incident with what belongs to it, and what became of the tip it came from; returns its number.

        Raises like `add_findings`, `add_sampled` and `TipRepository.decide`.
        """
        async with self._database.session() as session:
            told = None if tip is None else await undecided(session, tip)
            row = IncidentRow(**vars(new), opened_by=opened.by, opened_at=opened.at)
            session.add(row)
            await session.flush()
            number = row.id or 0
            joined = [_joining(opened, one) for one in dict.fromkeys(fingerprints)]
            await _join(session, number, [str(one.told["fingerprint"]) for one in joined])
            if sampled is not None:
                await _join_sampled(session, number, sampled)
                joined.append(NewEvent(Step.SAMPLED, "", opened.by, opened.at, sampled._asdict()))
            await _write(session, number, [opened, *joined])
            if told is not None:
                await settle(session, told, Outcome.INCIDENT, "", by=opened.by, at=opened.at, incident=number)
        return number

    async def step(self, number: int, choose: Choose) -> Incident:
        """Adds what `choose` makes of the incident as it stands. Raises NotFoundError and whatever `choose` raises."""
        async with self._database.session() as session:
            await _lock(session, number)
            event = choose((await _read(session, [number]))[0])
            if event.kind is Step.REMOVED:
                mine = col(IncidentFindingRow.fingerprint) == str(event.told["fingerprint"])
                await session.exec(delete(IncidentFindingRow).where(mine))
            await _write(session, number, [event])
            return (await _read(session, [number]))[0]

    async def add_findings(self, number: int, fingerprints: Sequence[str], choose: Choose) -> None:
        """Raises ConflictError for a finding that is no breach or belongs to another incident, NotFoundError."""
        async with self._database.session() as session:
            await _lock(session, number)
            event = choose((await _read(session, [number]))[0])
            joined = [_joining(event, one) for one in dict.fromkeys(fingerprints)]
            await _join(session, number, [str(one.told["fingerprint"]) for one in joined])
            await _write(session, number, joined)

    async def add_sampled(self, number: int, sampled: Sampled, choose: Choose) -> None:
        """Raises ConflictError for a contact that showed no breach or belongs to another incident, NotFoundError."""
        async with self._database.session() as session:
            await _lock(session, number)
            event = choose((await _read(session, [number]))[0])
            await _join_sampled(session, number, sampled)
            await _write(session, number, [event])

    async def of_sampled(self, sampled: Sampled) -> int | None:
        """The incident of a contact of a sample."""
        async with self._database.reading() as session:
            row = await session.get(IncidentSampledRow, sampled)
        return row.incident_id if row else None

    async def get(self, number: int) -> Incident:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            return (await _read(session, [number]))[0]

    async def all(self) -> list[Incident]:
        """The one that happened last first."""
        async with self._database.reading() as session:
            order = (col(IncidentRow.happened_on).desc(), col(IncidentRow.id).desc())
            return await _read(session, list(await session.exec(select(col(IncidentRow.id)).order_by(*order))))

    async def of_findings(self, fingerprints: Sequence[str]) -> dict[str, int]:
        """The incident of each finding that has one."""
        found: dict[str, int] = {}
        columns = (col(IncidentFindingRow.fingerprint), col(IncidentFindingRow.incident_id))
        async with self._database.reading() as session:
            for part in chunks(fingerprints, IDS_A_QUERY):
                found.update((await session.exec(select(*columns).where(columns[0].in_(part)))).all())
        return found

    async def unfollowed(self, limit: int | None = None) -> list[StoredFinding]:
        """Breaches for good that belong to no incident: by duty and line, where most are first; then the newest."""
        alike = (col(FindingRow.policy), col(FindingRow.line))
        query = (
            _unfollowed(FindingRow, FindingTextRow, StandingRow.standing)
            .outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))
            .order_by(func.count().over(partition_by=alike).desc(), *alike)
            .order_by(col(FindingRow.happened_at).desc(), col(FindingRow.fingerprint))
        )
        async with self._database.reading() as session:
            return [stored_finding(*row) for row in await session.exec(query.limit(limit))]

    async def count_unfollowed(self) -> dict[tuple[str, str], int]:
        """How many breaches for good belong to no incident, by duty and line."""
        alike = (col(FindingRow.policy), col(FindingRow.line))
        async with self._database.reading() as session:
            rows = await session.exec(_unfollowed(*alike, func.count()).group_by(*alike))
            return {(policy, line): count for policy, line, count in rows}


def _unfollowed(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(FindingRow)
        .join(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
        .where(StandingRow.standing == Standing.BREACH)
        .where(col(FindingRow.fingerprint).not_in(select(IncidentFindingRow.fingerprint)))
    )


def _joining(event: NewEvent, fingerprint: str) -> NewEvent:
    return NewEvent(Step.ADDED, "", event.by, event.at, {"fingerprint": clean(fingerprint)})


async def _join(session: AsyncSession, number: int, fingerprints: Sequence[str]) -> None:
    await lock(session, fingerprints)  # nobody takes a verdict back meanwhile
    for fingerprint in fingerprints:
        stands = await session.get(StandingRow, fingerprint)
        if stands is None or stands.standing not in BREACHES:
            raise ConflictError("finding {fingerprint!r} was not decided to be a breach", fingerprint=fingerprint)
        other = await session.get(IncidentFindingRow, fingerprint)
        if other is not None:
            raise ConflictError(
                "finding {fingerprint!r} belongs to incident {incident} already",
                fingerprint=fingerprint,
                incident=other.incident_id,
            )
        session.add(IncidentFindingRow(fingerprint=fingerprint, incident_id=number))
    await session.flush()


async def _join_sampled(session: AsyncSession, number: int, sampled: Sampled) -> None:
    row = await session.get(SampledContactRow, sampled, with_for_update=True)
    if row is None:
        raise NotFoundError("there is no such contact in a sample", kind="sampled contact", key=sampled.position)
    if row.verdict != Verdict.BREACH:
        raise ConflictError("nobody who read this contact of a sample saw a breach in it")
    other = await session.get(IncidentSampledRow, sampled)
    if other is not None:
        raise ConflictError("it belongs to incident {incident} already", incident=other.incident_id)
    session.add(IncidentSampledRow(sample_id=sampled.sample, position=sampled.position, incident_id=number))
    await session.flush()


async def _lock(session: AsyncSession, number: int) -> None:
    """Nobody else steps on this incident until the transaction ends. SQLite has one writer and needs no lock."""
    await session.exec(select(IncidentRow.id).where(IncidentRow.id == number).with_for_update())


async def _write(session: AsyncSession, number: int, events: Sequence[NewEvent]) -> None:
    session.add_all(IncidentEventRow(incident_id=number, **vars(one)) for one in events)
    await session.flush()
    for one in events:
        facts = {name: one.told[name] for name in _LOGGED if name in one.told}
        await audit.append(session, actor=one.by, action=_ACTIONS[one.kind], subject=f"incident:{number}", **facts)


async def _read(session: AsyncSession, numbers: Sequence[int | None]) -> list[Incident]:
    """In the order asked for. Raises NotFoundError."""
    rows: dict[int | None, IncidentRow] = {}
    events: dict[int, list[IncidentEventRow]] = defaultdict(list)
    findings: dict[int, list[str]] = defaultdict(list)
    sampled: dict[int, list[Sampled]] = defaultdict(list)
    for part in chunks(numbers, IDS_A_QUERY):
        rows |= {row.id: row for row in await session.exec(select(IncidentRow).where(col(IncidentRow.id).in_(part)))}
        happened = select(IncidentEventRow).where(col(IncidentEventRow.incident_id).in_(part))
        for event in await session.exec(happened.order_by(col(IncidentEventRow.id))):
            events[event.incident_id].append(event)
        joined = select(IncidentFindingRow).where(col(IncidentFindingRow.incident_id).in_(part))
        for one in await session.exec(joined.order_by(col(IncidentFindingRow.fingerprint))):
            findings[one.incident_id].append(one.fingerprint)
        drawn = select(IncidentSampledRow).where(col(IncidentSampledRow.incident_id).in_(part))
        for place in await session.exec(
            drawn.order_by(col(IncidentSampledRow.sample_id), col(IncidentSampledRow.position))
        ):
            sampled[place.incident_id].append(Sampled(place.sample_id, place.position))
    for number in numbers:
        if number not in rows:
            raise NotFoundError("there is no incident {key}", kind="incident", key=number)
    return [
        incident_of(rows[number], events[number or 0], findings[number or 0], sampled[number or 0])
        for number in numbers
    ]
