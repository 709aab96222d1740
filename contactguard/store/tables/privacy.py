"""Tables of what protects people: the notice to staff, who looked behind a pseudonym, what was erased or forgotten."""

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class StaffNoticeRow(SQLModel, table=True):
    """A version of the notice that staff were given before their work is scanned. `texts` are its words by language."""

    __tablename__: ClassVar[str] = "staff_notice"

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(max_length=2)
    given_on: date
    starts_on: date
    consulted_on: date | None = None
    purpose: str = Field(sa_type=CleanText)
    legal_basis: str = Field(sa_type=CleanText)
    retention: str = Field(sa_type=CleanText)
    contact: str = Field(sa_type=CleanText)
    texts: dict[str, str] = Field(sa_type=JsonText)
    recorded_by: str = Field(sa_type=CleanText)
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class RevealRow(SQLModel, table=True):
    """Somebody saw the name behind a pseudonym; kept for the person to see who and why."""

    __tablename__: ClassVar[str] = "reveal"

    id: int | None = Field(default=None, primary_key=True)
    pseudonym: str = Field(max_length=40, index=True)
    by: str = Field(sa_type=CleanText)
    reason: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)


class AgentAliasRow(SQLModel, table=True):
    """An agent whom the sources know by another name as well: both are kept under `pseudonym`."""

    __tablename__: ClassVar[str] = "agent_alias"

    alias: str = Field(primary_key=True, max_length=40)
    pseudonym: str = Field(max_length=40, index=True)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)


class ErasedContactRow(SQLModel, table=True):
    """A contact whose words were erased for a person; the same words are not taken in again."""

    __tablename__: ClassVar[str] = "erased_contact"

    contact_id: str = Field(primary_key=True, sa_type=CleanText, foreign_key="contact.id", ondelete="CASCADE")
    erased_at: datetime = Field(sa_type=UtcDateTime)


class ForgottenMonthRow(SQLModel, table=True):
    """A month whose contacts and findings are deleted; its counts stay, and its contacts are not taken in again."""

    __tablename__: ClassVar[str] = "forgotten_month"

    month: str = Field(primary_key=True, max_length=7)
    contacts: int
    findings: int
    forgotten_at: datetime = Field(sa_type=UtcDateTime)
