"""One batch of scan results in, rows out, all in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.scanning.results import Done, Failed, Result
from contactguard.store.columns import clean
from contactguard.store.counts.keeping import counting
from contactguard.store.privacy.aliases import aliases
from contactguard.store.privacy.retention import delete_words
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.failed import resolve_failed, write_failed
from contactguard.store.scanned.rows import contact_row, finding_rows, text_row
from contactguard.store.tables.contacts import AgentRow, ContactRow, ContactTextRow
from contactguard.store.tables.counts import TallyRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.privacy import ErasedContactRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert

Before = dict[str, ContactRow]


@dataclass(frozen=True)
class ResultWriter:
    """Writes the results of one batch of one source."""

    session: AsyncSession
    scan: int
    rule_set: str
    source: str
    zone: ZoneInfo
    pseudonyms: Pseudonyms

    async def write(self, results: Sequence[Result]) -> None:
        failed = [result for result in results if isinstance(result, Failed)]
        await write_failed(self.session, self.scan, failed)
        await self._write_done([result for result in results if isinstance(result, Done)])

    async def _write_done(self, done: Sequence[Done]) -> None:
        async with counting(self.session, [one.contact.id for one in done]):
            before = await contacts_by_id(self.session, [clean(one.contact.id) for one in done])
            done = await self._unerased(done, before)
            await self._contacts(done, before)
            await self._texts(done)
            await self._tallies(done)
            await self._findings(done, before)
            await resolve_failed(self.session, self.source, [one.contact.id for one in done])

    async def _unerased(self, done: Sequence[Done], before: Before) -> list[Done]:
        """Without what was erased while it was scanned. A contact that says something else is erased no longer."""
        erased = await erased_among(self.session, list(before))
        settled = {
            id_
            for one in done
            if (id_ := clean(one.contact.id)) in erased and before[id_].content_hash == one.content_hash
        }
        for ids in chunks(erased - settled, IDS_A_QUERY):
            await self.session.exec(delete(ErasedContactRow).where(col(ErasedContactRow.contact_id).in_(ids)))
        return [one for one in done if clean(one.contact.id) not in settled]

    async def _contacts(self, done: Sequence[Done], before: Before) -> None:
        names = {one.contact.agent for one in done}
        mains = await aliases(self.session)
        pseudonyms = {name: mains.get(own, own) for name in names if (own := self.pseudonyms.of(name))}
        agents = {pseudonym: name for name, pseudonym in pseudonyms.items()}
        known = [{"pseudonym": pseudonym, "name": name} for pseudonym, name in agents.items()]
        await upsert(self.session, AgentRow, known, keep=["name"])
        rows = [
            contact_row(one.contact, self.zone)
            | {
                "source": self.source,
                "agent": pseudonyms.get(one.contact.agent),
                "content_hash": one.content_hash,
                "rule_set": self.rule_set,
                "first_rule_set": self._first_rule_set(one, before),
                "exempt": one.exempt,
                "topic": one.tally.topic,
                "scan_id": self.scan,
                "scanned_at": _now(),
            }
            for one in done
        ]
        await upsert(self.session, ContactRow, rows)

    async def _texts(self, done: Sequence[Done]) -> None:
        await upsert(self.session, ContactTextRow, [text_row(one.contact) for one in done if not one.exempt])
        exempt = [clean(one.contact.id) for one in done if one.exempt]
        for ids in chunks(exempt, IDS_A_QUERY):
            await delete_words(self.session, ids)

    async def _tallies(self, done: Sequence[Done]) -> None:
        for ids in chunks([clean(one.contact.id) for one in done], IDS_A_QUERY):
            await self.session.exec(delete(TallyRow).where(col(TallyRow.contact_id).in_(ids)))
        rows = [_tally_row(one) for one in done if one.tally.of_suppliers]
        await upsert(self.session, TallyRow, rows)

    async def _findings(self, done: Sequence[Done], before: Before) -> None:
        """What is no longer raised is kept, not current: a verdict may hang on it."""
        skeletons: list[dict[str, Any]] = []
        texts: list[dict[str, Any]] = []
        for one in done:
            first = {"first_rule_set": self.rule_set, "by_rescan": self._is_rescan(one, before), "found_at": _now()}
            for finding in one.findings:
                skeleton, text = finding_rows(one.contact, finding, self.zone)
                skeletons.append(skeleton | first | {"rule_set": self.rule_set, "current": True})
                texts.append(text)
        for ids in chunks([clean(one.contact.id) for one in done], IDS_A_QUERY):
            outdated = update(FindingRow).where(col(FindingRow.contact_id).in_(ids), col(FindingRow.current))
            await self.session.exec(outdated.values(current=False))
        await upsert(self.session, FindingRow, skeletons, keep=["first_rule_set", "by_rescan", "found_at"])
        await upsert(self.session, FindingTextRow, texts)

    def _is_rescan(self, one: Done, before: Before) -> bool:
        """The same words were scanned before under other rules, so what is new is the rules' merit."""
        row = _same_words(one, before)
        return row is not None and row.rule_set != self.rule_set

    def _first_rule_set(self, one: Done, before: Before) -> str:
        row = _same_words(one, before)
        return row.first_rule_set if row is not None else self.rule_set


async def contacts_by_id(session: AsyncSession, ids: Sequence[str]) -> Before:
    found: Before = {}
    for part in chunks(ids, IDS_A_QUERY):
        rows = await session.exec(select(ContactRow).where(col(ContactRow.id).in_(part)))
        found.update({row.id: row for row in rows})
    return found


async def erased_among(session: AsyncSession, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(ids, IDS_A_QUERY):
        mine = select(ErasedContactRow.contact_id).where(col(ErasedContactRow.contact_id).in_(part))
        found.update(await session.exec(mine))
    return found


def _same_words(one: Done, before: Before) -> ContactRow | None:
    """The contact as it was scanned before, if it said the same."""
    row = before.get(clean(one.contact.id))
    return row if row is not None and row.content_hash == one.content_hash and not row.exempt else None


def _tally_row(one: Done) -> dict[str, Any]:
    """The topic stands with the contact, which has one even where nothing else was counted."""
    counted = {name: value for name, value in asdict(one.tally).items() if name != "topic"}
    return counted | {"contact_id": clean(one.contact.id)}


def _now() -> datetime:
    return datetime.now(UTC)
