"""What became of the seeded test contacts, a row a scan."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlmodel import col, select

from contactguard.policies.finding import Policy
from contactguard.store.database import Database
from contactguard.store.tables.samples import SeededNightRow
from contactguard.store.writing import upsert


@dataclass(frozen=True)
class Failure:
    """A test contact that was not found as `expected`, was `found` though clean, or could not be scanned (`reason`)."""

    name: str
    expected: Policy | None
    found: Policy | None
    reason: str | None = None


@dataclass(frozen=True)
class SeededNight:
    scan: int
    tried: int
    failed: tuple[Failure, ...]
    at: datetime


class SeededRepository:
    """The seeded test contacts' nights of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, scan: int, tried: int, failed: list[Failure]) -> SeededNight:
        """A scan that was taken up again replaces what it had kept."""
        night = SeededNight(scan, tried, tuple(failed), datetime.now(UTC))
        row = {"scan_id": scan, "tried": tried, "failed": [asdict(one) for one in failed], "at": night.at}
        async with self._database.session() as session:
            await upsert(session, SeededNightRow, [row])
        return night

    async def of_scan(self, scan: int) -> SeededNight | None:
        async with self._database.reading() as session:
            row = await session.get(SeededNightRow, scan)
        return _night(row) if row else None

    async def last(self) -> SeededNight | None:
        query = select(SeededNightRow).order_by(col(SeededNightRow.scan_id).desc()).limit(1)
        async with self._database.reading() as session:
            row = (await session.exec(query)).first()
        return _night(row) if row else None


def _night(row: SeededNightRow) -> SeededNight:
    return SeededNight(row.scan_id, row.tried, tuple(_failure(one) for one in row.failed), row.at)


def _failure(told: dict[str, str | None]) -> Failure:
    expected, found = (Policy(name) if (name := told[key]) else None for key in ("expected", "found"))
    return Failure(str(told["name"]), expected, found, told["reason"])
