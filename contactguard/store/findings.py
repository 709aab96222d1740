"""Findings out of the store: one with its history, or a list page by page, newest first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from contactguard.errors import NotFoundError
from contactguard.policies.finding import Origin, Policy
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.records import Cursor, StoredFinding
from contactguard.store.rows import stored_finding
from contactguard.store.tables_contacts import ContactRow
from contactguard.store.tables_findings import FindingRow, FindingTextRow


@dataclass(frozen=True)
class FindingFilter:
    """What a list shows; None asks for all. Findings no longer raised are left out unless `current` is None.

    `scan` asks for those in the contacts that this scan was the last to read.
    """

    month: str | None = None
    policy: Policy | None = None
    origin: Origin | None = None
    contact_id: str | None = None
    line: str | None = None
    current: bool | None = True
    by_rescan: bool | None = None
    first_rule_set: str | None = None
    scan: int | None = None

    def conditions(self) -> list[Any]:
        wanted = {
            FindingRow.month: self.month,
            FindingRow.policy: self.policy,
            FindingRow.origin: self.origin,
            FindingRow.contact_id: self.contact_id,
            FindingRow.line: self.line,
            FindingRow.current: self.current,
            FindingRow.by_rescan: self.by_rescan,
            FindingRow.first_rule_set: self.first_rule_set,
        }
        conditions = [
            col(column) == (clean(value) if isinstance(value, str) else value)
            for column, value in wanted.items()
            if value is not None
        ]
        if self.scan is not None:
            scanned = select(ContactRow.id).where(ContactRow.scan_id == self.scan)
            conditions.append(col(FindingRow.contact_id).in_(scanned))
        return conditions


@dataclass(frozen=True)
class FindingPage:
    """Newest first. `next` is None on the last page."""

    findings: tuple[StoredFinding, ...]
    next: Cursor | None


class FindingRepository:
    """Reads findings; scans write them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, fingerprint: str) -> StoredFinding:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            row = await session.get(FindingRow, clean(fingerprint))
            text = await session.get(FindingTextRow, clean(fingerprint))
        if row is None:
            raise NotFoundError(f"there is no finding {fingerprint!r}", kind="finding", key=fingerprint)
        return stored_finding(row, text)

    async def page(
        self, only: FindingFilter | None = None, *, after: Cursor | None = None, limit: int = 50
    ) -> FindingPage:
        query = select(FindingRow, FindingTextRow).outerjoin(
            FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint)
        )
        query = query.where(*(only or FindingFilter()).conditions())
        if after is not None:
            happened, key = col(FindingRow.happened_at), col(FindingRow.fingerprint)
            query = query.where(or_(happened < after.moment, and_(happened == after.moment, key > after.key)))
        query = query.order_by(col(FindingRow.happened_at).desc(), col(FindingRow.fingerprint)).limit(limit + 1)
        async with self._database.reading() as session:
            rows = (await session.exec(query)).all()
        more = len(rows) > limit
        last = rows[limit - 1][0] if more else None
        shown = tuple(stored_finding(row, text) for row, text in rows[:limit])
        return FindingPage(shown, Cursor(last.happened_at, last.fingerprint) if last else None)

    async def of_contact(self, contact_id: str) -> list[StoredFinding]:
        """The current findings of a contact in the order of its text."""
        page = await self.page(FindingFilter(contact_id=contact_id), limit=1000)
        return sorted(page.findings, key=lambda one: (one.finding.message, one.finding.start, one.fingerprint))

    async def count(self, only: FindingFilter | None = None) -> dict[Policy, int]:
        """How many findings each policy has, those without any left out."""
        query = select(FindingRow.policy, func.count()).where(*(only or FindingFilter()).conditions())
        async with self._database.reading() as session:
            counts = dict((await session.exec(query.group_by(col(FindingRow.policy)))).all())
        return {policy: counts[policy.value] for policy in Policy if policy.value in counts}
