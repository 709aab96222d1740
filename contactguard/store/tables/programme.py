"""Tables of the programme: its versions, approvals, and controls carried out that only a person can tell of."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class ProgrammeRow(SQLModel, table=True):
    """A version of the programme; versions are only added. The last one approved is in force."""

    __tablename__: ClassVar[str] = "programme"

    version: int | None = Field(default=None, primary_key=True)
    content: dict[str, Any] = Field(sa_type=JsonText)
    note: str = Field(sa_type=CleanText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)
    approved_by: str | None = Field(default=None, sa_type=CleanText)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ControlDoneRow(SQLModel, table=True):
    """A control that somebody carried out on a day, with what came of it."""

    __tablename__: ClassVar[str] = "control_done"

    id: int | None = Field(default=None, primary_key=True)
    control: str = Field(max_length=60, index=True)
    done_on: date
    note: str = Field(sa_type=CleanText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)
