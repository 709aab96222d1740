"""Deleting for age: first the words of contacts, later their skeletons with the findings; the counts stay.

What is still argued about, read just now or followed up by an incident is held back: the words of a contact, and
with it its whole month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.audit.chain import append
from contactguard.store.counts.keeping import retire
from contactguard.store.database import Database
from contactguard.store.privacy.holding import NONE_HELD, Held, counted, held_back
from contactguard.store.tables.contacts import AgentRow, ContactRow, ContactTextRow, FailedContactRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.privacy import ForgottenMonthRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert

BATCH = 500  # contacts whose words are deleted in one transaction


@dataclass(frozen=True)
class Limits:
    """Words of contacts that ended before a moment are due, and all of the months before a month such as 2023-11."""

    texts_before: datetime
    month: str


@dataclass(frozen=True)
class DueMonth:
    """A month of which only counts will stay. `held` contacts hold it back."""

    month: str
    contacts: int
    findings: int
    held: Held = NONE_HELD


@dataclass(frozen=True)
class Due:
    """What is or was to be deleted. `held` are contacts past their time whose words stay for now."""

    texts: int = 0
    failed: int = 0
    held: Held = NONE_HELD
    months: tuple[DueMonth, ...] = field(default=())

    @property
    def findings(self) -> int:
        """Those of the months that nothing holds back."""
        return sum(one.findings for one in self.months if not one.held.all)

    @property
    def nothing(self) -> bool:
        return not (self.texts or self.failed or any(not one.held.all for one in self.months))


class RetentionRepository:
    """Tells what is due, and deletes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def preview(self, limits: Limits) -> Due:
        """What `apply` would delete now."""
        past = select(ContactTextRow.contact_id).where(_past(limits))
        async with self._database.reading() as session:
            texts = (await session.exec(select(func.count()).where(_past(limits)))).one()
            texts += len(await _only_quoted(session))
            kept = await held_back(session, col(ContactRow.id).in_(past))
            failed = (await session.exec(select(func.count()).where(*_failed(limits)))).one()
            months = [await _due_month(session, month) for month in await _old_months(session, limits)]
        return Due(texts - len(kept), failed, counted(kept), tuple(months))

    async def apply(self, limits: Limits, *, by: str) -> Due:
        """Deletes what is due, a batch or a month in a transaction, and notes it in the audit chain."""
        texts, failed, held = await self._delete_texts(limits, by)
        async with self._database.reading() as session:
            months = await _old_months(session, limits)
        return Due(texts, failed, held, tuple([await self._forget(month, by) for month in months]))

    async def forgotten(self) -> frozenset[str]:
        """The months of which only counts are left."""
        async with self._database.reading() as session:
            return frozenset(await session.exec(select(ForgottenMonthRow.month)))

    async def _delete_texts(self, limits: Limits, by: str) -> tuple[int, int, Held]:
        texts, held = await self._delete_ended(limits)
        async with self._database.session() as session:
            quoted = await _only_quoted(session)
            for ids in chunks(quoted, IDS_A_QUERY):
                await delete_words(session, ids)
            emptied = await session.exec(update(FailedContactRow).where(*_failed(limits)).values(payload=None))
            texts, failed = texts + len(quoted), int(emptied.rowcount)
            if texts or failed:
                told = {"texts": texts, "failed": failed, "held": held.all}
                await append(session, actor=by, action="retention", subject="texts", **told)
        return texts, failed, held

    async def _delete_ended(self, limits: Limits) -> tuple[int, Held]:
        """A batch is chosen and deleted in one transaction, so that what was taken up meanwhile is held back."""
        texts, held, ended = 0, Held(), [""]
        while ended:
            async with self._database.session() as session:
                ended = await _ended(session, limits, ended[-1])
                kept = await held_back(session, col(ContactRow.id).in_(ended))
                await delete_words(session, [id_ for id_ in ended if id_ not in kept])
            texts, held = texts + len(ended) - len(kept), held + counted(kept)
        return texts, held

    async def _forget(self, month: str, by: str) -> DueMonth:
        async with self._database.session() as session:
            due = await _due_month(session, month)
            if due.held.all:
                return due
            await retire(session, month)
            await session.exec(delete(ContactRow).where(col(ContactRow.month) == month))
            await _delete_nobody(session)
            await _note_month(session, due)
            told = {"contacts": due.contacts, "findings": due.findings}
            await append(session, actor=by, action="retention", subject=f"month:{month}", **told)
            return due


async def delete_words(session: AsyncSession, contact_ids: Sequence[str]) -> None:
    """The words of these contacts and of their findings; skeletons and masked excerpts stay."""
    theirs = select(FindingRow.fingerprint).where(col(FindingRow.contact_id).in_(contact_ids))
    await session.exec(delete(FindingTextRow).where(col(FindingTextRow.fingerprint).in_(theirs)))
    await session.exec(delete(ContactTextRow).where(col(ContactTextRow.contact_id).in_(contact_ids)))


async def _ended(session: AsyncSession, limits: Limits, after: str) -> list[str]:
    """The next contacts past their time, in the order of their ids."""
    id_ = col(ContactTextRow.contact_id)
    return list(await session.exec(select(id_).where(_past(limits), id_ > after).order_by(id_).limit(BATCH)))


async def _only_quoted(session: AsyncSession) -> list[str]:
    """Contacts whose own words are gone and those of their findings are not, which no age makes right."""
    quoted = select(FindingRow.contact_id).join(FindingTextRow).distinct()
    words = select(ContactTextRow.contact_id).where(col(ContactTextRow.contact_id) == col(FindingRow.contact_id))
    return list(await session.exec(quoted.where(~words.exists())))


async def _old_months(session: AsyncSession, limits: Limits) -> list[str]:
    month = col(ContactRow.month)
    return list(await session.exec(select(month).where(month < limits.month).distinct().order_by(month)))


async def _due_month(session: AsyncSession, month: str) -> DueMonth:
    of_month = select(ContactRow.id).where(col(ContactRow.month) == month)
    inside = col(FindingRow.contact_id).in_(of_month)
    held = counted(await held_back(session, col(ContactRow.month) == month))
    contacts = (await session.exec(select(func.count()).where(col(ContactRow.month) == month))).one()
    findings = (await session.exec(select(func.count()).where(inside, col(FindingRow.current)))).one()
    return DueMonth(month, contacts, findings, held)


async def _delete_nobody(session: AsyncSession) -> None:
    """The names of agents of whom no contact is left."""
    theirs = select(ContactRow.agent).where(col(ContactRow.agent).is_not(None))
    await session.exec(delete(AgentRow).where(col(AgentRow.pseudonym).not_in(theirs)))


async def _note_month(session: AsyncSession, due: DueMonth) -> None:
    before = await session.get(ForgottenMonthRow, due.month)
    contacts, findings = (before.contacts, before.findings) if before else (0, 0)
    row = {"month": due.month, "contacts": contacts + due.contacts, "findings": findings + due.findings}
    await upsert(session, ForgottenMonthRow, [row | {"forgotten_at": datetime.now(UTC)}])


def _past(limits: Limits) -> Any:
    """Of words: a thread may go on for long, so its last message counts."""
    return col(ContactTextRow.ended_at) < limits.texts_before


def _failed(limits: Limits) -> tuple[Any, ...]:
    return (col(FailedContactRow.failed_at) < limits.texts_before, col(FailedContactRow.payload).is_not(None))
