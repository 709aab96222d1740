"""Results of a scan in, rows out, one transaction a batch; and the history of scans with their ledgers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import NotFoundError
from contactguard.scanning.intake import SOURCE as INTAKE
from contactguard.scanning.ledger import COUNTS, Ledger, LedgerLine, Night
from contactguard.scanning.results import Known, Result
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.records import StoredScan
from contactguard.store.scanned.results import ResultWriter, contacts_by_id, erased_among
from contactguard.store.tables.contacts import FailedContactRow
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.scans import LedgerRow, RuleSetRow, ScanRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert

# A scan of sources. What programs hand in one by one is a scan of its own each day, and after each restart.
NIGHTLY = col(ScanRow.sources) != [INTAKE]


class ScanRepository:
    """Scans, their ledgers, and the only way in for contacts and findings."""

    def __init__(self, database: Database, pseudonyms: Pseudonyms, zone: ZoneInfo) -> None:
        self._database = database
        self._pseudonyms = pseudonyms
        self._zone = zone

    async def begin(self, sources: Sequence[str], rule_set: str) -> int:
        """The scan to work under: the one broken off with the same sources and rules, or a new one."""
        names = sorted(map(clean, sources))
        async with self._database.session() as session:
            await upsert(session, RuleSetRow, [{"version": rule_set, "first_used_at": _now()}], keep=["first_used_at"])
            open_scans = select(ScanRow).where(col(ScanRow.finished_at).is_(None), ScanRow.rule_set == rule_set)
            for row in await session.exec(open_scans.order_by(col(ScanRow.id))):
                if row.sources == names and row.id is not None:
                    return row.id
            row = ScanRow(sources=names, rule_set=rule_set, started_at=_now())
            session.add(row)
            await session.flush()
            return row.id or 0

    async def known(self, ids: Sequence[str]) -> dict[str, Known]:
        async with self._database.reading() as session:
            found = await contacts_by_id(session, [clean(id_) for id_ in ids])
            counts = await _current_findings(session, list(found))
            erased = await erased_among(session, list(found))
        return {
            id_: Known(row.content_hash, row.rule_set, row.exempt, row.scan_id, counts[id_], id_ in erased)
            for id_, row in found.items()
        }

    async def save(self, scan: int, rule_set: str, results: Sequence[Result], line: LedgerLine) -> None:
        """Stores results and ledger line in one transaction."""
        async with self._database.session() as session:
            writer = ResultWriter(session, scan, rule_set, line.source, self._zone, self._pseudonyms)
            await upsert(session, LedgerRow, [{"scan_id": scan, **asdict(line), "source": clean(line.source)}])
            await writer.write(results)

    async def grow(self, scan: int, rule_set: str, results: Sequence[Result], more: LedgerLine) -> None:
        """Stores results and adds to the ledger line in one transaction, whoever else adds to it meanwhile."""
        added = {name: getattr(more, name) for name in COUNTS}
        line = update(LedgerRow).where(col(LedgerRow.scan_id) == scan, col(LedgerRow.source) == clean(more.source))
        async with self._database.session() as session:
            writer = ResultWriter(session, scan, rule_set, more.source, self._zone, self._pseudonyms)
            blank = {"scan_id": scan, **asdict(LedgerLine(clean(more.source)))}
            await upsert(session, LedgerRow, [blank], keep=list(blank))
            await session.exec(line.values({name: getattr(LedgerRow, name) + count for name, count in added.items()}))
            await writer.write(results)

    async def earlier(self, source: str, scan: int) -> list[Night]:
        """What the source gave in finished scans before this one, the last first."""
        query = (
            select(ScanRow.started_at, LedgerRow.received)
            .join(ScanRow, col(ScanRow.id) == col(LedgerRow.scan_id))
            .where(LedgerRow.source == clean(source), col(ScanRow.id) < scan, col(ScanRow.finished_at).is_not(None))
            .order_by(col(ScanRow.id).desc())
            .limit(50)
        )
        async with self._database.reading() as session:
            return [Night(began, received) for began, received in await session.exec(query)]

    async def finish(self, scan: int, lines: Sequence[LedgerLine]) -> None:
        """Closes the scan. Failures that a wholly read source no longer showed are resolved."""
        read = [clean(line.source) for line in lines if line.error is None]
        stale = update(FailedContactRow).where(
            col(FailedContactRow.source).in_(read),
            col(FailedContactRow.scan_id) != scan,
            col(FailedContactRow.resolved).is_(False),
        )
        async with self._database.session() as session:
            await session.exec(stale.values(resolved=True))
            await session.exec(update(ScanRow).where(col(ScanRow.id) == scan).values(finished_at=_now()))

    async def get(self, scan: int) -> StoredScan:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            return _stored(await _row(session, scan))

    async def latest(self, limit: int = 20) -> list[StoredScan]:
        """The last scans, newest first."""
        query = select(ScanRow).order_by(col(ScanRow.id).desc()).limit(limit)
        async with self._database.reading() as session:
            return [_stored(row) for row in await session.exec(query)]

    async def last(self) -> StoredScan | None:
        """The scan of sources that ended last."""
        ended = col(ScanRow.finished_at)
        query = select(ScanRow).where(ended.is_not(None), NIGHTLY).order_by(ended.desc()).limit(1)
        async with self._database.reading() as session:
            row = (await session.exec(query)).first()
        return _stored(row) if row else None

    async def ledger(self, scan: int) -> Ledger:
        """Raises NotFoundError."""
        query = select(LedgerRow).where(LedgerRow.scan_id == scan).order_by(col(LedgerRow.source))
        async with self._database.reading() as session:
            row = await _row(session, scan)
            lines = [LedgerLine(**line.model_dump(exclude={"scan_id"})) for line in await session.exec(query)]
        return Ledger(scan, row.rule_set, tuple(lines))


async def last_ended(database: Database) -> datetime | None:
    """When a scan of sources ended last."""
    async with database.reading() as session:
        return (await session.exec(select(func.max(ScanRow.finished_at)).where(NIGHTLY))).one()


async def _current_findings(session: AsyncSession, ids: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in chunks(ids, IDS_A_QUERY):
        query = (
            select(FindingRow.contact_id, func.count())
            .where(col(FindingRow.contact_id).in_(part), col(FindingRow.current))
            .group_by(col(FindingRow.contact_id))
        )
        counts.update(dict((await session.exec(query)).all()))
    return counts


async def _row(session: AsyncSession, scan: int) -> ScanRow:
    row = await session.get(ScanRow, scan)
    if row is None:
        raise NotFoundError("there is no scan {key}", kind="scan", key=scan)
    return row


def _stored(row: ScanRow) -> StoredScan:
    return StoredScan(row.id or 0, tuple(row.sources), row.rule_set, row.started_at, row.finished_at)


def _now() -> datetime:
    return datetime.now(UTC)
