"""What nightly scans of a span of time there were, and what became of the known breaches run through them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from contactguard.store.database import Database
from contactguard.store.scanned.scans import NIGHTLY
from contactguard.store.tables.samples import SeededNightRow
from contactguard.store.tables.scans import ScanRow


@dataclass(frozen=True)
class Nights:
    """Scans of sources that ended; `tried` counts known texts run through them, `failed` those judged wrongly."""

    scans: int = 0
    tried: int = 0
    failed: int = 0
    last: datetime | None = None


async def nights(database: Database, since: datetime, until: datetime) -> Nights:
    ended = (NIGHTLY, col(ScanRow.finished_at) >= since, col(ScanRow.finished_at) < until)
    seeded = select(SeededNightRow).join(ScanRow, col(ScanRow.id) == col(SeededNightRow.scan_id)).where(*ended)
    async with database.reading() as session:
        count, last = (await session.exec(select(func.count(), func.max(ScanRow.finished_at)).where(*ended))).one()
        rows = list(await session.exec(seeded))
    return Nights(count, sum(row.tried for row in rows), sum(len(row.failed) for row in rows), last)
