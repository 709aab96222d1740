"""Settings in, the database and its secret out, each accepted before anything is made or changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from contactguard.errors import InputError
from contactguard.settings import Settings
from contactguard.store.database import Database
from contactguard.store.scanned.agents import Pseudonyms, load_secret, refuse_lost_secret
from contactguard.store.schema import check_schema, ensure_schema, upgrading


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database, busy_timeout_s=settings.busy_timeout_s)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_store(settings: Settings, *, make: bool = False) -> AsyncIterator[Database]:
    """A database with the schema of this program; one that is not there is made only if asked for.

    Raises InputError, SchemaError or StorageError before anything is changed.
    """
    async with open_database(settings) as database:
        await _accept(database, make=make)
        yield database


@asynccontextmanager
async def open_keyed(settings: Settings, *, make: bool = False) -> AsyncIterator[tuple[Database, bytes]]:
    """As `open_store`, and the secret that goes with it: as set, else from the key file, made at first start."""
    async with open_database(settings) as database:
        given = given_secret(settings, database)
        await _accept(database, make=make)
        yield database, await _kept_secret(given, database) if isinstance(given, Path) else given


def given_secret(settings: Settings, database: Database) -> bytes | Path:
    """The secret that is set, else the key file beside an SQLite database. Raises InputError."""
    if settings.secret_key is not None:
        secret = settings.secret_key.get_secret_value().encode()
        Pseudonyms(secret)
        return secret
    file = key_file(database)
    if file is None:
        raise InputError("with PostgreSQL set CONTACTGUARD_SECRET_KEY to at least 16 random characters, and keep it")
    return file


def key_file(database: Database) -> Path | None:
    """Where the secret of an SQLite database lies unless it is set; None for a server."""
    return database.file and database.file.with_name(database.file.name + ".key")


def heads_file(settings: Settings, database: Database) -> Path | None:
    """Where heads of the audit chain are kept: as set, else beside an SQLite database."""
    if settings.audit_heads is not None or database.file is None:
        return settings.audit_heads
    return database.file.with_name(database.file.name + ".heads")


async def _accept(database: Database, *, make: bool) -> None:
    if make:
        await ensure_schema(database)
        return
    if database.missing:
        raise InputError(
            "there is no database at {path}; name the right one with --database, or make one: {command}",
            path=str(database.file and database.file.absolute()),
            command=upgrading(database),
        )
    await check_schema(database)


async def _kept_secret(file: Path, database: Database) -> bytes:
    await refuse_lost_secret(file, database)
    return load_secret(file)
