"""Findings that wait for a verdict out of the store, and claims on them: whoever opens one has it for a while."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import col, select

from contactguard.errors import ConflictError
from contactguard.policies.finding import Policy, Severity
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.review.histories import histories, lock
from contactguard.store.review.records import Claim, History, Waiting
from contactguard.store.review.verdicts import Check
from contactguard.store.tables.answers import AnswerVersionRow
from contactguard.store.tables.contacts import ContactRow, ContactTextRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.verdicts import ClaimRow, SecondRow, StandingRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert


class QueueRepository:
    """What is to be read, and by whom it is being read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, now: datetime, by: str | None = None, agent: str | None = None) -> list[Waiting]:
        """Findings without a verdict, in no order; those that `by` may read, where given, with own contacts left out.

        Left out are what somebody else holds, what `by` gave the first of two verdicts on, and contacts of `agent`.
        """
        query = (
            select(FindingRow, ContactRow.channel, FindingTextRow.quote)
            .join(ContactRow)
            .outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))
            .outerjoin(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
            .where(col(FindingRow.current), col(StandingRow.fingerprint).is_(None))
        )
        held = select(ClaimRow.fingerprint).where(ClaimRow.by != clean(by or ""), col(ClaimRow.until) > now)
        second = select(SecondRow.fingerprint)
        if by is not None:
            second = second.where(SecondRow.first_by == clean(by))
            query = query.where(col(FindingRow.fingerprint).not_in(held))
        query = query.where(col(FindingRow.fingerprint).not_in(second))
        if agent is not None:
            query = query.where(or_(col(ContactRow.agent).is_(None), col(ContactRow.agent) != agent))
        return [_waiting(*row) for row in await self._rows(query)]

    async def texts(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """The words of messages, by contact and number; those deleted are missing."""
        found: dict[tuple[str, int], str] = {}
        for part in chunks(places, IDS_A_QUERY):
            ids = {contact for contact, _ in part}
            rows = await self._rows(select(ContactTextRow).where(col(ContactTextRow.contact_id).in_(ids)))
            messages = {row.contact_id: row.messages for row in rows}
            found |= {(id_, at): str(messages[id_][at]["text"]) for id_, at in part if id_ in messages}
        return found

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


def _waiting(row: FindingRow, channel: str, quote: str | None) -> Waiting:
    return Waiting(
        fingerprint=row.fingerprint,
        contact_id=row.contact_id,
        policy=Policy(row.policy),
        message=row.message,
        severity=Severity(row.severity),
        score=row.score,
        happened_at=row.happened_at,
        channel=channel,
        quote=quote if quote is not None else row.excerpt,
    )


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
