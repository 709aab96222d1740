"""Tables of what was found. The words of a finding are kept apart, to be deleted with those of its contact."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class FindingRow(SQLModel, table=True):
    """A finding without unmasked words.

    `current` is false once a later scan no longer raises it; `by_rescan` is true for what only a later rule set saw
    in a contact scanned before. `happened_at` and `month` are those of the message it stands in. `alike` is equal for
    findings with the same excerpt, and counts once their words are deleted.
    """

    __tablename__: ClassVar[str] = "finding"
    __table_args__ = (Index("ix_finding_happened_at_fingerprint", "happened_at", "fingerprint"),)

    fingerprint: str = Field(primary_key=True, max_length=32)
    contact_id: str = Field(sa_type=CleanText, foreign_key="contact.id", ondelete="CASCADE", index=True)
    policy: str = Field(max_length=40, index=True)
    message: int
    start: int
    end: int
    severity: str = Field(max_length=10)
    score: float
    origin: str = Field(max_length=10)
    rule: str = Field(max_length=200)
    rule_version: str = Field(max_length=64)
    rule_set: str = Field(max_length=64)
    first_rule_set: str = Field(max_length=64)
    by_rescan: bool
    current: bool
    excerpt: str = Field(sa_type=CleanText)
    alike: str | None = Field(default=None, max_length=32)
    companies: list[str] = Field(sa_type=JsonText)
    explanation: dict[str, Any] = Field(sa_type=JsonText)
    line: str = Field(sa_type=CleanText)
    happened_at: datetime = Field(sa_type=UtcDateTime)
    month: str = Field(max_length=7, index=True)
    found_at: datetime = Field(sa_type=UtcDateTime)


class FindingTextRow(SQLModel, table=True):
    """The words of a finding: its quote and the evidence found, unmasked, and what is equal for findings alike."""

    __tablename__: ClassVar[str] = "finding_text"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    quote: str = Field(sa_type=JsonText)
    found: list[dict[str, Any]] = Field(sa_type=JsonText)
    alike: str | None = Field(default=None, max_length=32)
