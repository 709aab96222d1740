"""Findings out of the store: one with its history, or a list page by page, newest first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col, select

from contactguard.errors import NotFoundError
from contactguard.policies.finding import Origin, Policy
from contactguard.store.columns import clean
from contactguard.store.counts.conditions import known, naming, raised
from contactguard.store.database import Database
from contactguard.store.review.records import Standing
from contactguard.store.scanned.records import Cursor, StoredFinding
from contactguard.store.scanned.rows import stored_finding
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.verdicts import StandingRow


@dataclass(frozen=True)
class FindingFilter:
    """What a list shows; None asks for all. Findings no longer raised are left out unless they are breaches, `gone`
    asks for them too, or what is asked for was decided.

    `scan` asks for those in the contacts that this scan was the last to read.
    """

    month: str | None = None
    policy: Policy | None = None
    origin: Origin | None = None
    contact_id: str | None = None
    line: str | None = None
    gone: bool = False
    by_rescan: bool | None = None
    first_rule_set: str | None = None
    scan: int | None = None
    standing: Standing | None = None
    first: str | None = None  # months, both included
    last: str | None = None
    channel: str | None = None
    language: str | None = None  # und for those of which nobody knows
    topic: str | None = None  # likewise
    rule: str | None = None
    company: str | None = None
    agents: tuple[str, ...] = ()  # pseudonyms

    def conditions(self) -> list[Any]:
        wanted = {
            FindingRow.month: self.month,
            FindingRow.policy: self.policy,
            FindingRow.origin: self.origin,
            FindingRow.contact_id: self.contact_id,
            FindingRow.line: self.line,
            FindingRow.by_rescan: self.by_rescan,
            FindingRow.first_rule_set: self.first_rule_set,
            FindingRow.rule: self.rule,
        }
        conditions = [
            col(column) == (clean(value) if isinstance(value, str) else value)
            for column, value in wanted.items()
            if value is not None
        ]
        if self.scan is not None:
            scanned = select(ContactRow.id).where(ContactRow.scan_id == self.scan)
            conditions.append(col(FindingRow.contact_id).in_(scanned))
        if not self.gone and self.standing in (None, Standing.OPEN):
            conditions.append(raised())
        return conditions + self._standing() + self._alike()

    def _alike(self) -> list[Any]:
        """What figures are filtered by as well."""
        asked: list[Any] = []
        if self.first is not None:
            asked.append(col(FindingRow.month) >= self.first)
        if self.last is not None:
            asked.append(col(FindingRow.month) <= self.last)
        if self.company is not None:
            asked.append(naming(FindingRow.companies, self.company))
        named = {"language": self.language, "topic": self.topic}
        contact = [known(name, value) for name, value in named.items() if value]
        contact += [col(ContactRow.channel) == clean(self.channel)] if self.channel else []
        contact += [col(ContactRow.agent).in_(self.agents)] if self.agents else []
        if contact:
            asked.append(col(FindingRow.contact_id).in_(select(ContactRow.id).where(*contact)))
        return asked

    def _standing(self) -> list[Any]:
        stands = select(StandingRow.fingerprint)
        match self.standing:
            case None:
                return []
            case Standing.OPEN:
                return [col(FindingRow.fingerprint).not_in(stands)]
            case _:
                return [col(FindingRow.fingerprint).in_(stands.where(StandingRow.standing == self.standing))]


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
            stands = await session.get(StandingRow, clean(fingerprint))
        if row is None:
            raise NotFoundError(
                "there is no finding {key!r}; it may have been deleted when its time was over",
                kind="finding",
                key=fingerprint,
            )
        return stored_finding(row, text, stands.standing if stands else None)

    async def page(
        self, only: FindingFilter | None = None, *, after: Cursor | None = None, limit: int = 50
    ) -> FindingPage:
        query = (
            select(FindingRow, FindingTextRow, StandingRow.standing)
            .outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))
            .outerjoin(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
            .where(*(only or FindingFilter()).conditions())
        )
        if after is not None:
            happened, key = col(FindingRow.happened_at), col(FindingRow.fingerprint)
            query = query.where(or_(happened < after.moment, and_(happened == after.moment, key > after.key)))
        query = query.order_by(col(FindingRow.happened_at).desc(), col(FindingRow.fingerprint)).limit(limit + 1)
        async with self._database.reading() as session:
            rows = (await session.exec(query)).all()
        more = len(rows) > limit
        last = rows[limit - 1][0] if more else None
        shown = tuple(stored_finding(*row) for row in rows[:limit])
        return FindingPage(shown, Cursor(last.happened_at, last.fingerprint) if last else None)

    async def of_contact(self, contact_id: str) -> list[StoredFinding]:
        """The findings of a contact that are raised or were decided, in the order of its text."""
        page = await self.page(FindingFilter(contact_id=contact_id, gone=True), limit=1000)
        shown = [one for one in page.findings if one.current or one.standing is not Standing.OPEN]
        return sorted(shown, key=lambda one: (one.finding.message, one.finding.start, one.fingerprint))

    async def count(self, only: FindingFilter | None = None) -> dict[Policy, int]:
        """How many findings each policy has, those without any left out."""
        query = select(FindingRow.policy, func.count()).where(*(only or FindingFilter()).conditions())
        async with self._database.reading() as session:
            counts = dict((await session.exec(query.group_by(col(FindingRow.policy)))).all())
        return {policy: counts[policy.value] for policy in Policy if policy.value in counts}
