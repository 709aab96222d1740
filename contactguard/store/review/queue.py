"""Findings that wait for a verdict out of the store, and claims on them: whoever opens one has it for a while."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, or_
from sqlmodel import col, select

from contactguard.errors import ConflictError
from contactguard.policies.finding import Severity
from contactguard.store.columns import JsonText, clean
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import names_of
from contactguard.store.review.histories import histories, lock
from contactguard.store.review.records import Claim, History, Pile
from contactguard.store.review.verdicts import Check
from contactguard.store.tables.answers import AnswerVersionRow
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.verdicts import ClaimRow, SecondRow, StandingRow
from contactguard.store.writing import upsert

# Findings with the same value take one decision. Once the words are deleted, the excerpt tells what is alike.
_ALIKE = func.coalesce(FindingTextRow.alike, FindingRow.alike, FindingRow.fingerprint)
_GRAVITY = case({one.value: rank for rank, one in enumerate(reversed(Severity))}, value=FindingRow.severity)
# The gravest first, then the surest, then the oldest.
_ORDER = (_GRAVITY, col(FindingRow.score).desc(), col(FindingRow.happened_at), col(FindingRow.fingerprint))


@dataclass(frozen=True)
class Reader:
    """For whom findings wait, who must not decide on contacts of `agent` and on words of an answer that she wrote.

    `own` tells whether a quote is such words; None where she wrote none.
    """

    name: str
    agent: str | None = None
    own: Callable[[str], bool] | None = None


class QueueRepository:
    """What is to be read, and by whom it is being read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pile(self, now: datetime, reader: Reader | None = None) -> Pile:
        """What waits in all; for a reader without what somebody else holds or she may not decide."""
        counted = (func.count(), func.count(_ALIKE.distinct()), func.min(FindingRow.happened_at))
        ((findings, decisions, oldest),) = await self._rows(await self._waiting(counted, now, reader))
        return Pile(findings, decisions, oldest)

    async def firsts(self, now: datetime, reader: Reader) -> list[str]:
        """The finding to show of each decision, in the order in which to read them."""
        place = func.row_number().over(partition_by=_ALIKE, order_by=_ORDER).label("place")
        order = func.row_number().over(order_by=_ORDER).label("order")
        one = (await self._waiting((col(FindingRow.fingerprint), place, order), now, reader)).subquery()
        return list(await self._rows(select(one.c.fingerprint).where(one.c.place == 1).order_by(one.c.order)))

    async def alike(self, fingerprint: str, now: datetime, reader: Reader) -> list[str]:
        """What waits for the reader and is decided together with a finding, in the order of reading."""
        waiting = await self._waiting((col(FindingRow.fingerprint),), now, reader)
        its = _joined((_ALIKE,)).where(col(FindingRow.fingerprint) == clean(fingerprint)).scalar_subquery()
        found = list(await self._rows(waiting.where(its == _ALIKE).order_by(*_ORDER)))
        return [one for one in found if one != fingerprint] if fingerprint in found else []

    async def _waiting(self, columns: Sequence[Any], now: datetime, reader: Reader | None) -> Any:
        """A query of findings without a verdict.

        For a reader those are left out that somebody else holds, or that she gave the first of two verdicts on.
        """
        second = select(SecondRow.fingerprint)
        if reader is None:
            return _open(columns).where(col(FindingRow.fingerprint).not_in(second))
        held = select(ClaimRow.fingerprint).where(ClaimRow.by != clean(reader.name), col(ClaimRow.until) > now)
        of_hers = second.where(SecondRow.first_by == clean(reader.name))
        query = _open(columns).where(col(FindingRow.fingerprint).not_in(held.union_all(of_hers)))
        if reader.agent is not None:
            agent = col(ContactRow.agent)
            query = query.where(or_(agent.is_(None), agent.not_in(names_of(reader.agent))))
        own = await self._own(reader.own) if reader.own is not None else []
        return query.where(_ALIKE.not_in(own)) if own else query

    async def _own(self, own: Callable[[str], bool]) -> list[str]:
        """What of all that is open quotes the reader's own words; findings alike are looked at once."""
        quotes = (_ALIKE, func.min(FindingTextRow.quote, type_=JsonText), func.min(FindingRow.excerpt))
        rows = await self._rows(_open(quotes).group_by(_ALIKE))
        return [alike for alike, quote, excerpt in rows if own(excerpt if quote is None else quote)]

    async def claim(self, shown: str, alike: Sequence[str], claim: Claim, check: Check) -> list[str]:
        """Takes a finding and those alike; returns what was taken. Whatever else the reader held is free again.

        `check` refuses a history by a ConflictError: that of `shown` stands, another alike is then passed over. Raises
        NotFoundError.
        """
        async with self._database.session() as session:
            await lock(session, [shown, *alike])
            await session.exec(delete(ClaimRow).where(col(ClaimRow.by) == clean(claim.by)))
            told = await histories(session, [shown, *alike])
            check(told[0])
            taken = [shown, *(one.fingerprint for one in told[1:] if _passes(one, check))]
            await upsert(session, ClaimRow, [{"fingerprint": one, **vars(claim)} for one in taken])
        return taken

    async def held_with(self, shown: str, by: str) -> list[str]:
        """What someone took together with a finding, the finding itself left out."""
        query = select(ClaimRow.fingerprint).where(ClaimRow.shown == clean(shown), ClaimRow.by == clean(by))
        found = await self._rows(query.where(ClaimRow.fingerprint != clean(shown)))
        return sorted(found)

    async def release(self, by: str) -> None:
        """Gives free whatever someone holds."""
        async with self._database.session() as session:
            await session.exec(delete(ClaimRow).where(col(ClaimRow.by) == clean(by)))

    async def written_by(self, author: str) -> list[str]:
        """Every text of every version that somebody wrote for the knowledge base."""
        rows = await self._rows(select(AnswerVersionRow.content).where(AnswerVersionRow.author == clean(author)))
        return [text for content in rows for text in _texts(content)]

    async def _rows(self, query: Any) -> Sequence[Any]:
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.exec(query)).all()
            return rows


def _joined(columns: Sequence[Any]) -> Any:
    query: Any = select(*columns).select_from(FindingRow).join(ContactRow)
    return query.outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))


def _open(columns: Sequence[Any]) -> Any:
    decided = select(StandingRow.fingerprint).where(col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
    return _joined(columns).where(col(FindingRow.current), ~decided.exists())


def _texts(content: Any) -> Iterator[str]:
    match content:
        case str():
            yield content
        case dict() | list():
            for below in content.values() if isinstance(content, dict) else content:
                yield from _texts(below)


def _passes(history: History, check: Check) -> bool:
    try:
        check(history)
    except ConflictError:
        return False
    return True
