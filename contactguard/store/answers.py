"""Versions of answers in, their history out; nothing is changed, the present state is computed from the last event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.database import Database
from contactguard.store.tables_answers import AnswerEventRow, AnswerRemarkRow, AnswerUseRow, AnswerVersionRow


@dataclass(frozen=True)
class StoredEvent:
    step: str
    by: str
    at: datetime
    rule_set: str | None
    found: tuple[str, ...]


@dataclass(frozen=True)
class StoredVersion:
    """A version as written, with everything that happened to it, oldest first."""

    answer_id: str
    number: int
    content: dict[str, Any]
    author: str
    written_at: datetime
    events: tuple[StoredEvent, ...]


@dataclass(frozen=True)
class Remark:
    id: int
    answer_id: str
    text: str
    made_at: datetime


@dataclass(frozen=True)
class Use:
    """What was done: search, open, copy or walk; `found` is false for a search without an answer."""

    kind: str
    language: str
    topic: str | None = None
    team: str | None = None
    found: bool = True


class AnswerRepository:
    """The knowledge base of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_version(self, answer_id: str, content: dict[str, Any], author: str) -> int:
        """Keeps a wording; returns its number, from 1 on. Raises ConflictError when two are written at once."""
        async with self._database.session() as session:
            newest = select(func.max(AnswerVersionRow.number)).where(col(AnswerVersionRow.answer_id) == answer_id)
            number = ((await session.exec(newest)).one() or 0) + 1
            written = AnswerVersionRow(
                answer_id=answer_id, number=number, content=content, author=author, written_at=datetime.now(UTC)
            )
            session.add(written)
            return number

    async def add_event(
        self, version: StoredVersion, step: str, by: str, *, rule_set: str | None = None, found: Sequence[str] = ()
    ) -> None:
        """Notes a step. Raises ConflictError if something else happened to the version since it was read."""
        await self.add_events([(version, step)], by, rule_set=rule_set, found=found)

    async def add_events(
        self,
        steps: Sequence[tuple[StoredVersion, str]],
        by: str,
        *,
        rule_set: str | None = None,
        found: Sequence[str] = (),
    ) -> None:
        """Notes several steps, all or none."""
        async with self._database.session() as session:
            for version, step in steps:
                await self._refuse_stale(session, version)
                event = AnswerEventRow(
                    answer_id=version.answer_id,
                    number=version.number,
                    step=step,
                    by=by,
                    at=datetime.now(UTC),
                    rule_set=rule_set,
                    found=list(found),
                )
                session.add(event)

    async def versions(self, answer_id: str | None = None) -> list[StoredVersion]:
        """Every version of one answer, or of all, by answer and number."""
        rows = select(AnswerVersionRow).order_by(col(AnswerVersionRow.answer_id), col(AnswerVersionRow.number))
        happened = select(AnswerEventRow).order_by(col(AnswerEventRow.id))
        if answer_id is not None:
            rows = rows.where(col(AnswerVersionRow.answer_id) == answer_id)
            happened = happened.where(col(AnswerEventRow.answer_id) == answer_id)
        async with self._database.reading() as session:
            events: dict[tuple[str, int], list[StoredEvent]] = {}
            for event in await session.exec(happened):
                events.setdefault((event.answer_id, event.number), []).append(_event(event))
            return [_version(row, events.get((row.answer_id, row.number), [])) for row in await session.exec(rows)]

    async def version(self, answer_id: str, number: int) -> StoredVersion:
        """Raises NotFoundError."""
        for version in await self.versions(answer_id):
            if version.number == number:
                return version
        raise NotFoundError(f"there is no version {number} of answer {answer_id!r}", id=answer_id, number=number)

    async def add_remark(self, answer_id: str, text: str) -> None:
        async with self._database.session() as session:
            session.add(AnswerRemarkRow(answer_id=answer_id, text=text, made_at=datetime.now(UTC)))

    async def settle_remark(self, remark: int) -> None:
        """Raises ConflictError if there is no such open remark."""
        settle = update(AnswerRemarkRow).where(
            col(AnswerRemarkRow.id) == remark, col(AnswerRemarkRow.settled_at).is_(None)
        )
        async with self._database.session() as session:
            settled = await session.exec(settle.values(settled_at=datetime.now(UTC)))
        if settled.rowcount != 1:
            raise ConflictError(f"there is no open remark {remark}", id=remark)

    async def open_remarks(self) -> list[Remark]:
        """Oldest first."""
        wanted = select(AnswerRemarkRow).where(col(AnswerRemarkRow.settled_at).is_(None))
        async with self._database.reading() as session:
            rows = await session.exec(wanted.order_by(col(AnswerRemarkRow.id)))
            return [Remark(row.id or 0, row.answer_id, row.text, row.made_at) for row in rows]

    async def add_use(self, use: Use) -> None:
        async with self._database.session() as session:
            session.add(AnswerUseRow(**vars(use), used_at=datetime.now(UTC)))

    async def uses(self, since: datetime, until: datetime) -> Counter[tuple[str, str | None, bool]]:
        """How often each kind of use of each topic, found or not, in a period; its end is not in it."""
        columns = (col(AnswerUseRow.kind), col(AnswerUseRow.topic), col(AnswerUseRow.found))
        period = (col(AnswerUseRow.used_at) >= since, col(AnswerUseRow.used_at) < until)
        counted = select(*columns, func.count()).where(*period).group_by(*columns)
        async with self._database.reading() as session:
            return Counter({(kind, topic, found): count for kind, topic, found, count in await session.exec(counted)})

    async def _refuse_stale(self, session: AsyncSession, version: StoredVersion) -> None:
        mine = (col(AnswerEventRow.answer_id) == version.answer_id, col(AnswerEventRow.number) == version.number)
        count = (await session.exec(select(func.count()).select_from(AnswerEventRow).where(*mine))).one()
        if count != len(version.events):
            raise ConflictError(
                f"somebody else worked on version {version.number} of {version.answer_id}; look at it again",
                id=version.answer_id,
            )


def _event(row: AnswerEventRow) -> StoredEvent:
    return StoredEvent(row.step, row.by, row.at, row.rule_set, tuple(row.found))


def _version(row: AnswerVersionRow, events: list[StoredEvent]) -> StoredVersion:
    return StoredVersion(row.answer_id, row.number, row.content, row.author, row.written_at, tuple(events))
