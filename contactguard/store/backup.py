"""A database in, one file that holds all of it out; and back into an empty database, checked before it is used."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL

from contactguard.errors import InputError, StorageError
from contactguard.store.audit.verifying import Verified, verify
from contactguard.store.database import Database
from contactguard.store.schema import upgrade


async def back_up(database: Database, target: Path) -> None:
    """Copies while others read and write. Raises InputError if the file is there, StorageError."""
    _refuse_present(target, "{path} is there already; name another file")
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
    if not await _is_empty(database):
        raise InputError("the database has tables already; restore into an empty one")
    await _server_tool(database.url, "pg_restore", ["--no-owner", "--exit-on-error", str(source)])
    return await _checked(database, source)


async def _restore_file(source: Path, target: Path) -> Verified:
    """Beside the target first: a backup that fails its checks takes nobody's place."""
    _refuse_present(target, "{path} is there already; move it away first, or name another with --database")
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
        for part in ("", "-wal", "-shm"):
            beside.with_name(beside.name + part).unlink(missing_ok=True)
    return verified


async def _checked(database: Database, source: Path) -> Verified:
    if await _is_empty(database):
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


def _refuse_present(file: Path, told: str) -> None:
    if file.exists():
        raise InputError(told, path=str(file))


def _refuse_missing(file: Path) -> None:
    if not file.is_file():
        raise InputError("there is no file {path}", path=str(file))


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: whole, whatever is written meanwhile. Only its owner may read it."""
    try:
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.close(descriptor)
        read_only = f"{source.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(read_only, uri=True)) as taken, closing(sqlite3.connect(target)) as written:
            taken.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing left beside it
            (told,) = written.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise InputError(
            "{path} is not an SQLite database that can be read: {reason}", path=str(source), reason=error
        ) from error
    except OSError as error:
        raise StorageError("{path} cannot be written: {reason}", path=str(target), reason=error.strerror) from error
    if told != "ok":
        target.unlink()
        raise StorageError("{path} is damaged: {reason}; take an earlier backup", path=str(source), reason=told)


async def _is_empty(database: Database) -> bool:
    def tables(connection: Connection) -> bool:
        return not inspect(connection).get_table_names()

    async with database.engine.connect() as connection:
        return await connection.run_sync(tables)


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
    environment = os.environ | {name: str(value) for name, value in place.items() if value is not None}
    ended = await asyncio.to_thread(
        subprocess.run,
        [program, f"--dbname={url.database}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,  # only its owner may read a dump
    )
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or [f"ended with {ended.returncode}"])[0]
        raise StorageError("{tool} failed: {reason}", tool=tool, reason=said)
