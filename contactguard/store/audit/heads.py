"""Heads of the audit chain kept outside the database, a JSON line each, so that a cut or rewritten chain is found."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contactguard.errors import InputError, StorageError
from contactguard.store.audit.chain import Head


@dataclass(frozen=True)
class KeptHead:
    """A head with the moment it was kept; `restored` says that a backup with this head took the database's place."""

    head: Head
    at: datetime
    restored: bool = False


def add_head(path: Path, head: Head, *, restored: bool = False) -> None:
    """Adds a line to the file, which is made if missing. Raises StorageError."""
    told = {"number": head.number, "hash": head.hash, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    line = json.dumps(told | ({"restored": True} if restored else {}))
    try:
        with path.open("a", encoding="ascii") as file:
            file.write(line + "\n")
    except OSError as error:
        raise StorageError(
            "the head of the audit chain cannot be kept in {path}: {reason}", path=path, reason=error.strerror
        ) from error


def load_heads(path: Path) -> list[KeptHead]:
    """Oldest first. Raises InputError for a file that is missing or has a line that is no head."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise InputError("{path} cannot be read: {reason}", path=str(path), reason=error.strerror) from error
    return [_kept(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _kept(path: Path, number: int, line: str) -> KeptHead:
    try:
        told = json.loads(line)
        head = Head(int(told["number"]), str(told["hash"]))
        return KeptHead(head, datetime.fromisoformat(told["at"]), bool(told.get("restored", False)))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            "{path}:{number}: this is not the head of an audit chain; `contactguard audit head` writes one",
            path=str(path),
            number=number,
        ) from error
