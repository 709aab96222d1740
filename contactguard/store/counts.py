"""Contacts and findings counted by month, for figures; each query is one grouping over an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case, distinct, func, select
from sqlmodel import col

from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.records import StoredFinding
from contactguard.store.rows import stored_finding
from contactguard.store.tables_contacts import ContactRow, FailedContactRow
from contactguard.store.tables_findings import FindingRow, FindingTextRow
from contactguard.store.tables_scans import ScanRow

_BY: dict[str, tuple[Any, ...]] = {
    "all": (),
    "policy": (FindingRow.policy,),
    "line": (FindingRow.line,),
    "channel": (ContactRow.channel,),
}


@dataclass(frozen=True)
class ContactCount:
    """So many contacts share these. Exempt ones were counted, not scanned."""

    month: str
    source: str
    line: str
    channel: str
    exempt: bool
    contacts: int


@dataclass(frozen=True)
class FindingCount:
    """So many current findings share these."""

    month: str
    policy: str
    line: str
    channel: str
    origin: str
    rule: str
    rule_version: str
    companies: tuple[str, ...]
    findings: int


class CountRepository:
    """Counts for figures. Months are those of contact and finding in the grid company's zone, both ends included."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def contacts(self, first: str, last: str) -> list[ContactCount]:
        keys = (ContactRow.month, ContactRow.source, ContactRow.line, ContactRow.channel, ContactRow.exempt)
        columns: list[Any] = [col(key) for key in keys]
        query = select(*columns, func.count()).where(columns[0].between(first, last))
        rows = await self._rows(query.group_by(*columns).order_by(*columns))
        return [ContactCount(*row) for row in rows]

    async def findings(self, first: str, last: str) -> list[FindingCount]:
        keys: tuple[Any, ...] = (
            *(FindingRow.month, FindingRow.policy, FindingRow.line, ContactRow.channel, FindingRow.origin),
            *(FindingRow.rule, FindingRow.rule_version, FindingRow.companies),
        )
        columns: list[Any] = [col(key) for key in keys]
        query = _current(select(*columns, func.count()), first, last)
        rows = await self._rows(query.group_by(*columns).order_by(*columns))
        return [_counted(row) for row in rows]

    async def flagged(
        self, first: str, last: str, by: Literal["all", "policy", "line", "channel"] = "all"
    ) -> dict[tuple[str, str], int]:
        """Contacts with at least one current finding, by month and what is asked for ("" for all)."""
        columns: list[Any] = [col(key) for key in (FindingRow.month, *_BY[by])]
        query = _current(select(*columns, func.count(distinct(col(FindingRow.contact_id)))), first, last)
        rows = await self._rows(query.group_by(*columns))
        return {(row[0], row[1] if len(row) == 3 else ""): row[-1] for row in rows}

    async def received(self, month: str) -> list[tuple[str, datetime]]:
        """Source and moment of every contact of a month."""
        query = select(col(ContactRow.source), col(ContactRow.received_at)).where(col(ContactRow.month) == clean(month))
        return [(source, moment) for source, moment in await self._rows(query)]

    async def rule_sets(self, month: str) -> dict[str, int]:
        """Contacts of a month by the rule set that read them last."""
        query = select(col(ContactRow.rule_set), func.count()).where(
            col(ContactRow.month) == clean(month), col(ContactRow.exempt).is_(False)
        )
        return dict(await self._rows(query.group_by(col(ContactRow.rule_set)).order_by(col(ContactRow.rule_set))))

    async def failures(self) -> dict[str, int]:
        """Contacts that failed and wait to be mended, by source; most have no date that could be read."""
        source = col(FailedContactRow.source)
        query = select(source, func.count()).where(col(FailedContactRow.resolved).is_(False))
        return dict(await self._rows(query.group_by(source).order_by(source)))

    async def worst(self, month: str, limit: int = 8) -> list[StoredFinding]:
        """The gravest and surest current findings of a month."""
        gravity = case({"high": 0, "medium": 1}, value=col(FindingRow.severity), else_=2)
        query = (
            select(FindingRow, FindingTextRow)
            .outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))
            .where(col(FindingRow.month) == clean(month), col(FindingRow.current))
            .order_by(gravity, col(FindingRow.score).desc(), col(FindingRow.happened_at), col(FindingRow.fingerprint))
            .limit(limit)
        )
        return [stored_finding(row, text) for row, text in await self._rows(query)]

    async def months(self) -> list[str]:
        """Every month with contacts, the first first."""
        month = col(ContactRow.month)
        return [row[0] for row in await self._rows(select(month).distinct().order_by(month))]

    async def last_finished_scan(self, besides: Sequence[str] = ()) -> int | None:
        """The id of the scan that ended last, leaving out those of exactly these sources."""
        query = select(col(ScanRow.id)).where(col(ScanRow.finished_at).is_not(None))
        if besides:
            query = query.where(col(ScanRow.sources) != list(besides))
        rows = await self._rows(query.order_by(col(ScanRow.id).desc()).limit(1))
        return rows[0][0] if rows else None

    async def _rows(self, query: Any) -> Sequence[Any]:
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.exec(query)).all()
            return rows


def _current(query: Any, first: str, last: str) -> Any:
    counted = query.select_from(FindingRow).join(ContactRow)
    return counted.where(col(FindingRow.month).between(first, last), col(FindingRow.current))


def _counted(row: Any) -> FindingCount:
    *keys, companies, findings = row
    month, policy, line, channel, origin, rule, version = keys
    return FindingCount(month, policy, line, channel, origin, rule, version, tuple(companies), findings)
