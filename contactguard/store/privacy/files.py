"""Everything kept of a person, or of a member of staff, as one nested value that can be handed over."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from contactguard.store.audit.reading import AuditRepository
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import all_of
from contactguard.store.privacy.persons import Found
from contactguard.store.privacy.reveals import RevealRepository
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingFilter, FindingRepository
from contactguard.store.scanned.records import StoredFinding
from contactguard.store.tables.audit import AuditRow
from contactguard.store.tables.contacts import ContactRow, FailedContactRow
from contactguard.store.tables.verdicts import DisputeRow, SecondRow, StandingRow, VerdictRow
from contactguard.store.writing import IDS_A_QUERY, chunks

PAGE = 1000

File = dict[str, Any]


class FileRepository:
    """Gathers; keeps and notes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._contacts = ContactRepository(database)
        self._findings = FindingRepository(database)

    async def of_person(self, found: Found) -> File:
        """What `PersonRepository.find` met, with all words that are still kept."""
        contacts = [await self._contact(id_) for id_ in found.contacts]
        failed = [await self._failure(source, place) for source, place in found.failed]
        notes = [{"where": notes.name, "text": words} for notes, _, words in found.notes]
        return {"contacts": contacts, "failed": failed, "notes": notes}

    async def of_staff(self, pseudonym: str | None, name: str | None) -> File:
        """What hangs on an agent's pseudonyms (contacts, findings, who looked), what the account of this name did."""
        async with self._database.reading() as session:
            names = tuple(await all_of(session, pseudonym))
        findings = await self._shown(FindingFilter(agents=names, gone=True)) if names else []
        looked = await RevealRepository(self._database).of(names[0]) if names else []
        subjects = [f"agent:{one}" for one in names]
        subjects += [f"user:{name}"] if name else []
        concerned = or_(col(AuditRow.actor) == name, col(AuditRow.subject).in_(subjects))
        done = [
            {"at": entry.at.isoformat(), "action": entry.action, "subject": entry.subject, "details": entry.details}
            async for entry in AuditRepository(self._database).entries(concerned)
        ]
        told = [{"at": one.at.isoformat(), "by": one.by, "reason": one.reason} for one in looked]
        return {
            "pseudonym": names[0] if names else None,
            "contacts": await self._skeletons(names),
            "findings": findings,
            "looked": told,
            "log": done,
        }

    async def _contact(self, id_: str) -> File:
        skeleton = await self._contacts.get(id_)
        words = await self._contacts.text(id_)
        told = _told(skeleton, "id", "source", "channel", "direction", "line", "external_id", "received_at")
        spoken = [message.model_dump(mode="json") for message in words.messages] if words else None
        return told | {
            "subject": words.subject if words else None,
            "messages": spoken,
            "findings": await self._shown(FindingFilter(contact_id=id_, gone=True)),
        }

    async def _shown(self, only: FindingFilter) -> list[File]:
        """All pages, newest first."""
        page = await self._findings.page(only, limit=PAGE)
        found = [*page.findings]
        while page.next is not None:
            page = await self._findings.page(only, after=page.next, limit=PAGE)
            found += page.findings
        decided = await self._decided([one.fingerprint for one in found])
        return [_finding(one) | decided[one.fingerprint] for one in found]

    async def _decided(self, fingerprints: Sequence[str]) -> dict[str, File]:
        """Where each finding stands, its verdicts and disputes; not who gave them, nor while a second one is blind."""
        told: dict[str, File] = defaultdict(lambda: {"standing": "open", "verdicts": [], "disputes": []})
        async with self._database.reading() as session:
            for part in chunks(fingerprints, IDS_A_QUERY):
                for standing in await session.exec(select(StandingRow).where(col(StandingRow.fingerprint).in_(part))):
                    told[standing.fingerprint]["standing"] = standing.standing
                known = col(VerdictRow.fingerprint).not_in(select(SecondRow.fingerprint))
                given = select(VerdictRow).where(col(VerdictRow.fingerprint).in_(part), known)
                for verdict in await session.exec(given.order_by(col(VerdictRow.id))):
                    told[verdict.fingerprint]["verdicts"].append(
                        _told(verdict, "kind", "verdict", "reason", "note", "at")
                    )
                for dispute in await session.exec(select(DisputeRow).where(col(DisputeRow.fingerprint).in_(part))):
                    told[dispute.fingerprint]["disputes"].append(_told(dispute, "text", "at"))
        return told

    async def _failure(self, source: str, place: str) -> File:
        async with self._database.reading() as session:
            row = await session.get(FailedContactRow, (source, place))
        return _told(row, "source", "place", "reason", "failed_at") | {"contact": row.payload if row else None}

    async def _skeletons(self, pseudonyms: Sequence[str]) -> list[File]:
        query = select(ContactRow).where(col(ContactRow.agent).in_(pseudonyms)).order_by(col(ContactRow.received_at))
        async with self._database.reading() as session:
            rows = (await session.exec(query)).all()
        return [_told(row, "id", "received_at", "channel", "line", "team") for row in rows]


def _finding(stored: StoredFinding) -> File:
    finding = stored.finding
    return {
        "finding": stored.fingerprint,
        "contact": stored.contact_id,
        "happened_at": stored.happened_at.isoformat(),
        "policy": finding.policy.value,
        "words": finding.quote,
        "why": finding.explanation.why,
        "rule": finding.rule,
        "score": finding.score,
        "current": stored.current,
    }


def _told(row: Any, *names: str) -> File:
    values = {name: getattr(row, name, None) for name in names}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}
