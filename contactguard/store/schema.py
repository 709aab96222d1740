"""The schema of a database compared with that of the program, and upgraded to it."""

import asyncio
import shlex
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from contactguard.errors import SchemaError, StorageError
from contactguard.store.database import Database
from contactguard.store.failures import storage_errors
from contactguard.store.tables import metadata

T = TypeVar("T")


def upgrading(database: Database) -> str:
    """The command that upgrades this database, or makes it; a password stays out of it."""
    place = str(database.file.absolute()) if database.file else database.url.set(drivername="postgresql")
    return f"contactguard db upgrade --database {shlex.quote(str(place))}"


async def upgrade(database: Database, revision: str = "head") -> None:
    """Brings the schema to that of the program, in one transaction. Raises SchemaError if the database is newer."""

    def run(connection: Connection) -> None:
        _refuse_newer(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    await _run(database, run, reading=False)


async def ensure_schema(database: Database) -> None:
    """Sets up an empty database; raises SchemaError for one of an older or newer program."""
    if database.missing or await is_empty(database):
        await upgrade(database)
    await check_schema(database)


async def check_schema(database: Database) -> None:
    """Raises SchemaError, naming the command that mends it, unless the schema is that of the program. Makes nothing."""

    def run(connection: Connection) -> None:
        _refuse_newer(connection)
        if _current(connection) != _revisions().head:
            raise SchemaError(
                "the database is older than this program; run: {command}",
                found=_current(connection),
                command=upgrading(database),
            )

    await _run(database, run)


async def differences(database: Database) -> list[Any]:
    """What the database and the tables of the program disagree on; empty after an upgrade."""

    def run(connection: Connection) -> list[Any]:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection), metadata())
        return found

    return await _run(database, run)


async def is_empty(database: Database) -> bool:
    """Whether it has no tables."""
    return await _run(database, lambda connection: not inspect(connection).get_table_names())


async def _run(database: Database, function: Callable[[Connection], T], *, reading: bool = True) -> T:
    """Reading neither waits for a writer nor makes a file."""
    with storage_errors():
        if database.file is not None:
            await asyncio.to_thread(_probe, database.file, "rw" if reading else "rwc")
        async with database.engine.connect() as connection:
            await connection.execution_options(reading=reading)
            async with connection.begin():
                return await connection.run_sync(function)


def _probe(file: Path, mode: str) -> None:
    """Opens the file once by itself: where that fails, the async driver's thread would complain on its own as well."""
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True)
    except sqlite3.OperationalError as error:
        raise StorageError(
            "the database {path} cannot be opened; does its folder exist, and is it writable?",
            path=str(file.absolute()),
        ) from error
    try:
        connection.execute("PRAGMA schema_version")
    finally:
        connection.close()


@dataclass(frozen=True)
class _Revisions:
    """Those that this program knows, and the one it works with."""

    known: frozenset[str]
    head: str | None


@cache
def _revisions() -> _Revisions:
    """The files of the program do not change while it runs, and reading them is too slow for each question."""
    scripts = ScriptDirectory.from_config(_config())
    return _Revisions(frozenset(script.revision for script in scripts.walk_revisions()), scripts.get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection) -> None:
    current = _current(connection)
    if current is not None and current not in _revisions().known:
        raise SchemaError(
            "the database is newer than this program; install the newer contactguard, or name another with --database",
            found=current,
        )
