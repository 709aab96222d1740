"""Decisions on findings in, where they stand out: each step chosen under the lock of what it changes, kept whole."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.audit import chain as audit
from contactguard.store.columns import clean
from contactguard.store.counts.keeping import counting_findings
from contactguard.store.database import Database
from contactguard.store.review.histories import histories, lock, verdict_of
from contactguard.store.review.records import Change, History, Kind, NewVerdict, Standing, StoredVerdict
from contactguard.store.tables.verdicts import ClaimRow, DisputeRow, SecondRow, StandingRow, VerdictRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert

Choose = Callable[[History], Change | None]
Check = Callable[[History], None]


class VerdictRepository:
    """The decisions of one database. Nothing is taken back: a reopening is one more verdict, of kind reopened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def decide(self, fingerprints: Sequence[str], choose: Choose) -> list[str]:
        """Writes what `choose` makes of each finding's history; returns the findings that it did not pass over.

        Whatever `choose` raises undoes all. Raises NotFoundError.
        """
        async with self._database.session() as session, counting_findings(session, fingerprints):
            await lock(session, fingerprints)
            told = [(one, choose(one)) for one in await histories(session, fingerprints)]
            chosen = [(history, change) for history, change in told if change is not None]
            for history, change in chosen:
                await _write(session, history.fingerprint, change)
            # The chain is locked from its first entry on: whoever holds it must not wait for anything else.
            for history, change in chosen:
                await _log(session, history, change)
        return [history.fingerprint for history, _ in chosen]

    async def dispute(self, fingerprint: str, by: str, text: str, at: datetime, check: Check) -> None:
        """Keeps an objection, unless `check` raises. Raises NotFoundError."""
        async with self._database.session() as session, counting_findings(session, [fingerprint]):
            await lock(session, [fingerprint])
            check((await histories(session, [fingerprint]))[0])
            session.add(DisputeRow(fingerprint=fingerprint, by=by, at=at, text=text))
            await _stand(session, [fingerprint], Standing.DISPUTED)
            await audit.append(session, actor=by, action="dispute", subject=f"finding:{fingerprint}")

    async def settle(self, now: datetime) -> int:
        """Breaches that nobody disputed in time become final; returns how many."""
        due = select(StandingRow.fingerprint).where(
            StandingRow.standing == Standing.PROVISIONAL, col(StandingRow.final_at) <= now
        )
        async with self._database.session() as session:
            ripe = set(await session.exec(due))
            async with counting_findings(session, sorted(ripe)):
                await lock(session, sorted(ripe))
                settled = [one for one in await session.exec(due) if one in ripe]
                await _stand(session, settled, Standing.BREACH)
                if settled:
                    await audit.append(session, actor="system", action="settle", subject="findings", count=len(settled))
        return len(settled)

    async def overdue_seconds(self, now: datetime) -> list[str]:
        """Findings whose blind second verdict nobody gave in time."""
        async with self._database.reading() as session:
            return list(await session.exec(select(SecondRow.fingerprint).where(col(SecondRow.due) <= now)))

    async def history(self, fingerprint: str) -> History:
        """All that was decided about a finding. Raises NotFoundError."""
        return (await self.histories([clean(fingerprint)]))[0]

    async def histories(self, fingerprints: Sequence[str]) -> list[History]:
        """In the order asked for. Raises NotFoundError."""
        async with self._database.reading() as session:
            return await histories(session, fingerprints)

    async def last_decision(self, by: str) -> list[StoredVerdict]:
        """What someone gave last: one verdict, or as many as there were findings alike and decided at once."""
        mine = select(VerdictRow).where(VerdictRow.by == clean(by), VerdictRow.kind != Kind.REOPENED)
        async with self._database.reading() as session:
            last = (await session.exec(mine.order_by(col(VerdictRow.id).desc()).limit(1))).first()
            if last is None:
                return []
            together = mine.where(VerdictRow.at == last.at, VerdictRow.shown == last.shown)
            return [verdict_of(row) for row in await session.exec(together.order_by(col(VerdictRow.id)))]


async def _write(session: AsyncSession, fingerprint: str, change: Change) -> None:
    verdict = change.verdict
    id_ = verdict.id if isinstance(verdict, StoredVerdict) else await _add(session, fingerprint, verdict)
    for table in (ClaimRow, SecondRow, *(() if change.standing else (StandingRow,))):
        await session.exec(delete(table).where(col(table.fingerprint) == fingerprint))
    if change.second:
        session.add(SecondRow(fingerprint=fingerprint, first_by=change.second.first_by, due=change.second.due))
    if change.standing:
        stands = {"standing": change.standing.value, "verdict_id": id_, "decided_at": verdict.at}
        await upsert(
            session, StandingRow, [{"fingerprint": fingerprint, **stands, "final_at": change.final_at or verdict.at}]
        )
    if verdict.kind is Kind.DISPUTE:
        open_one = update(DisputeRow).where(
            col(DisputeRow.fingerprint) == fingerprint, col(DisputeRow.verdict_id).is_(None)
        )
        await session.exec(open_one.values(verdict_id=id_))


async def _add(session: AsyncSession, fingerprint: str, verdict: NewVerdict) -> int:
    row = VerdictRow(fingerprint=fingerprint, **vars(verdict))
    session.add(row)
    await session.flush()
    return row.id or 0


async def _log(session: AsyncSession, history: History, change: Change) -> None:
    verdict = change.verdict
    subject = f"finding:{history.fingerprint}"
    if isinstance(verdict, StoredVerdict):
        await audit.append(session, actor="system", action="settle", subject=subject, standing=str(change.standing))
        return
    if verdict.verdict is None:
        await audit.append(session, actor=verdict.by, action="reopen", subject=subject, reason=verdict.reason)
        return
    told: dict[str, str | bool] = {
        "verdict": verdict.verdict.value,
        "kind": verdict.kind.value,
        "reason": verdict.reason,
    }
    if verdict.kind is Kind.OFFICER and verdict.by in history.parties:
        told["party"] = True  # nobody else could settle it
    await audit.append(session, actor=verdict.by, action="verdict", subject=subject, **told)


async def _stand(session: AsyncSession, fingerprints: Sequence[str], standing: Standing) -> None:
    for part in chunks(fingerprints, IDS_A_QUERY):
        rows = update(StandingRow).where(col(StandingRow.fingerprint).in_(part))
        await session.exec(rows.values(standing=standing.value))
