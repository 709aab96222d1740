"""Versions of the programme in and out, and what people recorded of controls that only they can tell of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import col, select

from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.audit import chain as audit
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.tables.programme import ControlDoneRow, ProgrammeRow


@dataclass(frozen=True)
class ProgrammeVersion:
    """`content` is the programme as `review.programme` reads it."""

    version: int
    content: dict[str, Any]
    note: str
    by: str
    at: datetime
    approved_by: str | None
    approved_at: datetime | None

    @property
    def control_texts(self) -> dict[str, str]:
        """By the ids of its controls."""
        controls = (control for one in self.content.get("paragraph", ()) for control in one.get("control", ()))
        return {control["id"]: control["text"] for control in controls}


@dataclass(frozen=True)
class ControlDone:
    control: str
    done_on: date
    note: str
    by: str


_NEWEST = select(ProgrammeRow).order_by(col(ProgrammeRow.version).desc()).limit(1)


class ProgrammeRepository:
    """The programme of one database. Versions are only added; the last approved is in force."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def versions(self) -> list[ProgrammeVersion]:
        """The newest first."""
        async with self._database.reading() as session:
            rows = await session.exec(select(ProgrammeRow).order_by(col(ProgrammeRow.version).desc()))
            return [ProgrammeVersion(**row.model_dump()) for row in rows]

    async def add(self, content: dict[str, Any], note: str, *, by: str, after: int | None = None) -> int:
        """Returns the number of the version, which waits for approval.

        Raises ConflictError where it was made of another version than the newest: of `after`, 0 being the template.
        """
        async with self._database.session() as session:
            await audit.take_turn(session)  # two at once would both find theirs the newest
            newest = (await session.exec(_NEWEST)).first()
            if newest and after not in (None, newest.version):
                raise ConflictError.written_meanwhile(newest.by)
            row = ProgrammeRow(content=content, note=clean(note), by=clean(by), at=datetime.now(UTC))
            session.add(row)
            await session.flush()
            await audit.append(session, actor=by, action="programme", subject=f"programme:{row.version}")
            return row.version or 0

    async def approve(self, version: int, *, by: str) -> None:
        """Raises NotFoundError, and ConflictError for any but the newest, or where it is approved."""
        async with self._database.session() as session:
            newest = (await session.exec(_NEWEST.with_for_update())).first()
            if newest is None or version > (newest.version or 0):
                raise NotFoundError("there is no version {key} of the programme", kind="programme", key=version)
            if newest.version != version or newest.approved_at is not None:
                raise ConflictError("only the newest version can be approved, and once", version=version)
            newest.approved_by, newest.approved_at = clean(by), datetime.now(UTC)
            await audit.append(session, actor=by, action="programme approved", subject=f"programme:{version}")

    async def record(self, done: ControlDone) -> None:
        async with self._database.session() as session:
            session.add(ControlDoneRow(**vars(done), at=datetime.now(UTC)))
            on = done.done_on.isoformat()
            await audit.append(session, actor=done.by, action="control", subject=f"control:{done.control}", on=on)

    async def done(self) -> dict[str, list[ControlDone]]:
        """What was recorded of each control, the last first."""
        query = select(ControlDoneRow).order_by(col(ControlDoneRow.done_on).desc(), col(ControlDoneRow.id).desc())
        found: dict[str, list[ControlDone]] = {}
        async with self._database.reading() as session:
            for row in await session.exec(query):
                found.setdefault(row.control, []).append(ControlDone(row.control, row.done_on, row.note, row.by))
        return found
