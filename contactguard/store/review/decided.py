"""What was decided, out of the store, for pages and figures."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import names_of
from contactguard.store.review.histories import dispute_of, standing_of
from contactguard.store.review.records import (
    RuleRecord,
    Standing,
    StoredDispute,
    StoredStanding,
    Verdict,
)
from contactguard.store.tables.contacts import AgentRow, ContactRow
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.verdicts import DisputeRow, SecondRow, StandingRow, VerdictRow

LAST = 200  # decisions whose time is taken for the usual


class DecidedRepository:
    """Reads decisions; the desk writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, *standings: Standing) -> list[tuple[str, StoredStanding]]:
        """The findings that stand so, the one decided longest ago first."""
        query = _standings().where(col(StandingRow.standing).in_([one.value for one in standings]))
        rows = await self._rows(query.order_by(col(StandingRow.decided_at), col(StandingRow.fingerprint)))
        return [(row.fingerprint, standing_of(row, verdict)) for row, verdict in rows]

    async def counts(self) -> Counter[Standing]:
        """How many findings stand so; those that are open are not counted."""
        standing = col(StandingRow.standing)
        rows = await self._rows(select(standing, func.count()).group_by(standing))
        return Counter({Standing(one): count for one, count in rows})

    async def waiting_for_second(self) -> list[str]:
        """The findings on which a blind second verdict is waited for."""
        return list(await self._rows(select(SecondRow.fingerprint)))

    async def of_agent(self, agent: str, now: datetime, *, disputable: bool, limit: int | None = None) -> list[str]:
        """The findings in an agent's contacts that a scan still raises or somebody decided, newest first.

        Those that the agent may dispute at this time, or all others.
        """
        finding = col(FindingRow.fingerprint)
        provisional = select(StandingRow.fingerprint).where(
            StandingRow.standing == Standing.PROVISIONAL, col(StandingRow.final_at) > now
        )
        query = (
            select(FindingRow.fingerprint)
            .join(ContactRow)
            .outerjoin(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
            .where(col(ContactRow.agent).in_(names_of(agent)))
            .where(or_(col(FindingRow.current), col(StandingRow.fingerprint).is_not(None)))
            .where(finding.in_(provisional) if disputable else finding.not_in(provisional))
            .order_by(col(FindingRow.happened_at).desc(), col(FindingRow.fingerprint))
        )
        return list(await self._rows(query.limit(limit)))

    async def disputes(self, fingerprint: str) -> list[StoredDispute]:
        """The objections to the verdicts of a finding, oldest first."""
        rows = select(DisputeRow).where(DisputeRow.fingerprint == clean(fingerprint)).order_by(col(DisputeRow.id))
        return [dispute_of(row) for row in await self._rows(rows)]

    async def names_besides(self, agent: str) -> list[str]:
        """The names of all agents but one, to leave them out of what that one is shown."""
        return list(await self._rows(select(AgentRow.name).where(col(AgentRow.pseudonym).not_in(names_of(agent)))))

    async def rule_record(self, rule: str, besides: str = "") -> RuleRecord:
        """What was decided of a rule's findings, one of them left out; none whose blind verdict is waited for."""
        query = (
            select(VerdictRow.verdict, func.count())
            .join(StandingRow, col(StandingRow.verdict_id) == col(VerdictRow.id))
            .join(FindingRow, col(FindingRow.fingerprint) == col(StandingRow.fingerprint))
            .where(FindingRow.rule == clean(rule), FindingRow.fingerprint != clean(besides))
            .where(StandingRow.standing != Standing.DISAGREED)
        )
        counts = dict(await self._rows(query.group_by(col(VerdictRow.verdict))))
        return RuleRecord(*(counts.get(one.value, 0) for one in (Verdict.BREACH, Verdict.NO_BREACH, Verdict.UNCLEAR)))

    async def usual_seconds(self) -> float | None:
        """The median of what the last decisions took, from opening to saving."""
        query = select(VerdictRow.seconds).where(col(VerdictRow.seconds).is_not(None))
        taken = sorted(await self._rows(query.order_by(col(VerdictRow.id).desc()).limit(LAST)))
        middle = len(taken) // 2
        return None if not taken else (taken[middle] + taken[~middle]) / 2

    async def _rows(self, query: Any) -> Any:
        async with self._database.reading() as session:
            return (await session.exec(query)).all()


def _standings() -> Any:
    return select(StandingRow, VerdictRow).join(VerdictRow, col(VerdictRow.id) == col(StandingRow.verdict_id))
