"""A database URL or a plain file path in, the URL of the async driver out."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from contactguard.errors import InputError

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


def parse_address(address: str) -> URL:
    """`sqlite:///file`, `postgresql://…` or the path of an SQLite file. Raises InputError for anything else."""
    if "://" not in address:
        return URL.create("sqlite+aiosqlite", database=address)
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise InputError("the database address is not a URL; write {examples}", examples=_EXAMPLES) from error
    kind = url.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise InputError("no database of kind {kind!r} is known; write {examples}", kind=kind, examples=_EXAMPLES)
    if kind == "sqlite" and url.database in (None, "", ":memory:"):
        raise InputError("an SQLite database needs a file; write {examples}", examples=_EXAMPLES)
    return url.set(drivername=_DRIVERS[kind])


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database, None for a server."""
    return Path(url.database) if url.drivername.startswith("sqlite") and url.database else None


_EXAMPLES = "sqlite:///contacts.sqlite or postgresql://user@host/name"
