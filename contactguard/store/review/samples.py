"""Samples out of the store, and their contacts claimed by one reader at a time and judged; `drawing` draws."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import ConflictError, NotFoundError
from contactguard.policies.finding import Policy
from contactguard.store.audit import chain as audit
from contactguard.store.columns import UtcDateTime, clean
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import names_of
from contactguard.store.review.records import LONGEST_READ, Verdict
from contactguard.store.review.sample_records import (
    Group,
    Kind,
    Mark,
    SampledContact,
    SampleVerdict,
    StoredSample,
    StoredStratum,
)
from contactguard.store.tables.contacts import ContactRow, ContactTextRow
from contactguard.store.tables.incidents import IncidentSampledRow
from contactguard.store.tables.samples import SampledContactRow, SampleRow, StratumRow

_ROW = SampledContactRow


class SampleRepository:
    """Reads samples, and keeps what their readers say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[StoredSample]:
        """The last drawn first."""
        return await self._samples()

    async def get(self, number: int) -> StoredSample:
        """Raises NotFoundError."""
        found = await self._samples(col(SampleRow.id) == number)
        if not found:
            raise NotFoundError("there is no sample {key}", kind="sample", key=number)
        return found[0]

    async def strata(self, number: int) -> list[StoredStratum]:
        reads, breaches = (_count(one) for one in (_is_read(), col(_ROW.verdict) == Verdict.BREACH))
        query: Any = select(StratumRow, reads, breaches).outerjoin(_ROW, col(_ROW.stratum_id) == col(StratumRow.id))
        query = query.where(StratumRow.sample_id == number).group_by(col(StratumRow.id)).order_by(col(StratumRow.id))
        async with self._database.reading() as session:
            return [
                StoredStratum(_kind(row), row.population, row.drawn, read, breach)
                for row, read, breach in await session.exec(query)
            ]

    async def contacts(self, number: int) -> list[SampledContact]:
        """All contacts of a sample, in the order of reading."""
        async with self._database.reading() as session:
            return await _read(session, _ROW.sample_id == number)

    async def contact(self, number: int, position: int) -> SampledContact:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            return await _one(session, number, position)

    async def waiting(self, actor: str, agent: str | None, now: datetime) -> list[tuple[int, int, str]]:
        """Sample, position and channel of what this person may read now, the oldest draw first."""
        free = or_(col(_ROW.claimed_by).is_(None), col(_ROW.claimed_by) == clean(actor), col(_ROW.claimed_until) <= now)
        query: Any = (
            select(_ROW.sample_id, _ROW.position, ContactRow.channel)
            .join(ContactRow, col(ContactRow.id) == col(_ROW.contact_id))
            .where(col(_ROW.verdict).is_(None), free, _readable())
            .order_by(col(_ROW.sample_id), col(_ROW.position))
        )
        if agent is not None:
            query = query.where(or_(col(ContactRow.agent).is_(None), col(ContactRow.agent).not_in(names_of(agent))))
        async with self._database.reading() as session:
            return [tuple(row) for row in await session.exec(query)]

    async def claim(self, number: int, position: int, actor: str, now: datetime, until: datetime) -> SampledContact:
        """Takes a contact, and gives back whatever this person held. Raises ConflictError if somebody else has it."""
        mine = col(_ROW.claimed_by) == clean(actor)
        free = or_(col(_ROW.claimed_by).is_(None), mine, col(_ROW.claimed_until) <= now)
        here = _place(number, position)
        going_on = and_(mine, col(_ROW.claimed_until) > now)
        started = case((going_on, col(_ROW.claimed_at)), else_=literal(now, UtcDateTime()))
        async with self._database.session() as session:
            await session.exec(update(_ROW).where(mine, ~here).values(claimed_by=None, claimed_until=None))
            held = {"claimed_by": clean(actor), "claimed_at": started, "claimed_until": until}
            taken = await session.exec(update(_ROW).where(here, free, col(_ROW.verdict).is_(None)).values(held))
            if taken.rowcount != 1:
                raise ConflictError("somebody else is reading this contact, or has read it; take another")
            return await _one(session, number, position)

    async def judge(self, number: int, position: int, given: SampleVerdict, by: str, at: datetime) -> SampledContact:
        """Keeps a verdict of whoever holds the contact. Raises ConflictError, NotFoundError."""
        async with self._database.session() as session:
            before = await _one(session, number, position)
            seconds = _seconds(before.claimed_at, at)
            held = update(_ROW).where(_place(number, position), col(_ROW.claimed_by) == clean(by))
            held = held.where(col(_ROW.verdict).is_(None))
            values = _verdict_values(given) | {"by": clean(by), "at": at, "seconds": seconds}
            done = await session.exec(held.values(**values, claimed_by=None, claimed_until=None))
            if done.rowcount != 1:
                raise ConflictError("the time to read this contact ran out and somebody else took it")
            told = {"position": position, "verdict": given.verdict.value, "policies": ", ".join(given.policies)}
            await audit.append(session, actor=by, action="sample verdict", subject=f"sample:{number}", **told)
            return await _one(session, number, position)

    async def last(self, by: str) -> SampledContact | None:
        """The contact that this person judged last."""
        async with self._database.reading() as session:
            found = await _read(session, _ROW.by == clean(by), col(_ROW.verdict).is_not(None), last=True)
        return found[0] if found else None

    async def last_read(self) -> datetime | None:
        """When somebody read a contact of a sample last."""
        async with self._database.reading() as session:
            return (await session.exec(select(func.max(_ROW.at)))).one()

    async def take_back(self, given: SampledContact, by: str) -> None:
        """Raises ConflictError if it is no longer as given, or belongs to an incident."""
        mine = update(_ROW).where(_place(given.sample, given.position), col(_ROW.by) == clean(by))
        mine = mine.where(col(_ROW.at) == given.at, col(_ROW.compared_at).is_(None))
        none: dict[str, Any] = {"verdict": None, "policies": [], "marks": [], "note": ""}
        async with self._database.session() as session:
            await _refuse_joined(session, given)
            done = await session.exec(mine.values(**none, by=None, at=None, seconds=None))
            if done.rowcount != 1:
                raise ConflictError("the verdict has already been taken back, or the scan's has been seen since")
            subject = f"sample:{given.sample}"
            await audit.append(
                session, actor=by, action="sample verdict taken back", subject=subject, position=given.position
            )

    async def compared(self, given: SampledContact, at: datetime) -> SampledContact:
        """Notes that the reader sees what the scan said: from now on the verdict stands."""
        here = update(_ROW).where(_place(given.sample, given.position), col(_ROW.at) == given.at)
        async with self._database.session() as session:
            done = await session.exec(here.where(col(_ROW.compared_at).is_(None)).values(compared_at=at))
            if done.rowcount == 1:
                subject = f"sample:{given.sample}"
                await audit.append(
                    session, actor=given.by or "", action="sample compared", subject=subject, position=given.position
                )
            return await _one(session, given.sample, given.position)

    async def _samples(self, *where: Any) -> list[StoredSample]:
        breach, silent = col(_ROW.verdict) == Verdict.BREACH, col(StratumRow.group) != Group.FLAGGED
        lost = and_(col(_ROW.verdict).is_(None), ~_readable())
        counted = (_is_read(), breach, and_(breach, silent), lost)
        query: Any = (
            select(SampleRow, func.count(), *map(_count, counted))
            .join(_ROW, col(_ROW.sample_id) == col(SampleRow.id))
            .join(StratumRow, col(StratumRow.id) == col(_ROW.stratum_id))
            .outerjoin(ContactRow, col(ContactRow.id) == col(_ROW.contact_id))
            .where(*where)
            .group_by(col(SampleRow.id))
            .order_by(col(SampleRow.id).desc())
        )
        async with self._database.reading() as session:
            return [
                StoredSample(**row.model_dump(), **dict(zip(_COUNTS, counts, strict=True)))
                for row, *counts in await session.exec(query)
            ]


_COUNTS = ("drawn", "read", "breaches", "missed", "lost")


def _readable() -> Any:
    """Its words are there, or never were kept and lie where the contact came from."""
    words = exists().where(col(ContactTextRow.contact_id) == col(_ROW.contact_id))
    return and_(col(ContactRow.id).is_not(None), or_(col(ContactRow.exempt), words))


def _place(number: int, position: int) -> Any:
    return and_(col(_ROW.sample_id) == number, col(_ROW.position) == position)


def _is_read() -> Any:
    return col(_ROW.verdict).is_not(None)


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


async def _refuse_joined(session: AsyncSession, given: SampledContact) -> None:
    """Locks the contact, as does whoever adds it to an incident."""
    place = given.sample, given.position
    await session.get(_ROW, place, with_for_update=True)
    joined = await session.get(IncidentSampledRow, place)
    if joined is not None:
        raise ConflictError("it belongs to incident {incident} already", incident=joined.incident_id)


async def _read(session: AsyncSession, *where: Any, last: bool = False) -> list[SampledContact]:
    joined = and_(
        col(IncidentSampledRow.sample_id) == col(_ROW.sample_id), col(IncidentSampledRow.position) == col(_ROW.position)
    )
    query: Any = select(_ROW, StratumRow, IncidentSampledRow.incident_id).outerjoin(IncidentSampledRow, joined)
    query = query.join(StratumRow, col(StratumRow.id) == col(_ROW.stratum_id)).where(*where)
    order = col(_ROW.at).desc() if last else col(_ROW.position)
    query = query.order_by(order, col(_ROW.sample_id), col(_ROW.position))
    return [_sampled(*row) for row in await session.exec(query.limit(1) if last else query)]


async def _one(session: AsyncSession, number: int, position: int) -> SampledContact:
    found = await _read(session, _place(number, position))
    if not found:
        raise NotFoundError("sample {number} has no contact {key}", kind="sampled contact", key=position, number=number)
    return found[0]


def _verdict_values(given: SampleVerdict) -> dict[str, Any]:
    return {
        "verdict": given.verdict.value,
        "policies": [policy.value for policy in given.policies],
        "marks": [asdict(mark) for mark in given.marks],
        "note": clean(given.note),
    }


def _kind(row: StratumRow) -> Kind:
    return Kind(Group(row.group), row.line, row.channel)


def _seconds(since: datetime | None, at: datetime) -> int | None:
    return None if since is None else min(round((at - since).total_seconds()), LONGEST_READ)


def _sampled(row: SampledContactRow, stratum: StratumRow, incident: int | None) -> SampledContact:
    given = None
    if row.verdict is not None:
        marks = tuple(Mark(**(mark | {"policy": Policy(mark["policy"])})) for mark in row.marks)
        given = SampleVerdict(Verdict(row.verdict), tuple(map(Policy, row.policies)), marks, row.note)
    return SampledContact(
        sample=row.sample_id,
        position=row.position,
        contact_id=row.contact_id,
        kind=_kind(stratum),
        given=given,
        by=row.by,
        at=row.at,
        seconds=row.seconds,
        compared_at=row.compared_at,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        incident=incident,
    )
