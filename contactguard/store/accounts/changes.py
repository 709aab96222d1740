"""What several repositories do to an account's row inside their transactions."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.accounts.roles import Role
from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.accounts.rows import key_of
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.tables.accounts import AccountRow, SessionRow, TokenRow


@asynccontextmanager
async def changing(database: Database, name: str) -> AsyncIterator[tuple[AsyncSession, AccountRow]]:
    """The row of an account inside a transaction of its own. Raises NotFoundError."""
    async with database.session() as session:
        row = await by_key(session, name, lock=True)
        if row is None:
            raise NotFoundError("there is no account {name!r}", name=name)
        yield session, row


async def by_key(session: AsyncSession, name: str, *, lock: bool = False) -> AccountRow | None:
    wanted = select(AccountRow).where(col(AccountRow.key) == key_of(name))
    return (await session.exec(wanted.with_for_update() if lock else wanted)).first()


async def change_roles(session: AsyncSession, row: AccountRow, roles: Sequence[Role], *, by: str) -> None:
    """Logged where it changes anything."""
    before, after = row.roles, [str(role) for role in sorted(roles)]
    if before != after:
        row.roles = after
        told = {"before": ", ".join(before), "after": ", ".join(after)}
        await append(session, actor=by, action="roles changed", subject=f"user:{row.name}", **told)


async def refuse_no_admin(session: AsyncSession) -> None:
    """Raises ConflictError where this change would leave nobody who manages users."""
    await session.flush()
    able = await session.exec(select(AccountRow).where(col(AccountRow.disabled_at).is_(None)))
    if not any(Role.ADMIN in row.roles for row in able):
        raise ConflictError("nobody could manage users any more; make somebody else administrator first")


async def end_sessions(session: AsyncSession, row: AccountRow) -> None:
    await session.exec(delete(SessionRow).where(col(SessionRow.account_id) == row.id))


async def revoke_tokens(session: AsyncSession, row: AccountRow, *, by: str) -> None:
    now = datetime.now(UTC)
    held = (col(TokenRow.account_id) == row.id, col(TokenRow.revoked_at).is_(None), col(TokenRow.expires_at) > now)
    for token in (await session.exec(select(TokenRow).where(*held))).all():
        token.revoked_at = now
        await append(session, actor=by, action="token revoked", subject=f"token:{token.name}")
