"""Tables of the knowledge base: versions and what happened to them, only ever added; remarks; use, without people."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class AnswerVersionRow(SQLModel, table=True):
    """One wording of an answer, or of a script (whose `answer_id` says so); never changed once written."""

    __tablename__: ClassVar[str] = "answer_version"

    answer_id: str = Field(primary_key=True, max_length=90)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JsonText)
    author: str = Field(sa_type=CleanText)
    written_at: datetime = Field(sa_type=UtcDateTime)


class AnswerEventRow(SQLModel, table=True):
    """A step of a version on its way: scanned, approved, published, retired. The last one says its state."""

    __tablename__: ClassVar[str] = "answer_event"
    __table_args__ = (
        ForeignKeyConstraint(["answer_id", "number"], ["answer_version.answer_id", "answer_version.number"]),
    )

    id: int | None = Field(default=None, primary_key=True)
    answer_id: str = Field(max_length=90, index=True)
    number: int
    step: str = Field(max_length=20)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)
    rule_set: str | None = Field(default=None, max_length=64)
    found: list[str] = Field(sa_type=JsonText)


class AnswerRemarkRow(SQLModel, table=True):
    """A reader's "something is wrong here"."""

    __tablename__: ClassVar[str] = "answer_remark"

    id: int | None = Field(default=None, primary_key=True)
    answer_id: str = Field(max_length=90, index=True)
    text: str = Field(sa_type=CleanText)
    made_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AnswerUseRow(SQLModel, table=True):
    """A search, or an answer opened, copied or walked. Neither who nor which words: topic, team, time, found or not."""

    __tablename__: ClassVar[str] = "answer_use"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=10)
    topic: str | None = Field(default=None, max_length=80)
    language: str = Field(max_length=2)
    team: str | None = Field(default=None, sa_type=CleanText)
    found: bool
    used_at: datetime = Field(sa_type=UtcDateTime, index=True)
