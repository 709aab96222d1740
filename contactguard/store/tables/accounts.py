"""Tables of those who may come in: accounts, their sessions, programs' tokens, and sign-ins that failed."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class AccountRow(SQLModel, table=True):
    """A person. `key` is the name without case; `totp` is sealed, `recovery` holds hashes."""

    __tablename__: ClassVar[str] = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200, unique=True)
    name: str = Field(sa_type=CleanText)
    email: str | None = Field(default=None, sa_type=CleanText)
    roles: list[str] = Field(sa_type=JsonText)
    pseudonym: str | None = Field(default=None, max_length=40)
    password_hash: str | None = Field(default=None, max_length=200)
    must_change: bool = False
    issuer: str | None = Field(default=None, max_length=500)
    subject: str | None = Field(default=None, max_length=500)
    totp: str | None = Field(default=None, max_length=400)
    totp_step: int = 0
    recovery: list[str] = Field(sa_type=JsonText)
    emergency: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SessionRow(SQLModel, table=True):
    """A sign-in under way or complete; `hash` is that of the cookie. Ending it deletes it."""

    __tablename__: ClassVar[str] = "login_session"

    hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    stage: str = Field(max_length=20)
    method: str = Field(max_length=20)
    browser: str = Field(sa_type=CleanText)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    id_token: str | None = Field(default=None, sa_type=CleanText)


class TokenRow(SQLModel, table=True):
    """A program's key, kept after its end so that the audit chain stays readable."""

    __tablename__: ClassVar[str] = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    hash: str = Field(max_length=64, unique=True)
    name: str = Field(sa_type=CleanText)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    rights: list[str] = Field(sa_type=JsonText)
    made_by: str = Field(sa_type=CleanText)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FailureRow(SQLModel, table=True):
    """Sign-ins that failed in a row, by blinded name or address."""

    __tablename__: ClassVar[str] = "login_failure"

    key: str = Field(primary_key=True, max_length=60)
    count: int
    last_at: datetime = Field(sa_type=UtcDateTime)
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
