"""Failed sign-ins counted by account and address; too many in a row have to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from contactguard.accounts.lockout import FORGOTTEN, wait
from contactguard.store.audit.chain import Detail, append
from contactguard.store.database import Database
from contactguard.store.tables.accounts import FailureRow


class FailureRepository:
    """`keys` map the kind (account, address) to a blinded name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, keys: Mapping[str, str]) -> timedelta:
        """How long the next try has to wait; zero where it need not."""
        now = datetime.now(UTC)
        wanted = select(FailureRow).where(col(FailureRow.key).in_(_stored(keys)))
        async with self._database.reading() as session:
            ends = [row.locked_until for row in await session.exec(wanted) if row.locked_until]
        return max([end - now for end in ends if end > now], default=timedelta(0))

    async def add(self, keys: Mapping[str, str], *, name: str | None) -> None:
        """Counts one more, in the audit chain too: under the account's name if there is one, never as typed."""
        now = datetime.now(UTC)
        async with self._database.session() as session:
            await session.exec(delete(FailureRow).where(col(FailureRow.last_at) < now - FORGOTTEN))
            subject = f"user:{name}" if name else "user:unknown"
            await append(session, actor="nobody", action="login failed", subject=subject)
            for kind, key in keys.items():
                row = await session.get(FailureRow, f"{kind}:{key}") or FailureRow(
                    key=f"{kind}:{key}", count=0, last_at=now
                )
                row.count, row.last_at = row.count + 1, now
                if locked := wait(kind, row.count):
                    row.locked_until = now + locked
                    told: dict[str, Detail] = {"by": kind, "seconds": round(locked.total_seconds())}
                    await append(session, actor="nobody", action="lockout", subject=subject, **told)
                session.add(row)

    async def forget(self, keys: Mapping[str, str]) -> None:
        """After a sign-in that worked."""
        async with self._database.session() as session:
            await session.exec(delete(FailureRow).where(col(FailureRow.key).in_(_stored(keys))))


def _stored(keys: Mapping[str, str]) -> list[str]:
    return [f"{kind}:{key}" for kind, key in keys.items()]
