"""Accounts that follow an OpenID provider: made and brought up to date at every sign-in."""

from datetime import UTC, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.accounts.account import Account, is_nobodys
from contactguard.accounts.claims import Person
from contactguard.errors import ConflictError
from contactguard.store.accounts.changes import by_key, change_roles, end_sessions
from contactguard.store.accounts.rows import LONGEST_NAME, account_of, key_of
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import main_of
from contactguard.store.tables.accounts import AccountRow

BY = "openid"


class SyncedAccountRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sync(self, person: Person, pseudonym: str | None) -> Account | None:
        """The account as the provider has it today; None without a role, and what there was of it ends.

        Raises ConflictError where a local account has the name, or the program itself, and for one that is too long.
        """
        async with self._database.session() as session:
            row = await _of_subject(session, person)
            if row is None and not person.roles:
                await append(session, actor="nobody", action="login failed", subject="user:unknown", method=BY)
                return None
            row = row or await _made(session, person)
            await change_roles(session, row, sorted(person.roles), by=BY)
            row.email, row.pseudonym = person.email or row.email, await main_of(session, pseudonym or row.pseudonym)
            if person.roles:
                return account_of(row)
            await end_sessions(session, row)
            await append(session, actor="nobody", action="login failed", subject=f"user:{row.name}", method=BY)
            return None


async def _of_subject(session: AsyncSession, person: Person) -> AccountRow | None:
    wanted = select(AccountRow).where(
        col(AccountRow.issuer) == person.issuer, col(AccountRow.subject) == person.subject
    )
    return (await session.exec(wanted)).first()


async def _made(session: AsyncSession, person: Person) -> AccountRow:
    if len(key_of(person.name)) > LONGEST_NAME:
        raise ConflictError("the name from the provider is too long; at most {most} characters", most=LONGEST_NAME)
    if await by_key(session, person.name):
        raise ConflictError(
            "another account is called {name!r} already; rename or remove one of the two", name=person.name
        )
    if is_nobodys(person.name):
        raise ConflictError(
            "{name!r} is how the program names itself; rename the person at the provider", name=person.name
        )
    row = AccountRow(
        key=key_of(person.name),
        name=person.name,
        roles=[],
        recovery=[],
        issuer=person.issuer,
        subject=person.subject,
        made_at=datetime.now(UTC),
    )
    session.add(row)
    await session.flush()
    await append(session, actor=BY, action="account added", subject=f"user:{row.name}")
    return row
