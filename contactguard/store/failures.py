"""A driver's error in, a StorageError out that says what is wrong and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from contactguard.errors import ConflictError, StorageError

_ADVICE = (
    ("disk is full", "the disk of the database is full; free some space and run again"),
    ("no space left", "the disk of the database is full; free some space and run again"),
    ("disk full", "the disk of the database is full; free some space and run again"),
    ("database is locked", "the database is locked by another program; close it or wait, then run again"),
    ("readonly", "the database is read-only; give write access to the file and its folder"),
    ("unable to open", "the database file cannot be opened; does its folder exist, and is it writable?"),
    ("not a database", "the file is not an SQLite database; name another with --database"),
    ("malformed", "the database file is damaged; restore a backup"),
    ("disk i/o error", "the disk of the database cannot be read or written; check it, then run again"),
    ("queuepool limit", "too many ask the database at once; try again in a moment"),
)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns what drivers raise into the two errors a caller acts on. The SQL and its values stay out of the message."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("another writer stored the same or removed what this depends on; try again") from error
    except (DBAPIError, NoneFreeError, sqlite3.Error, OSError) as error:
        raise _told(error) from error


def _told(error: Exception) -> StorageError:
    cause = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    for sign, advice in _ADVICE:
        if sign in cause.casefold():
            return StorageError(advice)
    first = cause.splitlines()[0] if cause else type(error).__name__
    return StorageError("the database does not answer: {reason}", reason=first)
