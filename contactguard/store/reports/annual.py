"""The annual report's own texts and versions in and out. Both are only ever added."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.audit import chain as audit
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.tables.annual import AnnualTextRow, AnnualVersionRow

SITTING = timedelta(minutes=30)  # a pause as long ends it


@dataclass(frozen=True)
class OwnText:
    """What the officer wrote on a question; `note` is not for the public."""

    year: int
    question: str
    text: str
    note: str
    by: str
    at: datetime

    @property
    def mark(self) -> str:
        """Tells this wording from those before and after it."""
        return self.at.isoformat()


@dataclass(frozen=True)
class AnnualVersion:
    """`content` is the report by language, as `reporting.annual` reads it."""

    year: int
    number: int
    content: dict[str, Any]
    by: str
    at: datetime
    approved_by: str | None
    approved_at: datetime | None


class AnnualRepository:
    """The annual reports of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def texts(self, year: int) -> dict[str, OwnText]:
        """The last wording of each question of the year."""
        query = select(AnnualTextRow).where(AnnualTextRow.year == year).order_by(col(AnnualTextRow.id))
        async with self._database.reading() as session:
            return {row.question: _text(row) for row in await session.exec(query)}

    async def wordings(self, year: int, question: str) -> list[OwnText]:
        """Every wording of a question, the newest first."""
        query = select(AnnualTextRow).where(AnnualTextRow.year == year, AnnualTextRow.question == question)
        async with self._database.reading() as session:
            return [_text(row) for row in await session.exec(query.order_by(col(AnnualTextRow.id).desc()))]

    async def write(  # noqa: PLR0913 - a wording has as many parts
        self, year: int, question: str, text: str, note: str, *, by: str, seen: str | None = None
    ) -> OwnText | None:
        """Adds a wording, unless it says what the last one says; returns the last one. `seen` is the mark of that read.

        Texts are saved as they are written: one sitting of one person at one question is one entry of the audit chain.
        Raises ConflictError where somebody else wrote after what was seen.
        """
        asked = (AnnualTextRow.year == year, AnnualTextRow.question == question)
        last = select(AnnualTextRow).where(*asked).order_by(col(AnnualTextRow.id).desc()).limit(1)
        text, note = clean(text), clean(note)
        async with self._database.session() as session:
            await audit.take_turn(session)  # two at once would both find nobody's words
            before, now = (await session.exec(last)).first(), datetime.now(UTC)
            if ((before.text, before.note) if before else ("", "")) == (text, note):
                return _text(before) if before else None
            if before and before.by != clean(by) and seen not in (None, _text(before).mark):
                raise ConflictError.written_meanwhile(before.by)
            row = AnnualTextRow(year=year, question=question, text=text, note=note, by=by, at=now)
            session.add(row)
            if before is None or before.by != clean(by) or now - before.at > SITTING:
                await audit.append(session, actor=by, action="annual text", subject=f"annual:{year}/{question}")
            return _text(row)

    async def versions(self, year: int) -> list[AnnualVersion]:
        """The newest first."""
        query = select(AnnualVersionRow).where(AnnualVersionRow.year == year)
        async with self._database.reading() as session:
            rows = await session.exec(query.order_by(col(AnnualVersionRow.number).desc()))
            return [AnnualVersion(**row.model_dump(exclude={"id"})) for row in rows]

    async def version(self, year: int, number: int) -> AnnualVersion:
        """Raises NotFoundError."""
        for one in await self.versions(year):
            if one.number == number:
                return one
        raise _none(year, number)

    async def hand_in(self, year: int, content: dict[str, Any], *, by: str) -> int:
        """Keeps the report as it is now; returns the number of the version, which waits for approval."""
        newest = select(func.max(AnnualVersionRow.number)).where(AnnualVersionRow.year == year)
        async with self._database.session() as session:
            number = ((await session.exec(newest)).one() or 0) + 1
            session.add(AnnualVersionRow(year=year, number=number, content=content, by=by, at=datetime.now(UTC)))
            await audit.append(session, actor=by, action="annual version", subject=f"annual:{year}/{number}")
        return number

    async def approve(self, year: int, number: int, *, by: str) -> None:
        """Raises NotFoundError, and ConflictError for any but the newest, or where it is approved."""
        query = select(AnnualVersionRow).where(AnnualVersionRow.year == year).with_for_update()
        async with self._database.session() as session:
            newest = (await session.exec(query.order_by(col(AnnualVersionRow.number).desc()))).first()
            if newest is None or number > newest.number:
                raise _none(year, number)
            if newest.number != number or newest.approved_at is not None:
                raise ConflictError("only the newest version can be approved, and once", year=year, version=number)
            newest.approved_by, newest.approved_at = clean(by), datetime.now(UTC)
            await audit.append(session, actor=by, action="annual approved", subject=f"annual:{year}/{number}")


def _text(row: AnnualTextRow) -> OwnText:
    return OwnText(**row.model_dump(exclude={"id"}))


def _none(year: int, number: int) -> NotFoundError:
    return NotFoundError(
        "there is no version {key} of the annual report {year}", kind="annual report", key=number, year=year
    )
