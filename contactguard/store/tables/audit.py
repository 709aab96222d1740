"""Table of the audit chain: each entry holds the hash of the one before it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class AuditRow(SQLModel, table=True):
    """One thing done. `subject` is what it was done to (finding:…, user:…); never contact text."""

    __tablename__: ClassVar[str] = "audit"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(sa_type=CleanText, index=True)
    action: str = Field(max_length=40, index=True)
    subject: str = Field(sa_type=CleanText, index=True)
    details: dict[str, Any] = Field(sa_type=JsonText)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
