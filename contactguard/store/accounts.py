"""Accounts in and out. Every change is an entry of the audit chain in the same transaction."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.accounts.account import Account
from contactguard.accounts.roles import Role
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.store.account_rows import account_of, key_of
from contactguard.store.audit import append
from contactguard.store.database import Database
from contactguard.store.tables_accounts import AccountRow, SessionRow

LONGEST_NAME = 200


class AccountRepository:
    """The people of one database. `by` is whoever does it, as the audit chain names it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, roles: Iterable[Role], *, by: str, **more: Any) -> Account:
        """`more` are further columns. Raises InputError without a name or role, ConflictError if the name is taken."""
        known, given = " ".join(name.split()), sorted(set(roles))
        if not known or len(known) > LONGEST_NAME:
            raise InputError(f"an account needs a name of 1 to {LONGEST_NAME} characters")
        if not given:
            raise InputError(f"account {known!r} needs a role: {', '.join(Role)}")
        async with self._database.session() as session:
            if await _by_key(session, known):
                raise ConflictError(f"there is an account {known!r} already", name=known)
            row = AccountRow(key=key_of(known), name=known, roles=[*given], recovery=[], made_at=datetime.now(UTC), **more)
            session.add(row)
            await append(session, actor=by, action="account added", subject=f"user:{known}", roles=", ".join(given))
            return account_of(row)

    async def find(self, name: str) -> Account | None:
        async with self._database.reading() as session:
            row = await _by_key(session, name)
            return account_of(row) if row else None

    async def named(self, name: str) -> Account:
        """Raises NotFoundError."""
        if account := await self.find(name):
            return account
        raise NotFoundError(f"there is no account {name!r}; `contactguard users list` shows those there are", name=name)

    async def of_subject(self, issuer: str, subject: str) -> Account | None:
        wanted = select(AccountRow).where(col(AccountRow.issuer) == issuer, col(AccountRow.subject) == subject)
        async with self._database.reading() as session:
            row = (await session.exec(wanted)).first()
            return account_of(row) if row else None

    async def all(self) -> list[Account]:
        """By name."""
        async with self._database.reading() as session:
            return [account_of(row) for row in await session.exec(select(AccountRow).order_by(col(AccountRow.key)))]

    async def any(self) -> bool:
        async with self._database.reading() as session:
            return (await session.exec(select(func.count()).select_from(AccountRow))).one() > 0

    async def set_roles(self, name: str, roles: Iterable[Role], *, by: str) -> Account:
        """Takes hold with the next request. Raises ConflictError where nobody could manage users any more."""
        given = sorted(set(roles))
        if not given:
            raise InputError(f"account {name!r} needs a role: {', '.join(Role)}; or disable it")
        async with self._changing(name) as (session, row):
            before, row.roles = row.roles, [*given]
            if before != given:
                await _refuse_no_admin(session)
                told = {"before": ", ".join(before), "after": ", ".join(given)}
                await append(session, actor=by, action="roles changed", subject=f"user:{row.name}", **told)
            return account_of(row)

    async def set_password(self, name: str, hashed: str, *, must_change: bool, by: str) -> Account:
        """Ends the account's sessions: whoever knew the old one is out."""
        async with self._changing(name) as (session, row):
            if row.subject is not None:
                raise ConflictError(f"{row.name!r} signs in through the OpenID provider and has no password here")
            row.password_hash, row.must_change = hashed, must_change
            await _end_sessions(session, row)
            await append(session, actor=by, action="password set", subject=f"user:{row.name}", one_time=must_change)
            return account_of(row)

    async def rehash(self, name: str, hashed: str) -> None:
        """The same password under stronger settings."""
        async with self._changing(name) as (_, row):
            row.password_hash = hashed

    async def set_enabled(self, name: str, enabled: bool, *, by: str) -> Account:
        """Disabling ends the sessions and stops the tokens at once."""
        async with self._changing(name) as (session, row):
            if enabled != (row.disabled_at is None):
                row.disabled_at = None if enabled else datetime.now(UTC)
                await _refuse_no_admin(session)
                await _end_sessions(session, row)
                action = "account enabled" if enabled else "account disabled"
                await append(session, actor=by, action=action, subject=f"user:{row.name}")
            return account_of(row)

    async def set_pseudonym(self, name: str, pseudonym: str | None, *, by: str) -> Account:
        """Says which agent of the sources the person is."""
        async with self._changing(name) as (session, row):
            row.pseudonym = pseudonym
            await append(session, actor=by, action="agent set", subject=f"user:{row.name}", agent=pseudonym)
            return account_of(row)

    async def set_totp(self, name: str, sealed: str | None, recovery: Iterable[str] = (), *, by: str) -> Account:
        """A second factor, or none, with the hashes of its recovery codes."""
        async with self._changing(name) as (session, row):
            row.totp, row.totp_step, row.recovery = sealed, 0, list(recovery)
            action = "second factor set" if sealed else "second factor removed"
            await append(session, actor=by, action=action, subject=f"user:{row.name}")
            return account_of(row)

    async def use_code(self, account: Account, step: int) -> bool:
        """False where the code of this step, or a later one, was used before."""
        later = (col(AccountRow.id) == account.id, col(AccountRow.totp_step) < step)
        async with self._database.session() as session:
            used = await session.exec(update(AccountRow).where(*later).values(totp_step=step))
            return used.rowcount == 1

    async def use_recovery(self, account: Account, hashed: str) -> bool:
        """Each recovery code once."""
        async with self._changing(account.name) as (session, row):
            if hashed not in row.recovery:
                return False
            row.recovery = [one for one in row.recovery if one != hashed]
            told = {"left": len(row.recovery)}
            await append(session, actor=row.name, action="recovery code used", subject=f"user:{row.name}", **told)
            return True

    async def sync(self, account: Account, roles: Iterable[Role], email: str | None) -> Account:
        """What the OpenID provider says today."""
        synced = await self.set_roles(account.name, roles, by="openid")
        async with self._changing(account.name) as (_, row):
            row.email = email or row.email
        return synced

    @asynccontextmanager
    async def _changing(self, name: str) -> AsyncIterator[tuple[AsyncSession, AccountRow]]:
        """The row inside a transaction. Raises NotFoundError."""
        async with self._database.session() as session:
            row = await _by_key(session, name, lock=True)
            if row is None:
                raise NotFoundError(f"there is no account {name!r}", name=name)
            session.add(row)
            yield session, row


async def _by_key(session: AsyncSession, name: str, *, lock: bool = False) -> AccountRow | None:
    wanted = select(AccountRow).where(col(AccountRow.key) == key_of(name))
    return (await session.exec(wanted.with_for_update() if lock else wanted)).first()


async def _refuse_no_admin(session: AsyncSession) -> None:
    await session.flush()
    able = await session.exec(select(AccountRow).where(col(AccountRow.disabled_at).is_(None)))
    if not any(Role.ADMIN in row.roles for row in able):
        raise ConflictError("nobody could manage users any more; make somebody else administrator first")


async def _end_sessions(session: AsyncSession, row: AccountRow) -> None:
    await session.exec(delete(SessionRow).where(col(SessionRow.account_id) == row.id))
