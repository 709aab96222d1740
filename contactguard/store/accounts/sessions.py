"""Sessions: begun at a sign-in, found by the cookie, ended here, so that signing out works everywhere at once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select

from contactguard.accounts.account import Account, Proof, Session, Stage
from contactguard.accounts.keys import fingerprint, new_token
from contactguard.store.accounts.rows import session_of
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.tables.accounts import AccountRow, SessionRow

TOUCH = timedelta(minutes=1)  # how exactly "last seen" is kept; a write for every request would be too many
BROWSER = 200  # characters


class SessionRepository:
    """`idle` and `longest` are the limits of a session without and with use."""

    def __init__(self, database: Database, idle: timedelta, longest: timedelta) -> None:
        self._database = database
        self._idle = idle
        self._longest = longest

    async def begin(self, account: Account, stage: Stage, proof: Proof, browser: str = "") -> str:
        """The cookie's value of a new session; it is not kept, only its hash. A complete sign-in is logged."""
        token, now = new_token(), datetime.now(UTC)
        row = SessionRow(
            hash=fingerprint(token),
            account_id=account.id,
            stage=stage,
            method=proof.method,
            browser=browser[:BROWSER],
            begun_at=now,
            seen_at=now,
            id_token=proof.id_token,
        )
        async with self._database.session() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.begun_at) < now - self._longest))
            session.add(row)
            if stage is not Stage.CODE:
                seen = update(AccountRow).where(col(AccountRow.id) == account.id).values(seen_at=now)
                await session.exec(seen)
                subject = f"user:{account.name}"
                await append(session, actor=account.name, action="login", subject=subject, method=proof.method)
        return token

    async def renew(self, left: Session) -> str:
        """The cookie's value of a session that goes on from one that ended, with nothing missing any more."""
        token, now = new_token(), datetime.now(UTC)
        kept = {name: getattr(left, name) for name in ("method", "browser", "begun_at", "id_token")}
        row = SessionRow(hash=fingerprint(token), account_id=left.account.id, stage=Stage.FULL, seen_at=now, **kept)
        async with self._database.session() as session:
            session.add(row)
        return token

    async def find(self, token: str) -> Session | None:
        """None where it has ended, has been idle too long, or its account was disabled."""
        now = datetime.now(UTC)
        wanted = (
            select(SessionRow, AccountRow)
            .join(AccountRow, col(AccountRow.id) == col(SessionRow.account_id))
            .where(
                col(SessionRow.hash) == fingerprint(token),
                col(SessionRow.seen_at) > now - self._idle,
                col(SessionRow.begun_at) > now - self._longest,
                col(AccountRow.disabled_at).is_(None),
            )
        )
        async with self._database.reading() as session:
            found = (await session.exec(wanted)).first()
        return session_of(*found) if found else None

    async def touch(self, found: Session) -> None:
        """Notes that the session was used, once a minute at most; oftener where the limit is that short."""
        now = datetime.now(UTC)
        if now - found.seen_at < min(TOUCH, self._idle / 2):
            return
        async with self._database.session() as session:
            await session.exec(update(SessionRow).where(col(SessionRow.hash) == found.hash).values(seen_at=now))
            await session.exec(update(AccountRow).where(col(AccountRow.id) == found.account.id).values(seen_at=now))

    async def of_account(self, account: Account) -> list[Session]:
        """The sessions that still hold, newest first."""
        now = datetime.now(UTC)
        wanted = (
            select(SessionRow, AccountRow)
            .join(AccountRow, col(AccountRow.id) == col(SessionRow.account_id))
            .where(
                col(SessionRow.account_id) == account.id,
                col(SessionRow.seen_at) > now - self._idle,
                col(SessionRow.begun_at) > now - self._longest,
                col(SessionRow.stage) != Stage.CODE,
            )
            .order_by(col(SessionRow.begun_at).desc())
        )
        async with self._database.reading() as session:
            return [session_of(*row) for row in await session.exec(wanted)]

    async def drop(self, hashed: str) -> None:
        """Ends a session that is replaced by another."""
        async with self._database.session() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.hash) == hashed))

    async def end(self, found: Session) -> None:
        """Signing out."""
        async with self._database.session() as session:
            await session.exec(delete(SessionRow).where(col(SessionRow.hash) == found.hash))
            name = found.account.name
            await append(session, actor=name, action="logout", subject=f"user:{name}")

    async def end_all(self, account: Account, *, by: str) -> int:
        """Signing out everywhere; returns how many sessions that ended."""
        async with self._database.session() as session:
            ended = await session.exec(delete(SessionRow).where(col(SessionRow.account_id) == account.id))
            subject, count = f"user:{account.name}", ended.rowcount
            await append(session, actor=by, action="signed out everywhere", subject=subject, sessions=count)
            return int(count)
