"""A database in, one file that holds all of it out; and back into an empty database, checked before it is used."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL

from contactguard.errors import ContactguardError, InputError, StorageError
from contactguard.store.audit.verifying import Verified, verify
from contactguard.store.database import Database
from contactguard.store.schema import is_empty, upgrade

# What SQLite keeps beside a database. Left by one that was killed, it is played into whatever takes that one's place.
BESIDE = ("-wal", "-shm", "-journal")

# Tables take their triggers with them, but not the functions those call.
_FUNCTIONS = (
    "SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE NOT tgisinternal AND pronamespace = current_schema()::regnamespace"
)


async def back_up(database: Database, target: Path) -> None:
    """Copies while others read and write. Raises InputError if the file is there, StorageError."""
    _refuse_present(target)
    if database.file is not None:
        await asyncio.to_thread(_copy, database.file, target)
    else:
        try:
            await _server_tool(database.url, "pg_dump", ["--format=custom", "--no-owner", f"--file={target}"])
        except StorageError:
            await asyncio.to_thread(target.unlink, missing_ok=True)
            raise


async def restore(source: Path, database: Database) -> Verified:
    """Fills an empty database and brings it to the schema of this program.

    Raises InputError if the database has anything in it, or the file is no backup; StorageError where its audit chain
    is broken.
    """
    _refuse_missing(source)
    if database.file is not None:
        return await _restore_file(source, database.file)
    if not await is_empty(database):
        raise InputError("the database has tables already; restore into an empty one")
    await _server_tool(database.url, "pg_restore", ["--no-owner", "--single-transaction", str(source)])
    try:
        return await _checked(database, source)
    except ContactguardError:
        await _clear(database)
        raise


async def _restore_file(source: Path, target: Path) -> Verified:
    """Beside the target first: a backup that fails its checks takes nobody's place."""
    _refuse_remains(target)
    beside = target.with_name(target.name + ".restoring")
    try:
        await asyncio.to_thread(_copy, source, beside)
        copy = Database(str(beside))
        try:
            verified = await _checked(copy, source)
        finally:
            await copy.close()
        os.replace(beside, target)
    finally:
        for part in ("", *BESIDE):
            beside.with_name(beside.name + part).unlink(missing_ok=True)
    return verified


async def _checked(database: Database, source: Path) -> Verified:
    if await is_empty(database):
        raise InputError("{source} holds no database of contactguard", source=source)
    await upgrade(database)
    verified = await verify(database)
    if not verified.whole:
        number = verified.breaks[0].number
        raise StorageError(
            "the audit chain in {source} is broken at entry {number}; take an earlier backup",
            number=number,
            source=source,
        )
    return verified


async def _clear(database: Database) -> None:
    """Back to the empty database of a server that it was before the restore."""

    def drop(connection: Connection) -> None:
        quoted = connection.dialect.identifier_preparer.quote
        functions = connection.exec_driver_sql(_FUNCTIONS).scalars().all()
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f"DROP TABLE {quoted(table)} CASCADE")
        for function in functions:
            connection.exec_driver_sql(f"DROP FUNCTION {function}")

    async with database.session() as session:
        await (await session.connection()).run_sync(drop)


def _refuse_present(file: Path) -> None:
    if file.exists():
        raise InputError("{path} is there already; name another file", path=str(file))


def _refuse_remains(file: Path) -> None:
    parts = [file.with_name(file.name + part) for part in ("", *BESIDE)]
    there = ", ".join(str(one) for one in parts if one.exists())
    if there:
        raise InputError(
            "there already: {files}; move all of them away together first, or name another with --database",
            files=there,
        )


def _refuse_missing(file: Path) -> None:
    if not file.is_file():
        raise InputError("there is no file {path}", path=str(file))


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: whole, whatever is written meanwhile. Only its owner may read it."""
    with closing(_readable(source)) as taken, _made(target):
        try:
            with closing(sqlite3.connect(target)) as written:
                taken.backup(written)
                written.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing left beside it
                (told,) = written.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as error:
            raise StorageError("{path} cannot be written: {reason}", path=str(target), reason=error) from error
        except sqlite3.DatabaseError as error:
            told = error
        if told != "ok":
            raise StorageError("{path} is damaged: {reason}; take an earlier backup", path=str(source), reason=told)


def _readable(source: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
        connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise InputError(
            "{path} is not an SQLite database that can be read: {reason}", path=str(source), reason=error
        ) from error
    return connection


@contextmanager
def _made(target: Path) -> Iterator[None]:
    """A new file to fill, which goes again where that fails."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StorageError("{path} cannot be written: {reason}", path=str(target), reason=error.strerror) from error
    try:
        yield
    except StorageError:
        target.unlink()
        raise


async def _server_tool(url: URL, tool: str, arguments: Sequence[str]) -> None:
    """PostgreSQL's own program; the password goes by the environment, which other users cannot see."""
    program = shutil.which(tool)
    if program is None:
        raise StorageError(
            "{tool} is not installed here; install PostgreSQL's client programs "
            "(postgresql-client), or back the server up with its own means",
            tool=tool,
        )
    host = url.host or url.query.get("host")
    place = {"PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    place["PGSSLMODE"] = url.query.get("ssl")
    environment = os.environ | {name: str(value) for name, value in place.items() if value is not None}
    ended = await asyncio.to_thread(
        subprocess.run,
        [program, f"--dbname={url.database or ''}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,  # only its owner may read a dump
    )
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or [f"ended with {ended.returncode}"])[0]
        raise StorageError("{tool} failed: {reason}", tool=tool, reason=said)
