"""What the calendar keeps: the company's dates and quotas, yearly duties done, and the reminder of each day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from contactguard.errors import ConflictError
from contactguard.store.audit import chain as audit
from contactguard.store.database import Database
from contactguard.store.register.records import Reminder
from contactguard.store.tables.incidents import CalendarDoneRow, CalendarSettingRow, ReminderRow
from contactguard.store.tables.samples import SampledContactRow

GIVEN_UP = timedelta(minutes=15)  # whoever began to send so long ago was killed

Done = tuple[str, str]


class CalendarRepository:
    """The calendar of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settings(self) -> dict[str, dict[str, int]]:
        """The newest setting of each kind."""
        async with self._database.reading() as session:
            rows = await session.exec(select(CalendarSettingRow).order_by(col(CalendarSettingRow.id)))
            return {row.kind: row.told for row in rows}

    async def set(self, kind: str, told: Mapping[str, int], *, by: str) -> None:
        async with self._database.session() as session:
            session.add(CalendarSettingRow(kind=kind, told=dict(told), set_by=by, set_at=datetime.now(UTC)))
            await audit.append(session, actor=by, action="calendar", subject=f"calendar:{kind}", **told)

    async def done(self) -> dict[Done, tuple[str, datetime]]:
        """By kind and period: who marked it done, and when."""
        async with self._database.reading() as session:
            return {(row.kind, row.period): (row.by, row.at) for row in await session.exec(select(CalendarDoneRow))}

    async def mark(self, kind: str, period: str, *, by: str) -> None:
        """Raises ConflictError where it is marked."""
        async with self._database.session() as session:
            if await session.get(CalendarDoneRow, (kind, period)):
                raise ConflictError("{kind} {period} is marked as done already", kind=kind, period=period)
            session.add(CalendarDoneRow(kind=kind, period=period, by=by, at=datetime.now(UTC)))
            await audit.append(session, actor=by, action="duty done", subject=f"calendar:{kind}", period=period)

    async def unmark(self, kind: str, period: str, *, by: str) -> None:
        """Raises ConflictError where it is not marked."""
        async with self._database.session() as session:
            row = await session.get(CalendarDoneRow, (kind, period))
            if row is None:
                raise ConflictError("{kind} {period} is not marked as done", kind=kind, period=period)
            await session.delete(row)
            await audit.append(session, actor=by, action="duty not done", subject=f"calendar:{kind}", period=period)

    async def sampled(self, begin: datetime, end: datetime) -> int:
        """Contacts of samples that were read in this time."""
        at = col(SampledContactRow.at)
        query = select(func.count()).select_from(SampledContactRow).where(at >= begin, at < end)
        async with self._database.reading() as session:
            return (await session.exec(query.where(col(SampledContactRow.verdict).is_not(None)))).one()

    async def begin_reminder(self, day: date, now: datetime) -> bool:
        """Whether this day's mail is the caller's to send: not sent, and nobody else is at it."""
        async with self._database.session() as session:
            await audit.take_turn(session)  # two at once would both find no row of the day
            row = await session.get(ReminderRow, day)
            if row is not None and (row.state == "sent" or (row.state == "sending" and now - row.at < GIVEN_UP)):
                return False
            row = row or ReminderRow(day=day, state="", at=now, due=0, recipients=0, reason="")
            row.state, row.at, row.reason = "sending", now, ""
            session.add(row)
        return True

    async def end_reminder(self, told: Reminder) -> None:
        """Keeps how it went; a mail that was sent is an entry of the audit chain."""
        async with self._database.session() as session:
            row = await session.get(ReminderRow, told.day)
            if row is not None:
                row.state, row.at, row.reason = told.state, told.at, told.reason
                row.due, row.recipients = told.due, told.recipients
            if told.state == "sent":
                facts = {"due": told.due, "recipients": told.recipients}
                await audit.append(session, actor="system", action="reminder", subject=f"reminder:{told.day}", **facts)

    async def last_reminder(self) -> Reminder | None:
        async with self._database.reading() as session:
            row = (await session.exec(select(ReminderRow).order_by(col(ReminderRow.day).desc()).limit(1))).first()
            return Reminder(**row.model_dump()) if row else None
