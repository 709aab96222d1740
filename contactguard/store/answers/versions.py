"""Versions of answers in, their history out; nothing is changed, the present state is computed from the last event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import ConflictError, NotFoundError
from contactguard.store.audit.chain import append, take_turn
from contactguard.store.database import Database
from contactguard.store.tables.answers import AnswerEventRow, AnswerVersionRow


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


class AnswerRepository:
    """The knowledge base of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_version(self, answer_id: str, content: dict[str, Any], author: str) -> int:
        """Keeps a wording; returns its number, from 1 on. Raises ConflictError when two are written at once."""
        async with self._database.session() as session:
            number = await self._write(session, answer_id, content, author)
            await append(session, actor=author, action="answer.draft", subject=f"{answer_id} {number}")
            return number

    async def add_supplied(self, contents: dict[str, dict[str, Any]], author: str) -> dict[str, int]:
        """Keeps the wordings that came with the program, all or none; returns the number of each by answer."""
        async with self._database.session() as session:
            numbers = {id_: await self._write(session, id_, content, author) for id_, content in contents.items()}
            await append(session, actor=author, action="answer.supply", subject="answers", count=len(numbers))
            return numbers

    async def note_scan(self, version: StoredVersion, step: str, *, rule_set: str, found: Sequence[str]) -> None:
        """Notes what our scanner said. Raises ConflictError if something else happened since the version was read."""
        await self.add_events([(version, step)], "scanner", rule_set=rule_set, found=found)

    async def add_steps(self, version: StoredVersion, steps: Sequence[str], by: str) -> None:
        """Notes what a person decided of one version. Raises ConflictError like `note_scan`."""
        await self.add_events([(version, step) for step in steps], by)

    async def add_events(
        self,
        steps: Sequence[tuple[StoredVersion, str]],
        by: str,
        *,
        beside: Sequence[StoredVersion] = (),
        rule_set: str | None = None,
        found: Sequence[str] = (),
    ) -> None:
        """Notes several steps, all or none: a scan with a rule set, or what a person decided, for the audit chain too.

        Raises ConflictError if something else happened to one of their versions, or to one `beside` them.
        """
        async with self._database.session() as session:
            await take_turn(session)  # two steps at once would both find that nothing happened since
            read = [*(version for version, _ in steps), *beside]
            for version in {id(version): version for version in read}.values():
                await self._refuse_stale(session, version)
            for version, step in steps:
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
                if rule_set is None:
                    subject = f"{version.answer_id} {version.number}"
                    await append(session, actor=by, action=f"answer.{step}", subject=subject)

    async def note_export(self, by: str) -> None:
        async with self._database.session() as session:
            await append(session, actor=by, action="answer.export", subject="answers")

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
        raise NotFoundError("there is no version {number} of answer {id!r}", id=answer_id, number=number)

    async def _write(self, session: AsyncSession, answer_id: str, content: dict[str, Any], author: str) -> int:
        newest = select(func.max(AnswerVersionRow.number)).where(col(AnswerVersionRow.answer_id) == answer_id)
        number = ((await session.exec(newest)).one() or 0) + 1
        written = AnswerVersionRow(
            answer_id=answer_id, number=number, content=content, author=author, written_at=datetime.now(UTC)
        )
        session.add(written)
        await session.flush()
        return number

    async def _refuse_stale(self, session: AsyncSession, version: StoredVersion) -> None:
        mine = (col(AnswerEventRow.answer_id) == version.answer_id, col(AnswerEventRow.number) == version.number)
        count = (await session.exec(select(func.count()).select_from(AnswerEventRow).where(*mine))).one()
        if count != len(version.events):
            raise ConflictError(
                "somebody else worked on version {number} of {id}; look at it again",
                id=version.answer_id,
                number=version.number,
            )


def _event(row: AnswerEventRow) -> StoredEvent:
    return StoredEvent(row.step, row.by, row.at, row.rule_set, tuple(row.found))


def _version(row: AnswerVersionRow, events: list[StoredEvent]) -> StoredVersion:
    return StoredVersion(row.answer_id, row.number, row.content, row.author, row.written_at, tuple(events))
