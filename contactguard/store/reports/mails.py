"""Which months' reports went out by e-mail: kept in the audit chain, so that none goes out twice by itself."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from contactguard.store.audit import chain as audit
from contactguard.store.database import Database
from contactguard.store.tables.audit import AuditRow

BEGUN, SENT, FAILED = "report begun", "report sent", "report not sent"
GIVEN_UP = timedelta(minutes=15)  # whoever began to send so long ago was killed
_BY = "system"


class ReportMailRepository:
    """The mails of month reports of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, month: str, now: datetime, *, again: bool = False) -> bool:
        """Whether the mail is the caller's to send: not sent, unless `again`, and nobody else is at it."""
        async with self._database.session() as session:
            await audit.take_turn(session)
            ours = (col(AuditRow.subject) == _subject(month), col(AuditRow.action).in_((BEGUN, SENT, FAILED)))
            last = await session.exec(select(AuditRow).where(*ours).order_by(col(AuditRow.number).desc()).limit(1))
            row = last.first()
            if row is not None and row.action == SENT and not again:
                return False
            if row is not None and row.action == BEGUN and now - row.at < GIVEN_UP:
                return False
            await audit.append(session, actor=_BY, action=BEGUN, subject=_subject(month))
        return True

    async def end(self, month: str, *, sent: bool, recipients: int, refused: int = 0) -> None:
        """Keeps how it went: how many get it, and how many others the server refused."""
        facts = {"recipients": recipients} | ({"refused": refused} if refused else {})
        async with self._database.session() as session:
            action = SENT if sent else FAILED
            await audit.append(session, actor=_BY, action=action, subject=_subject(month), **facts)


def _subject(month: str) -> str:
    return f"report:{month}"
