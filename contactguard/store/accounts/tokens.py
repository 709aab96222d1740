"""Programs' tokens: shown once when made, known by their hash, with an end."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select

from contactguard.accounts.account import Account, ApiToken
from contactguard.accounts.keys import fingerprint, new_token
from contactguard.accounts.roles import Right
from contactguard.errors import ConflictError, InputError
from contactguard.store.accounts.rows import token_of
from contactguard.store.audit.chain import Detail, append
from contactguard.store.database import Database
from contactguard.store.tables.accounts import AccountRow, TokenRow

PREFIX = "cg_"
TOUCH = timedelta(minutes=1)
LONGEST = timedelta(days=731)
SEEN = timedelta(days=30)  # somebody removed at the OpenID provider is never seen again


class TokenRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, name: str, rights: Iterable[Right], lasts: timedelta, *, account: Account | None, by: str
    ) -> str:
        """The token, which nobody can read again. Raises InputError for no name, no right or too long a time."""
        known, given = " ".join(name.split())[:200], sorted(set(rights))
        if not known or not given:
            raise InputError("a token needs a name and at least one right")
        if not timedelta(0) < lasts <= LONGEST:
            raise InputError("a token lasts 1 to {most} days", most=LONGEST.days)
        token, now = new_token(PREFIX), datetime.now(UTC)
        row = TokenRow(
            hash=fingerprint(token),
            name=known,
            account_id=account.id if account else None,
            rights=[*given],
            made_by=by,
            made_at=now,
            expires_at=now + lasts,
        )
        async with self._database.session() as session:
            session.add(row)
            told: dict[str, Detail] = {"rights": ", ".join(given), "days": lasts.days}
            await append(session, actor=by, action="token made", subject=f"token:{known}", **told)
        return token

    async def find(self, token: str) -> ApiToken | None:
        """None where it is unknown, has ended, or its account was disabled or left the OpenID provider."""
        now = datetime.now(UTC)
        wanted = (
            select(TokenRow, AccountRow)
            .join(AccountRow, col(AccountRow.id) == col(TokenRow.account_id), isouter=True)
            .where(
                col(TokenRow.hash) == fingerprint(token),
                col(TokenRow.revoked_at).is_(None),
                col(TokenRow.expires_at) > now,
                col(AccountRow.disabled_at).is_(None),
                or_(col(AccountRow.subject).is_(None), col(AccountRow.seen_at) > now - SEEN),
            )
        )
        async with self._database.reading() as session:
            found = (await session.exec(wanted)).first()
        return token_of(*found) if found else None

    async def touch(self, token: ApiToken) -> None:
        """Notes the use, once a minute at most."""
        now = datetime.now(UTC)
        if token.used_at and now - token.used_at < TOUCH:
            return
        async with self._database.session() as session:
            await session.exec(update(TokenRow).where(col(TokenRow.id) == token.id).values(used_at=now))

    async def all(self, account: Account | None = None) -> list[ApiToken]:
        """Those of an account, or all; newest first, with those that have ended."""
        wanted = (
            select(TokenRow, AccountRow)
            .join(AccountRow, col(AccountRow.id) == col(TokenRow.account_id), isouter=True)
            .order_by(col(TokenRow.id).desc())
        )
        if account is not None:
            wanted = wanted.where(col(TokenRow.account_id) == account.id)
        async with self._database.reading() as session:
            return [token_of(*row) for row in await session.exec(wanted)]

    async def revoke(self, token: ApiToken, *, by: str) -> None:
        """Raises ConflictError if it was revoked before."""
        revoke = update(TokenRow).where(col(TokenRow.id) == token.id, col(TokenRow.revoked_at).is_(None))
        async with self._database.session() as session:
            if (await session.exec(revoke.values(revoked_at=datetime.now(UTC)))).rowcount != 1:
                raise ConflictError("token {name!r} has been revoked already", name=token.name)
            await append(session, actor=by, action="token revoked", subject=f"token:{token.name}")
