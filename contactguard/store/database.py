"""A database address in, short transactions out. One `session` is one transaction; open none across analysis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.address import parse_address, sqlite_file
from contactguard.store.failures import storage_errors


class Database:
    """One engine and its sessions. SQLite has one writer: `session` waits for its turn, `reading` never does."""

    def __init__(self, address: str, *, busy_timeout_s: float = 30.0) -> None:
        self.url = parse_address(address)
        self.file = sqlite_file(self.url)
        self.engine = _sqlite_engine(self.url, busy_timeout_s) if self.file else _engine(self.url)
        self._writer = asyncio.Lock()

    @property
    def missing(self) -> bool:
        """Whether its file is not there; a server's databases are made elsewhere, and never said to be missing.

        Nor is one in a folder that this user may not look into: opening it tells.
        """
        try:
            return self.file is not None and not self.file.exists()
        except PermissionError:
            return False

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may write: committed at the end, rolled back on any error. Raises StorageError."""
        if self.file is None:
            async with self._transaction() as session:
                yield session
        else:
            async with self._writer, self._transaction() as session:
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads, beside a writer. Raises StorageError."""
        async with self._transaction(reading=True) as session:
            yield session

    @asynccontextmanager
    async def _transaction(self, **options: Any) -> AsyncIterator[AsyncSession]:
        with storage_errors():
            async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                await session.connection(execution_options=options)
                yield session

    async def close(self) -> None:
        await self.engine.dispose()


def _engine(url: Any, **options: Any) -> AsyncEngine:
    """The values of a statement are people's words, so errors, which end in logs, name none."""
    return create_async_engine(url, hide_parameters=True, **options)


def _sqlite_engine(url: Any, busy_timeout_s: float) -> AsyncEngine:
    engine = _engine(url, connect_args={"timeout": busy_timeout_s})

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver's own BEGIN comes too late for a read followed by a write; `begin` below sends it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        # Not every SQLite overwrites by itself what is deleted: words that are erased would stay in the file.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
