"""Every place in the database where people's own words may stand, so that a search or an erasure misses none."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, select

from contactguard.store.database import Database
from contactguard.store.tables.annual import AnnualTextRow
from contactguard.store.tables.answers import AnswerRemarkRow
from contactguard.store.tables.contacts import FailedContactRow
from contactguard.store.tables.incidents import IncidentEventRow, IncidentRow, TipRow
from contactguard.store.tables.privacy import RevealRow
from contactguard.store.tables.programme import ControlDoneRow, ProgrammeRow
from contactguard.store.tables.samples import SampledContactRow
from contactguard.store.tables.verdicts import DisputeRow, VerdictRow

STREAMED = 1000  # rows held at a time

_NO_WORDS = {"author", "sent_at"}  # a date is no customer number

Matches = Callable[[str], bool]


@dataclass(frozen=True)
class Notes:
    """A column in which staff write freely; a customer may be named there."""

    table: type[SQLModel]
    column: str

    @property
    def name(self) -> str:
        return f"{self.table.__tablename__}.{self.column}"

    @property
    def keys(self) -> list[str]:
        return [column.name for column in SQLModel.metadata.tables[str(self.table.__tablename__)].primary_key.columns]


NOTES = (
    Notes(VerdictRow, "note"),
    Notes(DisputeRow, "text"),
    Notes(SampledContactRow, "note"),
    Notes(AnswerRemarkRow, "text"),
    Notes(RevealRow, "reason"),
    Notes(FailedContactRow, "reason"),
    Notes(IncidentRow, "title"),
    Notes(IncidentEventRow, "text"),
    Notes(TipRow, "text"),
    Notes(TipRow, "note"),
    Notes(ProgrammeRow, "note"),
    Notes(ControlDoneRow, "note"),
    Notes(AnnualTextRow, "text"),
    Notes(AnnualTextRow, "note"),
)


async def rows(database: Database, *columns: Any, where: Sequence[Any] = ()) -> AsyncIterator[Sequence[Any]]:
    """All rows of these columns, some at a time, without holding them."""
    query = select(*columns).where(*where).execution_options(yield_per=STREAMED)
    async with database.reading() as session:
        streamed = await session.stream(query)
        async for part in streamed.partitions():
            yield part


async def notes_with(database: Database, notes: Notes, matches: Matches) -> list[tuple[tuple[Any, ...], str]]:
    """Keys and words of the notes that match."""
    columns = [col(getattr(notes.table, name)) for name in (*notes.keys, notes.column)]
    found = []
    async for part in rows(database, *columns, where=[columns[-1].is_not(None)]):
        found += [(tuple(row[:-1]), row[-1]) for row in part if matches(row[-1])]
    return found


def spoken(value: Any) -> str:
    """All texts of a nested value, each on its line."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(spoken(one) for key, one in value.items() if key not in _NO_WORDS)
    return "\n".join(map(spoken, value)) if isinstance(value, (list, tuple)) else ""
