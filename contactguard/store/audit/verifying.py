"""The whole audit chain in, every place where it was tampered with out; a million entries pass one by one."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, true, type_coerce
from sqlmodel import col, select

from contactguard.store.audit.chain import START, Entry, Head
from contactguard.store.audit.heads import KeptHead
from contactguard.store.audit.reading import BATCH
from contactguard.store.database import Database
from contactguard.store.tables.audit import AuditRow

MOST_BREAKS = 50  # told one by one; what follows one is mostly its echo


class BreakKind(StrEnum):
    CHANGED = "changed"  # the entry does not fit its own hash
    MISSING = "missing"  # numbers before this entry are not there
    MISPLACED = "misplaced"  # the entry does not follow from the one before it
    CUT = "cut"  # a head kept outside is beyond the end
    REWRITTEN = "rewritten"  # a head kept outside has another hash


@dataclass(frozen=True)
class Break:
    """A place where the chain is not as it was written. `number` is that of the entry."""

    number: int
    kind: BreakKind


@dataclass(frozen=True)
class Verified:
    """`entries` were read, `heads` compared; `lost` are heads that a restored backup, told as such, did not reach."""

    entries: int
    head: Head | None
    breaks: tuple[Break, ...]
    heads: int = 0
    lost: int = 0

    @property
    def whole(self) -> bool:
        return not self.breaks


async def verify(database: Database, heads: Sequence[KeptHead] = ()) -> Verified:
    """Reads the chain from its first entry to its last. Raises StorageError."""
    kept, lost = _standing(heads)
    breaks: list[Break] = []
    before, count = Head(0, START), 0
    async for entry in _rows(database):
        count += 1
        breaks += _faults(entry, before)
        breaks += [Break(entry.number, BreakKind.REWRITTEN) for one in kept.pop(entry.number, ()) if one != entry.hash]
        before = Head(entry.number, entry.hash)
    breaks += [
        Break(number, BreakKind.CUT if number > before.number else BreakKind.REWRITTEN) for number in sorted(kept)
    ]
    return Verified(count, before if count else None, tuple(breaks[:MOST_BREAKS]), len(heads), lost)


def _standing(heads: Iterable[KeptHead]) -> tuple[dict[int, set[str]], int]:
    """The hashes to find by number. A restored backup takes back the heads that were kept beyond its own."""
    kept: dict[int, set[str]] = defaultdict(set)
    lost = 0
    for one in heads:
        if one.restored:
            beyond = [number for number in kept if number > one.head.number]
            lost += sum(len(kept.pop(number)) for number in beyond)
        kept[one.head.number].add(one.head.hash)
    return kept, lost


def _faults(entry: "_Read", before: Head) -> list[Break]:
    if entry.number != before.number + 1:
        return [Break(entry.number, BreakKind.MISSING)]
    if entry.previous != before.hash:
        return [Break(entry.number, BreakKind.MISPLACED)]
    return [] if entry.fits else [Break(entry.number, BreakKind.CHANGED)]


@dataclass(frozen=True)
class _Read:
    number: int
    previous: str
    hash: str
    fits: bool


async def _rows(database: Database) -> AsyncIterator[_Read]:
    """Every entry, its fields as the database holds them: what was tampered with may be no moment, no JSON."""
    sqlite = database.file is not None
    moment = type_coerce(col(AuditRow.at), Text) if sqlite else col(AuditRow.at)
    columns: Any = (
        *(col(AuditRow.number), moment, col(AuditRow.actor), col(AuditRow.action), col(AuditRow.subject)),
        *(type_coerce(col(AuditRow.details), Text), col(AuditRow.previous), col(AuditRow.hash)),
    )
    query = select(*columns).order_by(col(AuditRow.number)).limit(BATCH)
    after: Any = true()
    while True:
        async with database.reading() as session:
            batch = (await session.exec(query.where(after))).all()
        if not batch:
            return
        for row in batch:
            yield _Read(row[0], row[-2], row[-1], _fits(row))
        after = col(AuditRow.number) > batch[-1][0]


def _fits(row: Any) -> bool:
    number, at, actor, action, subject, details, previous, hash_ = row
    try:
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
        entry = Entry(number, moment, actor, action, subject, json.loads(details), previous)
        return bool(entry.sealed() == hash_)
    except (ValueError, TypeError):
        return False
