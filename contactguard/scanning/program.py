"""The program's own files in, a version out that changes with whatever decides what is found: code, words, market."""

import hashlib
from functools import cache
from pathlib import Path

DECIDING = ("contacts", "language", "models", "organisation", "policies", "scanning")
_KINDS = frozenset({".py", ".yaml"})


@cache
def version(package: Path = Path(__file__).parents[1]) -> str:
    """A hash of the rooms that decide. A release that leaves them as they are has the version of the one before."""
    paths = [path for room in DECIDING for path in sorted((package / room).rglob("*")) if path.suffix in _KINDS]
    told = (f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes() for path in paths)
    return hashlib.sha256(b"\0".join(told)).hexdigest()[:12]
