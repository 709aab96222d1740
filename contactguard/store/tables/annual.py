"""Tables of the annual report: the officer's own texts, and the report's versions as they were handed in."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class AnnualTextRow(SQLModel, table=True):
    """A wording of the answer to a question of a year's report; wordings are only added, the last one counts.

    `note` is for the company itself and stands in no public version.
    """

    __tablename__: ClassVar[str] = "annual_text"

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(index=True)
    question: str = Field(max_length=60)
    text: str = Field(sa_type=CleanText)
    note: str = Field(sa_type=CleanText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)


class AnnualVersionRow(SQLModel, table=True):
    """A year's report as it was handed in, by language; it is never changed, only approved once."""

    __tablename__: ClassVar[str] = "annual_version"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    year: int
    number: int
    content: dict[str, Any] = Field(sa_type=JsonText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)
    approved_by: str | None = Field(default=None, sa_type=CleanText)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
