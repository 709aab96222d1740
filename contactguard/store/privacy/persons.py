"""What is kept of a person, found by reading every text; and erased, with figures and audit chain left as they are.

All texts are read rather than an index kept: a request is rare, no spelling is missed, and nothing more about people
is stored for it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.contacts.identifiers import ERASED, Identifier
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.privacy.places import NOTES, Notes, notes_with, reworded, rows, spoken
from contactguard.store.privacy.retention import delete_words
from contactguard.store.tables.contacts import ContactRow, ContactTextRow, FailedContactRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.privacy import ErasedContactRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert


@dataclass(frozen=True)
class Found:
    """What names a person: contacts by id, failed records by source and place, notes by their keys.

    `in_ids` are contacts whose own id, source or place names the person; only the system they came from can mend that.
    """

    contacts: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[Notes, tuple[Any, ...], str], ...] = ()
    in_ids: tuple[str, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        return not (self.contacts or self.failed or self.notes)


class PersonRepository:
    """Finds and erases a person in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, identifiers: Sequence[Identifier]) -> Found:
        """Reads every text once; takes seconds for a hundred thousand contacts."""

        def matches(text: str) -> bool:
            return any(one.stands_in(text) for one in identifiers)

        text = (col(ContactTextRow.contact_id), col(ContactTextRow.subject), col(ContactTextRow.messages))
        quoted = (col(FindingRow.contact_id), col(FindingTextRow.quote), col(FindingTextRow.found))
        shown = (col(FindingRow.contact_id), col(FindingRow.excerpt))
        known = (col(ContactRow.id), col(ContactRow.external_id), col(ContactRow.source))
        contacts = await self._matching(text, matches)
        contacts |= await self._matching(quoted, matches, col(FindingRow.fingerprint) == FindingTextRow.fingerprint)
        contacts |= await self._matching(shown, matches)
        named = await self._matching(known, matches, keys_too=True)
        in_ids = await self._matching((known[0], known[2]), matches, keys_too=True)
        in_ids |= await self._matching((col(FailedContactRow.place),), matches, keys_too=True)
        failed = await self._failed(matches)
        notes = [(one, *found) for one in NOTES for found in await notes_with(self._database, one, matches)]
        return Found(tuple(sorted(contacts | named)), tuple(failed), tuple(notes), tuple(sorted(in_ids)))

    async def erase(self, found: Found, identifiers: Sequence[Identifier], *, by: str, subject: str) -> None:
        """Erases in one transaction what `find` gave, and notes it: `subject` tells the person apart, namelessly."""
        async with self._database.session() as session:
            for ids in chunks(found.contacts, IDS_A_QUERY):
                await _erase_contacts(session, ids)
            for source, place in found.failed:
                record = await session.get(FailedContactRow, (source, place))
                if record is not None:
                    record.payload = None
            for notes, key, _ in found.notes:
                await _rewrite(session, notes, key, identifiers)
            told = {"contacts": len(found.contacts), "failed": len(found.failed), "notes": len(found.notes)}
            await append(session, actor=by, action="erase", subject=subject, **told)

    async def _matching(self, columns: Sequence[Any], matches: Any, *where: Any, keys_too: bool = False) -> set[str]:
        """The first column of the rows in which one of the others matches; or itself, with `keys_too`."""
        first = 0 if keys_too else 1

        def among(part: Sequence[Any]) -> set[str]:
            return {row[0] for row in part if matches(spoken(row[first:]))}

        found: set[str] = set()
        async for part in rows(self._database, *columns, where=where):
            found |= await asyncio.to_thread(among, part)
        return found

    async def _failed(self, matches: Any) -> list[tuple[str, str]]:
        columns = (col(FailedContactRow.source), col(FailedContactRow.place), col(FailedContactRow.payload))

        def among(part: Sequence[Any]) -> list[tuple[str, str]]:
            return [(source, place) for source, place, payload in part if matches(spoken(payload))]

        found = []
        async for part in rows(self._database, *columns, where=[columns[2].is_not(None)]):
            found += await asyncio.to_thread(among, part)
        return found


async def _erase_contacts(session: AsyncSession, ids: Sequence[str]) -> None:
    """Skeletons stay for the figures: no words, no number of another system, no excerpt."""
    await delete_words(session, ids)
    await session.exec(update(FindingRow).where(col(FindingRow.contact_id).in_(ids)).values(excerpt=ERASED, alike=None))
    await session.exec(update(ContactRow).where(col(ContactRow.id).in_(ids)).values(external_id=None))
    there = await session.exec(select(ContactRow.id).where(col(ContactRow.id).in_(ids)))
    now = datetime.now(UTC)
    await upsert(session, ErasedContactRow, [{"contact_id": id_, "erased_at": now} for id_ in there])


async def _rewrite(
    session: AsyncSession, notes: Notes, key: tuple[Any, ...], identifiers: Sequence[Identifier]
) -> None:
    row: Any = await session.get(notes.table, key if len(key) > 1 else key[0])
    if row is not None:
        value = getattr(row, notes.column)
        setattr(row, notes.column, reworded(value, lambda text: _without(text, identifiers)))


def _without(text: str, identifiers: Sequence[Identifier]) -> str:
    for identifier in identifiers:
        text = identifier.erased_from(text)
    return text
