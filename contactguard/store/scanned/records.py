"""What the store gives back: domain objects together with what is known of them only here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contactguard.policies.finding import Finding
from contactguard.store.review.records import Standing


@dataclass(frozen=True)
class StoredContact:
    """The skeleton of a contact. `agent` is a pseudonym; `month` (2026-10) and `day` are on the grid company's wall."""

    id: str
    source: str
    channel: str
    direction: str
    customer: str
    line: str
    language: str | None
    topic: str | None
    agent: str | None
    team: str | None
    external_id: str | None
    messages: int
    received_at: datetime
    month: str
    day: str
    rule_set: str
    exempt: bool
    scan: int
    scanned_at: datetime


@dataclass(frozen=True)
class StoredFinding:
    """A finding and its history. Once the text is deleted, `finding.quote` is the masked excerpt."""

    fingerprint: str
    contact_id: str
    finding: Finding
    excerpt: str
    line: str
    month: str
    happened_at: datetime
    found_at: datetime
    rule_set: str
    first_rule_set: str
    by_rescan: bool
    current: bool
    standing: Standing = Standing.OPEN


@dataclass(frozen=True)
class StoredFailure:
    """A contact that failed; `resolved` once it was scanned, or its source no longer shows the failure."""

    source: str
    place: str
    reason: str
    scan: int
    failed_at: datetime
    resolved: bool


@dataclass(frozen=True)
class StoredScan:
    """One run; `finished_at` is None while it runs, or after it was broken off."""

    id: int
    sources: tuple[str, ...]
    rule_set: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Cursor:
    """Where a page of a list ended: everything after lies before this moment, or at it with a greater key."""

    moment: datetime
    key: str

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}|{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises ValueError for what no page gave out."""
        moment, mark, key = text.partition("|")
        parsed = datetime.fromisoformat(moment)
        if not mark or parsed.utcoffset() != timedelta(0):
            raise ValueError("not the cursor of a page")
        return cls(parsed, key)
