"""Accounts in and out. Every change is an entry of the audit chain in the same transaction."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from contactguard.accounts.account import Account, is_nobodys
from contactguard.accounts.roles import Role
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.store.accounts.changes import (
    by_key,
    change_roles,
    changing,
    end_sessions,
    refuse_no_admin,
    revoke_tokens,
)
from contactguard.store.accounts.rows import LONGEST_NAME, account_of, key_of
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import main_of
from contactguard.store.tables.accounts import AccountRow


class AccountRepository:
    """The people of one database. `by` is whoever does it, as the audit chain names it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, roles: Iterable[Role], *, by: str, **more: Any) -> Account:
        """`more` are further columns. Raises InputError without a name or role, ConflictError if the name is taken."""
        known, given = " ".join(name.split()), sorted(set(roles))
        if not known or len(key_of(known)) > LONGEST_NAME:
            raise InputError("an account needs a name of 1 to {most} characters", most=LONGEST_NAME)
        if is_nobodys(known):
            raise InputError("{name!r} is how the program names itself; choose another name", name=known)
        if not given:
            raise InputError("account {name!r} needs a role: {known}", name=known, known=", ".join(Role))
        async with self._database.session() as session:
            if await by_key(session, known):
                raise ConflictError("there is an account {name!r} already", name=known)
            row = AccountRow(
                key=key_of(known), name=known, roles=[*given], recovery=[], made_at=datetime.now(UTC), **more
            )
            row.pseudonym = await main_of(session, row.pseudonym)
            session.add(row)
            await append(session, actor=by, action="account added", subject=f"user:{known}", roles=", ".join(given))
            return account_of(row)

    async def find(self, name: str) -> Account | None:
        async with self._database.reading() as session:
            row = await by_key(session, name)
            return account_of(row) if row else None

    async def named(self, name: str) -> Account:
        """Raises NotFoundError."""
        if account := await self.find(name):
            return account
        raise NotFoundError("there is no account {name!r}; `contactguard users list` shows those there are", name=name)

    async def get(self, number: int) -> Account:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            row = await session.get(AccountRow, number)
        if row is None:
            raise NotFoundError("there is no account {key}", kind="account", key=number)
        return account_of(row)

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
            raise InputError("account {name!r} needs a role: {known}; or disable it", name=name, known=", ".join(Role))
        async with changing(self._database, name) as (session, row):
            if row.subject is not None:
                raise ConflictError(
                    "the roles of {name!r} come from the OpenID provider; change them there", name=row.name
                )
            await change_roles(session, row, given, by=by)
            await refuse_no_admin(session)
            return account_of(row)

    async def set_password(self, name: str, hashed: str, *, must_change: bool, by: str) -> Account:
        """Ends the account's sessions and tokens: whoever knew the old one is out."""
        async with changing(self._database, name) as (session, row):
            if row.subject is not None:
                raise ConflictError(
                    "{name!r} signs in through the OpenID provider and has no password here", name=row.name
                )
            row.password_hash, row.must_change = hashed, must_change
            await end_sessions(session, row)
            await append(session, actor=by, action="password set", subject=f"user:{row.name}", one_time=must_change)
            await revoke_tokens(session, row, by=by)
            return account_of(row)

    async def rehash(self, name: str, hashed: str) -> None:
        """The same password under stronger settings."""
        async with changing(self._database, name) as (_, row):
            row.password_hash = hashed

    async def set_enabled(self, name: str, enabled: bool, *, by: str) -> Account:
        """Disabling ends the sessions and stops the tokens at once."""
        async with changing(self._database, name) as (session, row):
            if enabled != (row.disabled_at is None):
                row.disabled_at = None if enabled else datetime.now(UTC)
                await end_sessions(session, row)
                action = "account enabled" if enabled else "account disabled"
                await append(session, actor=by, action=action, subject=f"user:{row.name}")
                await refuse_no_admin(session)  # in the chain's turn, so that no two disable each other at once
            return account_of(row)

    async def set_pseudonym(self, name: str, pseudonym: str | None, *, by: str) -> Account:
        """Says which agent of the sources the person is."""
        async with changing(self._database, name) as (session, row):
            row.pseudonym = await main_of(session, pseudonym)
            await append(session, actor=by, action="agent set", subject=f"user:{row.name}", agent=row.pseudonym)
            return account_of(row)
