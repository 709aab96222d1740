"""The notices to staff: every version kept, none changed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlmodel import col, select

from contactguard.store.audit.chain import append
from contactguard.store.database import Database
from contactguard.store.tables.privacy import StaffNoticeRow


@dataclass(frozen=True)
class StaffNotice:
    """What staff were told before their work is scanned, and when. `texts` are its words by language."""

    country: str
    given_on: date
    starts_on: date
    purpose: str
    legal_basis: str
    retention: str
    contact: str
    texts: dict[str, str] = field(default_factory=dict)
    consulted_on: date | None = None

    def text(self, language: str) -> tuple[str, str]:
        """The words in this language, else in the first that there are, and in which."""
        chosen = language if language in self.texts else next(iter(self.texts))
        return chosen, self.texts[chosen]


@dataclass(frozen=True)
class RecordedNotice:
    """A version of the notice, from 1 on."""

    version: int
    notice: StaffNotice
    by: str
    at: datetime


class NoticeRepository:
    """The notices of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, notice: StaffNotice, *, by: str) -> int:
        """Keeps a version and notes it in the audit chain; returns its number."""
        async with self._database.session() as session:
            row = StaffNoticeRow(**vars(notice), recorded_by=by, recorded_at=datetime.now(UTC))
            session.add(row)
            await session.flush()
            version = row.id or 0
            dates = {"given": notice.given_on.isoformat(), "starts": notice.starts_on.isoformat()}
            await append(session, actor=by, action="notice", subject=f"notice:{version}", **dates)
            return version

    async def all(self) -> list[RecordedNotice]:
        """Every version, the newest first."""
        query = select(StaffNoticeRow).order_by(col(StaffNoticeRow.id).desc())
        async with self._database.reading() as session:
            return [_recorded(row) for row in await session.exec(query)]

    async def in_force(self, today: date) -> RecordedNotice | None:
        """The newest version under which work may be scanned today."""
        return next((one for one in await self.all() if one.notice.starts_on <= today), None)


def _recorded(row: StaffNoticeRow) -> RecordedNotice:
    notice = StaffNotice(**row.model_dump(exclude={"id", "recorded_by", "recorded_at"}))
    return RecordedNotice(row.id or 0, notice, row.recorded_by, row.recorded_at)
