"""The audit chain: entries are only added, each sealed by a hash over itself and the one before it.

`append` runs in the transaction of what it records: both are kept or neither.
"""

import hashlib
import json
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.tables_audit import AuditRow

Detail = str | int | float | bool | None
START = "0" * 64

_LOCK = 0x636F6E7461637467  # any number no other advisory lock of the database uses


async def append(session: AsyncSession, *, actor: str, action: str, subject: str, **details: Detail) -> AuditRow:
    """Adds an entry behind the last one. Details are facts such as a verdict or a count, never contact text."""
    await _take_turn(session)
    last = (await session.exec(select(AuditRow).order_by(AuditRow.number.desc()).limit(1))).first()  # type: ignore[attr-defined]  # a column
    row = AuditRow(
        number=last.number + 1 if last else 1,
        at=datetime.now(UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=details,
        previous=last.hash if last else START,
        hash="",
    )
    row.hash = sealed(row)
    session.add(row)
    await session.flush()
    return row


def sealed(row: AuditRow) -> str:
    """The SHA-256 of the entry's fields in a fixed order, with that of the entry before it, in hex."""
    fields = [row.number, row.at.isoformat(), row.actor, row.action, row.subject, row.details, row.previous]
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def _take_turn(session: AsyncSession) -> None:
    """One writer of the chain at a time until the transaction ends; SQLite's transactions already see to it."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=_LOCK))  # type: ignore[call-overload]
