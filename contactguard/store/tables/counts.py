"""Tables of the kept counts: what figures are made of, so that none needs the contacts and findings themselves.

Rows with `retired` count what was deleted when its time came; the others can be counted again at any time.
"""

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText


class TallyRow(SQLModel, table=True):
    """What a scan counted in a contact besides findings; no row where there was nothing to count."""

    __tablename__: ClassVar[str] = "tally"

    contact_id: str = Field(primary_key=True, sa_type=CleanText, foreign_key="contact.id", ondelete="CASCADE")
    enquiry: bool
    fulfilled: bool
    first_named: list[str] = Field(sa_type=JsonText)


class ContactCountRow(SQLModel, table=True):
    """So many contacts came on that day, which is one on the grid company's wall; `language` is und where unknown."""

    __tablename__: ClassVar[str] = "contact_count"
    __table_args__ = (Index("ix_contact_count_month", "month"),)

    day: str = Field(primary_key=True, max_length=10)
    source: str = Field(primary_key=True, sa_type=CleanText)
    line: str = Field(primary_key=True, sa_type=CleanText)
    channel: str = Field(primary_key=True, max_length=20)
    language: str = Field(primary_key=True, sa_type=CleanText)
    rule_set: str = Field(primary_key=True, max_length=64)
    exempt: bool = Field(primary_key=True)
    retired: bool = Field(primary_key=True)
    month: str = Field(primary_key=True, max_length=7)
    contacts: int


class TopicCountRow(SQLModel, table=True):
    """So many contacts of a month share these; `topic` is und where no scan was sure of one."""

    __tablename__: ClassVar[str] = "topic_count"

    month: str = Field(primary_key=True, max_length=7)
    source: str = Field(primary_key=True, sa_type=CleanText)
    line: str = Field(primary_key=True, sa_type=CleanText)
    channel: str = Field(primary_key=True, max_length=20)
    language: str = Field(primary_key=True, sa_type=CleanText)
    topic: str = Field(primary_key=True, max_length=80)
    exempt: bool = Field(primary_key=True)
    retired: bool = Field(primary_key=True)
    contacts: int
    enquiries: int
    fulfilled: int


class SignaturePartRow(SQLModel, table=True):
    """One kind of finding in a signature, which is everything found in a contact in a month; never changed."""

    __tablename__: ClassVar[str] = "signature_part"

    signature: str = Field(primary_key=True, max_length=32)
    number: int = Field(primary_key=True)
    policy: str = Field(max_length=40)
    rule: str = Field(max_length=200)
    rule_version: str = Field(max_length=64)
    companies: list[str] = Field(sa_type=JsonText)
    severity: str = Field(max_length=10)
    origin: str = Field(max_length=10)
    standing: str = Field(max_length=12)
    current: bool
    findings: int


class FlaggedCountRow(SQLModel, table=True):
    """So many contacts have findings of that month with this signature."""

    __tablename__: ClassVar[str] = "flagged_count"

    month: str = Field(primary_key=True, max_length=7)
    signature: str = Field(primary_key=True, max_length=32)
    line: str = Field(primary_key=True, sa_type=CleanText)
    channel: str = Field(primary_key=True, max_length=20)
    language: str = Field(primary_key=True, sa_type=CleanText)
    topic: str = Field(primary_key=True, max_length=80)
    retired: bool = Field(primary_key=True)
    contacts: int


class MentionCountRow(SQLModel, table=True):
    """So many contacts of a month in which the agent named this supplier before the customer did."""

    __tablename__: ClassVar[str] = "mention_count"

    month: str = Field(primary_key=True, max_length=7)
    line: str = Field(primary_key=True, sa_type=CleanText)
    company: str = Field(primary_key=True, sa_type=CleanText)
    retired: bool = Field(primary_key=True)
    contacts: int


class DecisionCountRow(SQLModel, table=True):
    """Findings decided twice: `kind` is second (blind) or dispute; `last_verdict` is "" while a dispute waits."""

    __tablename__: ClassVar[str] = "decision_count"

    month: str = Field(primary_key=True, max_length=7)
    kind: str = Field(primary_key=True, max_length=10)
    policy: str = Field(primary_key=True, max_length=40)
    line: str = Field(primary_key=True, sa_type=CleanText)
    first_verdict: str = Field(primary_key=True, max_length=10)
    last_verdict: str = Field(primary_key=True, max_length=10)
    retired: bool = Field(primary_key=True)
    findings: int
