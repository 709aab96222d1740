"""What readers do with the answers: remarks that wait for the officer, and uses counted without people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import col

from contactguard.errors import ConflictError
from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.tables.answers import AnswerRemarkRow, AnswerUseRow
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.findings import FindingRow


@dataclass(frozen=True)
class Remark:
    """A reader's "something is wrong here"; who wrote it is not kept."""

    id: int
    answer_id: str
    text: str
    made_at: datetime


@dataclass(frozen=True)
class Use:
    """What was done: search, open, copy or walk. The topic of a search is that of its best answer.

    `found` is false for a search whose best answer nobody should trust. Neither the words nor the person are kept.
    """

    kind: str
    language: str
    topic: str | None = None
    team: str | None = None
    found: bool = True


@dataclass(frozen=True)
class UseCount:
    use: Use
    times: int


@dataclass(frozen=True)
class TeamMoment:
    """Something a team did at a moment: used an answer of a topic, or had a finding of a policy."""

    team: str
    key: str
    at: datetime


class UseRepository:
    """Remarks and uses of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_remark(self, answer_id: str, text: str) -> None:
        async with self._database.session() as session:
            session.add(AnswerRemarkRow(answer_id=answer_id, text=text, made_at=datetime.now(UTC)))

    async def settle_remark(self, remark: int, by: str) -> None:
        """Raises ConflictError if there is no such open remark."""
        settle = update(AnswerRemarkRow).where(
            col(AnswerRemarkRow.id) == remark, col(AnswerRemarkRow.settled_at).is_(None)
        )
        async with self._database.session() as session:
            settled = await session.exec(settle.values(settled_at=datetime.now(UTC)))
            if settled.rowcount != 1:
                raise ConflictError("there is no open remark {id}", id=remark)
            await append(session, actor=by, action="answer.settle-remark", subject=f"remark {remark}")

    async def open_remarks(self) -> list[Remark]:
        """Oldest first."""
        wanted: Any = select(AnswerRemarkRow).where(col(AnswerRemarkRow.settled_at).is_(None))
        async with self._database.reading() as session:
            rows = await session.exec(wanted.order_by(col(AnswerRemarkRow.id)))
            return [Remark(row.id, row.answer_id, row.text, row.made_at) for (row,) in rows]

    async def add_use(self, use: Use) -> None:
        async with self._database.session() as session:
            session.add(AnswerUseRow(**vars(use), used_at=datetime.now(UTC)))

    async def uses(self, since: datetime, until: datetime) -> list[UseCount]:
        """How often each use was made in a period; its end is not in it."""
        keys = (AnswerUseRow.kind, AnswerUseRow.language, AnswerUseRow.topic, AnswerUseRow.team, AnswerUseRow.found)
        columns: list[Any] = [col(key) for key in keys]
        counted: Any = select(*columns, func.count()).where(*_within(AnswerUseRow.used_at, since, until))
        async with self._database.reading() as session:
            rows = await session.exec(counted.group_by(*columns).order_by(*columns))
            return [UseCount(Use(*row[:-1]), row[-1]) for row in rows]

    async def team_uses(self, since: datetime, until: datetime) -> list[TeamMoment]:
        """Answers opened, copied or walked by teams that are known."""
        columns: list[Any] = [col(key) for key in (AnswerUseRow.team, AnswerUseRow.topic, AnswerUseRow.used_at)]
        wanted = select(*columns).where(
            *_within(AnswerUseRow.used_at, since, until),
            col(AnswerUseRow.kind) != "search",
            col(AnswerUseRow.team).is_not(None),
            col(AnswerUseRow.topic).is_not(None),
        )
        return await self._moments(wanted.order_by(col(AnswerUseRow.id)))

    async def team_findings(self, since: datetime, until: datetime) -> list[TeamMoment]:
        """Current findings in contacts of teams that are known."""
        columns: list[Any] = [col(key) for key in (ContactRow.team, FindingRow.policy, FindingRow.happened_at)]
        wanted = select(*columns).select_from(FindingRow).join(ContactRow)
        wanted = wanted.where(
            *_within(FindingRow.happened_at, since, until), col(FindingRow.current), col(ContactRow.team).is_not(None)
        )
        return await self._moments(wanted.order_by(col(FindingRow.fingerprint)))

    async def _moments(self, query: Any) -> list[TeamMoment]:
        async with self._database.reading() as session:
            return [TeamMoment(*row) for row in await session.exec(query)]


def _within(moment: Any, since: datetime, until: datetime) -> tuple[Any, Any]:
    return col(moment) >= since, col(moment) < until
