"""Heads of the audit chain kept outside the database, a JSON line each, so that a cut or rewritten chain is found."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contactguard.errors import InputError, StorageError
from contactguard.store.audit.chain import Head

_BEGINNING = '{"number": '


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
        with path.open("ab+") as file:
            file.seek(max(0, file.tell() - 1))
            begun = file.read(1) not in (b"", b"\n")  # the last line was cut short, as by a full disk
            file.write(b"\n" * begun + line.encode("ascii") + b"\n")
    except OSError as error:
        raise StorageError(
            "the head of the audit chain cannot be kept in {path}: {reason}", path=path, reason=error.strerror
        ) from error


def load_heads(path: Path) -> list[KeptHead]:
    """Oldest first, without lines cut short. Raises InputError for a missing file or a line that is no head."""
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError("{path} cannot be read: {reason}", path=str(path), reason=error.strerror) from error
    return [_kept(path, number, line) for number, line in enumerate(lines, 1) if not _is_cut_short(line.strip())]


def _is_cut_short(line: str) -> bool:
    """Empty, or the beginning of a line that `add_head` could not write to its end."""
    return _BEGINNING.startswith(line[: len(_BEGINNING)]) and not line.endswith("}")


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
