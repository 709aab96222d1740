"""The audit chain read: page by page for people, as a stream for a file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from contactguard.store.audit.chain import Entry, Head, append, head
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.tables.audit import AuditRow

BATCH = 5000  # entries read at a time when all are


@dataclass(frozen=True)
class AuditFilter:
    """What a list shows; None asks for all. `subject` may be a beginning (finding:); `until` is not in the period."""

    action: str | None = None
    actor: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[Any]:
        found: list[Any] = []
        if self.action is not None:
            found.append(col(AuditRow.action) == clean(self.action))
        if self.actor is not None:
            found.append(col(AuditRow.actor) == clean(self.actor))
        if self.subject is not None:
            found.append(col(AuditRow.subject).startswith(clean(self.subject), autoescape=True))
        if self.since is not None:
            found.append(col(AuditRow.at) >= self.since)
        if self.until is not None:
            found.append(col(AuditRow.at) < self.until)
        return found


@dataclass(frozen=True)
class AuditPage:
    """Newest first. `next` is the number that the next page begins below, None on the last."""

    entries: tuple[Entry, ...]
    next: int | None


class AuditRepository:
    """Reads the chain, and adds what has no transaction of its own, such as an export."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, *, actor: str, action: str, subject: str, **details: str | int | float | bool | None) -> None:
        """Adds an entry by itself."""
        async with self._database.session() as session:
            await append(session, actor=actor, action=action, subject=subject, **details)

    async def head(self) -> Head | None:
        async with self._database.reading() as session:
            return await head(session)

    async def page(self, only: AuditFilter | None = None, *, below: int | None = None, limit: int = 50) -> AuditPage:
        query = select(AuditRow).where(*(only or AuditFilter()).conditions())
        if below is not None:
            query = query.where(col(AuditRow.number) < below)
        query = query.order_by(col(AuditRow.number).desc()).limit(limit + 1)
        async with self._database.reading() as session:
            entries = [_entry(row) for row in await session.exec(query)]
        return AuditPage(tuple(entries[:limit]), entries[limit - 1].number if len(entries) > limit else None)

    async def actions(self) -> list[str]:
        """Every action that the chain has, by name."""
        action = col(AuditRow.action)
        async with self._database.reading() as session:
            return list(await session.exec(select(action).distinct().order_by(action)))

    async def actors(self) -> list[str]:
        actor = col(AuditRow.actor)
        async with self._database.reading() as session:
            return list(await session.exec(select(actor).distinct().order_by(actor)))

    async def entries(self, *conditions: ColumnElement[bool]) -> AsyncIterator[Entry]:
        """All entries of which the conditions hold, the first first, without holding them."""
        last, chosen = 0, select(AuditRow).where(*conditions).order_by(col(AuditRow.number)).limit(BATCH)
        while True:
            query = chosen.where(col(AuditRow.number) > last)
            async with self._database.reading() as session:
                batch = [_entry(row) for row in await session.exec(query)]
            if not batch:
                return
            for entry in batch:
                yield entry
            last = batch[-1].number


def _entry(row: AuditRow) -> Entry:
    return Entry(**row.model_dump())
