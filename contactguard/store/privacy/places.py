"""Every place in the database where people's own words may stand, so that a search or an erasure misses none."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, select

from contactguard.store.database import Database
from contactguard.store.tables.annual import AnnualTextRow, AnnualVersionRow
from contactguard.store.tables.answers import AnswerEventRow, AnswerRemarkRow, AnswerVersionRow
from contactguard.store.tables.contacts import FailedContactRow
from contactguard.store.tables.incidents import (
    IncidentEventRow,
    IncidentRow,
    ReminderRow,
    TipRow,
    TrainingRow,
)
from contactguard.store.tables.privacy import RevealRow
from contactguard.store.tables.programme import ControlDoneRow, ProgrammeRow
from contactguard.store.tables.samples import SampledContactRow
from contactguard.store.tables.scans import LedgerRow
from contactguard.store.tables.verdicts import DisputeRow, VerdictRow

STREAMED = 1000  # rows held at a time

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")  # is no customer number

Matches = Callable[[str], bool]


@dataclass(frozen=True)
class Notes:
    """A column in which staff write freely, as text or nested; a customer may be named there."""

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
    Notes(AnswerVersionRow, "content"),
    Notes(AnswerEventRow, "found"),
    Notes(AnswerRemarkRow, "text"),
    Notes(RevealRow, "reason"),
    Notes(FailedContactRow, "reason"),
    Notes(LedgerRow, "error"),
    Notes(IncidentRow, "title"),
    Notes(IncidentEventRow, "text"),
    Notes(IncidentEventRow, "told"),
    Notes(TipRow, "text"),
    Notes(TipRow, "note"),
    Notes(TrainingRow, "subject"),
    Notes(TrainingRow, "audience"),
    Notes(TrainingRow, "material"),
    Notes(TrainingRow, "struck_for"),
    Notes(ReminderRow, "reason"),
    Notes(ProgrammeRow, "content"),
    Notes(ProgrammeRow, "note"),
    Notes(ControlDoneRow, "note"),
    Notes(AnnualTextRow, "text"),
    Notes(AnnualTextRow, "note"),
    Notes(AnnualVersionRow, "content"),
)


async def rows(database: Database, *columns: Any, where: Sequence[Any] = ()) -> AsyncIterator[Sequence[Any]]:
    """All rows of these columns, some at a time, without holding them."""
    query = select(*columns).where(*where).execution_options(yield_per=STREAMED)
    async with database.reading() as session:
        streamed = await session.stream(query)
        async for part in streamed.partitions():
            yield part


async def notes_with(database: Database, notes: Notes, matches: Matches) -> list[tuple[tuple[Any, ...], str]]:
    """Keys and words of the notes that match; of a nested one only the texts that do."""
    columns = [col(getattr(notes.table, name)) for name in (*notes.keys, notes.column)]

    def among(part: Sequence[Any]) -> list[tuple[tuple[Any, ...], str]]:
        told = [(tuple(row[:-1]), [text for text in _texts(row[-1]) if matches(text)]) for row in part]
        return [(key, "\n".join(words)) for key, words in told if words]

    found = []
    async for part in rows(database, *columns, where=[columns[-1].is_not(None)]):
        found += await asyncio.to_thread(among, part)
    return found


def spoken(value: Any) -> str:
    """All texts of a nested value, each on its line."""
    return "\n".join(_texts(value))


def reworded(value: Any, change: Callable[[str], str]) -> Any:
    """The nested value with each of its texts changed; names of fields and dates stay."""
    if isinstance(value, str):
        return value if _DATE.fullmatch(value) else change(value)
    if isinstance(value, dict):
        return {key: reworded(one, change) for key, one in value.items()}
    return [reworded(one, change) for one in value] if isinstance(value, (list, tuple)) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and not _DATE.fullmatch(value):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
