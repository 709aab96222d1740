"""A database URL or a plain file path in, the URL of the async driver out."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from contactguard.errors import InputError

_PARTS = {"user": "username", "password": "password", "port": "port"}
_PARAMETERS = {"host", "ssl", "passfile", "service", "target_session_attrs", "prepared_statement_cache_size"}
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


def parse_address(address: str) -> URL:
    """`sqlite:///file`, `postgresql://…` or the path of an SQLite file. Raises InputError for anything else."""
    if "://" not in address:
        return URL.create("sqlite+aiosqlite", database=address)
    try:
        url = _plain(make_url(address))
    except (ArgumentError, TypeError, ValueError) as error:  # the others for a port that is no number
        raise InputError("the database address is not a URL; write {examples}", examples=_EXAMPLES) from error
    kind = url.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise InputError("no database of kind {kind!r} is known; write {examples}", kind=kind, examples=_EXAMPLES)
    if kind == "sqlite" and url.database in (None, "", ":memory:"):
        raise InputError("an SQLite database needs a file; write {examples}", examples=_EXAMPLES)
    return url.set(drivername=_DRIVERS[kind])


def _plain(url: URL) -> URL:
    """What libpq also takes as a parameter, where the driver, pg_dump and whoever hides passwords look for it."""
    if not url.drivername.startswith("postgres"):
        return url
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    parts: dict[str, Any] = {part: query.pop(name) for name, part in _PARTS.items() if isinstance(query.get(name), str)}
    for unknown in sorted(query.keys() - _PARAMETERS):
        known = ", ".join(sorted(_PARAMETERS | {"sslmode"} | _PARTS.keys()))
        told = {"unknown": unknown, "known": known}
        raise InputError("the database address has no parameter {unknown!r}; there are {known}", **told)
    if "port" in parts:
        parts["port"] = int(parts["port"])
    return url.set(query=query, **parts)


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database, None for a server."""
    return Path(url.database) if url.drivername.startswith("sqlite") and url.database else None


_EXAMPLES = "sqlite:///contacts.sqlite or postgresql://user@host/name"
