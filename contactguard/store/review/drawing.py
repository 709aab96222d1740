"""Months in, who can be drawn from them out; and a draw kept, with its strata."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.audit import chain as audit
from contactguard.store.columns import clean
from contactguard.store.counts.conditions import raised
from contactguard.store.database import Database
from contactguard.store.review.sample_records import Candidates, Group, Kind, NewSample, NewStratum, Population
from contactguard.store.tables.contacts import ContactRow, ContactTextRow
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.samples import SampledContactRow, SampleRow, StratumRow

LAST = 200  # readings of a channel whose time is taken for the usual
ENOUGH = 10  # readings of a channel before they tell more than its length


class DrawRepository:
    """What draws need of one database, and keep in it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def population(self, first_month: str, last_month: str) -> Population:
        """Everyone who can be drawn: with words, or exempt, whose words were never kept."""
        flagged = exists().where(col(FindingRow.contact_id) == col(ContactRow.id), raised())
        columns: list[Any] = [getattr(ContactRow, name) for name in ("id", "line", "channel", "exempt")]
        query: Any = select(*columns, *[flagged, func.length(ContactTextRow.messages)])
        query = query.outerjoin(ContactTextRow, col(ContactTextRow.contact_id) == col(ContactRow.id))
        query = query.where(col(ContactRow.month).between(clean(first_month), clean(last_month)))
        found: defaultdict[Kind, list[tuple[str, int]]] = defaultdict(list)
        wordless = 0
        async with self._database.reading() as session:
            for id_, line, channel, exempt, has_findings, length in await session.exec(query.order_by(columns[0])):
                if not exempt and length is None:
                    wordless += 1
                    continue
                group = Group.EXEMPT if exempt else Group.FLAGGED if has_findings else Group.SILENT
                found[Kind(group, line, channel)].append((id_, length or 0))
        return Population(tuple(_candidates(kind, found[kind]) for kind in sorted(found)), wordless)

    async def seconds(self) -> dict[str, float]:
        """The median of what reading a contact took lately, for each channel that has enough readings."""
        columns = (col(StratumRow.channel), col(SampledContactRow.seconds))
        query: Any = (
            select(*columns)
            .select_from(SampledContactRow)
            .join(StratumRow, col(StratumRow.id) == col(SampledContactRow.stratum_id))
        )
        query = query.where(columns[1].is_not(None)).order_by(col(SampledContactRow.at).desc()).limit(LAST * 5)
        taken: defaultdict[str, list[int]] = defaultdict(list)
        async with self._database.reading() as session:
            for channel, seconds in await session.exec(query):
                taken[channel].append(seconds or 0)
        return {channel: _median(told[:LAST]) for channel, told in taken.items() if len(told) >= ENOUGH}

    async def add(self, sample: NewSample, strata: Sequence[NewStratum], order: Sequence[str]) -> int:
        """Keeps a draw; `order` is that in which its contacts are read. Returns its number."""
        places = {id_: place for place, id_ in enumerate(order, 1)}
        async with self._database.session() as session:
            row = SampleRow(**vars(sample))
            session.add(row)
            await session.flush()
            number = row.id or 0
            for one in strata:
                await _add_stratum(session, number, one, places)
            await _log(session, number, sample, len(order))
        return number


async def _add_stratum(session: AsyncSession, number: int, one: NewStratum, places: dict[str, int]) -> None:
    kind: dict[str, Any] = {"group": one.kind.group, "line": one.kind.line, "channel": one.kind.channel}
    stratum = StratumRow(sample_id=number, population=one.population, drawn=len(one.ids), **kind)
    session.add(stratum)
    await session.flush()
    blank: dict[str, Any] = {"stratum_id": stratum.id, "policies": [], "marks": [], "note": ""}
    session.add_all(
        SampledContactRow(sample_id=number, position=places[id_], contact_id=id_, **blank) for id_ in one.ids
    )


async def _log(session: AsyncSession, number: int, sample: NewSample, contacts: int) -> None:
    await audit.append(
        session,
        actor=sample.drawn_by,
        action="sample",
        subject=f"sample:{number}",
        contacts=contacts,
        minutes=sample.budget_minutes,
        first=sample.first_month,
        last=sample.last_month,
        seed=sample.seed,
    )


def _candidates(kind: Kind, found: Sequence[tuple[str, int]]) -> Candidates:
    return Candidates(kind, tuple(id_ for id_, _ in found), sum(length for _, length in found) / len(found))


def _median(taken: Sequence[int]) -> float:
    ordered, middle = sorted(taken), len(taken) // 2
    return (ordered[middle] + ordered[~middle]) / 2
