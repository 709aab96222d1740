"""The audit chain: entries are only added, each sealed by a hash over itself and the one before it.

`append` runs in the transaction of what it records: both are kept or neither.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.columns import clean
from contactguard.store.tables.audit import AuditRow
from contactguard.store.writing import hold

Detail = str | int | float | bool | None
START = "0" * 64
LONGEST_ACTION = 40

_LOCK = 0x636F6E7461637467  # any number no other advisory lock of the database uses


@dataclass(frozen=True)
class Head:
    """The last entry at a moment: whoever keeps it can tell later whether the chain was cut or rewritten."""

    number: int
    hash: str

    def __str__(self) -> str:
        """As a report's footer prints it: 1204:9f3a61c07d52e8b4."""
        return f"{self.number}:{self.hash[:16]}"


@dataclass(frozen=True)
class Entry:
    """One thing done, and its place in the chain."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    previous: str
    hash: str = ""

    def sealed(self) -> str:
        """The SHA-256 of the fields in a fixed order, with the hash of the entry before, in hex."""
        fields = [self.number, self.at.isoformat(), self.actor, self.action, self.subject, self.details, self.previous]
        return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def append(session: AsyncSession, *, actor: str, action: str, subject: str, **details: Detail) -> Entry:
    """Adds an entry behind the last one. Details are facts such as a verdict or a count, never contact text."""
    if len(action) > LONGEST_ACTION:
        raise ValueError(f"an action of the audit chain has at most {LONGEST_ACTION} characters: {action!r}")
    await take_turn(session)
    last = await head(session)
    entry = Entry(
        number=last.number + 1 if last else 1,
        at=datetime.now(UTC),
        actor=clean(actor),
        action=action,
        subject=clean(subject),
        details=details,
        previous=last.hash if last else START,
    )
    session.add(AuditRow(**(vars(entry) | {"hash": entry.sealed()})))
    await session.flush()
    return entry


async def head(session: AsyncSession) -> Head | None:
    """The last entry of the chain, None before the first."""
    columns = (col(AuditRow.number), col(AuditRow.hash))
    last = (await session.exec(select(*columns).order_by(columns[0].desc()).limit(1))).first()
    return Head(*last) if last else None


async def take_turn(session: AsyncSession) -> None:
    """One writer of the chain at a time until the transaction ends."""
    await hold(session, _LOCK)
