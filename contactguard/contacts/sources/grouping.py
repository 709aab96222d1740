"""Pieces of contacts in any order in, whole contacts out; what waits lies on disk, in a file that vanishes."""

import sqlite3
from collections.abc import Iterator, Sequence


class Groups:
    """Payloads that belong together because they name the same keys, directly or through each other.

    A reader may be moved from thread to thread, but is used by one at a time.
    """

    def __init__(self) -> None:
        # An empty name: SQLite keeps what does not fit its cache in a temporary file of its own.
        self._base = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
            "CREATE TABLE piece (seq INTEGER PRIMARY KEY, part TEXT, place TEXT, payload BLOB, sort REAL);"
            "CREATE TABLE alias (name TEXT PRIMARY KEY, part TEXT) WITHOUT ROWID;"
            "CREATE TABLE met (name TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;"
            "CREATE INDEX piece_part ON piece (part); CREATE INDEX alias_part ON alias (part);"
        )

    def add(self, names: Sequence[str], place: str, payload: bytes, sort: float = 0.0) -> None:
        """One piece. All pieces that share a name, even through a third, are a group; `sort` orders them in it."""
        part = self._part(list(dict.fromkeys(names)))
        self._base.execute(
            "INSERT INTO piece (part, place, payload, sort) VALUES (?, ?, ?, ?)", (part, place, payload, sort)
        )

    def meet(self, name: str) -> int:
        """How many times this name has come, this time included; for pieces that may come twice."""
        counted = "INSERT INTO met VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times"
        return int(self._base.execute(counted, (name,)).fetchone()[0])

    def _part(self, names: list[str]) -> str:
        known: dict[str, None] = {}
        for name in names:
            if found := self._base.execute("SELECT part FROM alias WHERE name = ?", (name,)).fetchone():
                known[found[0]] = None
        part, *others = known or dict.fromkeys(names[:1])
        for other in others:
            self._base.execute("UPDATE alias SET part = ? WHERE part = ?", (part, other))
            self._base.execute("UPDATE piece SET part = ? WHERE part = ?", (part, other))
        self._base.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", ((name, part) for name in names))
        return part

    def __iter__(self) -> Iterator[tuple[str, str, list[bytes]]]:
        """Group name, place of its first piece and payloads, in the order in which groups first came."""
        groups = self._base.execute("SELECT part, min(seq), place FROM piece GROUP BY part ORDER BY 2")
        for part, _, place in groups:
            found = self._base.execute("SELECT payload FROM piece WHERE part = ? ORDER BY sort, seq", (part,))
            yield part, place, [payload for (payload,) in found]

    def close(self) -> None:
        self._base.close()
