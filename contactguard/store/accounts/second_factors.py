"""Second factors of accounts: set, used once each, removed; in the audit chain."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlmodel import col

from contactguard.accounts.account import Account
from contactguard.store.accounts.changes import changing
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.tables.accounts import AccountRow


class SecondFactorRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, name: str, sealed: str | None, recovery: Iterable[str] = (), *, step: int = 0, by: str) -> None:
        """A second factor, or none, with the hashes of its recovery codes; the code of `step` is used already."""
        async with changing(self._database, name) as (session, row):
            row.totp, row.totp_step, row.recovery = sealed, step, list(recovery)
            action = "second factor set" if sealed else "second factor removed"
            await append(session, actor=by, action=action, subject=f"user:{row.name}")

    async def use_step(self, account: Account, step: int) -> bool:
        """False where the code of this half minute, or of a later one, was used before."""
        later = (col(AccountRow.id) == account.id, col(AccountRow.totp_step) < step)
        async with self._database.session() as session:
            used = await session.exec(update(AccountRow).where(*later).values(totp_step=step))
            return used.rowcount == 1

    async def use_recovery(self, account: Account, hashed: str) -> bool:
        """Each recovery code once; False for one that is unknown or used."""
        async with changing(self._database, account.name) as (session, row):
            if hashed not in row.recovery:
                return False
            row.recovery = [one for one in row.recovery if one != hashed]
            subject, left = f"user:{row.name}", len(row.recovery)
            await append(session, actor=row.name, action="recovery code used", subject=subject, left=left)
            return True
