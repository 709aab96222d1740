"""Tables of what came in. The skeleton of a contact lives longer than its text, hence two tables."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class AgentRow(SQLModel, table=True):
    """Who stands behind a pseudonym; read only to reveal one, with a reason."""

    __tablename__: ClassVar[str] = "agent"

    pseudonym: str = Field(primary_key=True, max_length=40)
    name: str = Field(sa_type=CleanText)


class ContactRow(SQLModel, table=True):
    """A contact without its words. `month` and `day` are those of its first message in the grid company's time zone.

    `topic` is that of the knowledge base; none where no scan was sure of one.
    """

    __tablename__: ClassVar[str] = "contact"
    __table_args__ = (Index("ix_contact_received_at_id", "received_at", "id"),)

    id: str = Field(primary_key=True, sa_type=CleanText)
    source: str = Field(sa_type=CleanText, index=True)
    channel: str = Field(max_length=20)
    direction: str = Field(max_length=20)
    customer: str = Field(max_length=20)
    line: str = Field(sa_type=CleanText)
    language: str | None = Field(default=None, sa_type=CleanText)
    topic: str | None = Field(default=None, max_length=80)
    agent: str | None = Field(default=None, max_length=40, index=True)
    team: str | None = Field(default=None, sa_type=CleanText)
    external_id: str | None = Field(default=None, sa_type=CleanText)
    messages: int
    received_at: datetime = Field(sa_type=UtcDateTime)
    month: str = Field(max_length=7, index=True)
    day: str = Field(max_length=10)
    content_hash: str = Field(max_length=64)
    rule_set: str = Field(max_length=64)
    first_rule_set: str = Field(max_length=64)
    exempt: bool
    scan_id: int = Field(foreign_key="scan.id", index=True)
    scanned_at: datetime = Field(sa_type=UtcDateTime)


class ContactTextRow(SQLModel, table=True):
    """The words of a contact; the first to be deleted when the time comes, counted from its last message."""

    __tablename__: ClassVar[str] = "contact_text"

    contact_id: str = Field(primary_key=True, sa_type=CleanText, foreign_key="contact.id", ondelete="CASCADE")
    subject: str = Field(sa_type=JsonText)
    messages: list[dict[str, Any]] = Field(sa_type=JsonText)
    ended_at: datetime = Field(sa_type=UtcDateTime, index=True)


class FailedContactRow(SQLModel, table=True):
    """A contact that could not be read or scanned, from `failed_at` on. `payload` holds it where it could be read."""

    __tablename__: ClassVar[str] = "failed_contact"

    source: str = Field(primary_key=True, sa_type=CleanText)
    place: str = Field(primary_key=True, sa_type=CleanText)
    reason: str = Field(sa_type=CleanText)
    payload: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    scan_id: int = Field(foreign_key="scan.id", index=True)
    failed_at: datetime = Field(sa_type=UtcDateTime)
    resolved: bool = False
