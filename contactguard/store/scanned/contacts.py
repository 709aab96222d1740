"""Contacts out of the store: skeletons page by page, the words of one, and what failed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_
from sqlmodel import col, select

from contactguard.contacts.model import Contact
from contactguard.errors import NotFoundError
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.scanned.records import Cursor, StoredContact, StoredFailure
from contactguard.store.tables.contacts import ContactRow, ContactTextRow, FailedContactRow


@dataclass(frozen=True)
class ContactPage:
    """Newest first. `next` is None on the last page."""

    contacts: tuple[StoredContact, ...]
    next: Cursor | None


class ContactRepository:
    """Reads contacts; scans write them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, id_: str) -> StoredContact:
        """Raises NotFoundError."""
        async with self._database.reading() as session:
            row = await session.get(ContactRow, clean(id_))
        if row is None:
            raise NotFoundError(
                "there is no contact {key!r}; it may have been deleted when its time was over", kind="contact", key=id_
            )
        return _stored(row)

    async def text(self, id_: str) -> Contact | None:
        """The contact with its words, the agent as pseudonym; None once they are deleted. Raises NotFoundError."""
        skeleton = await self.get(id_)
        async with self._database.reading() as session:
            text = await session.get(ContactTextRow, clean(id_))
        if text is None:
            return None
        return Contact.model_validate(
            {
                "id": skeleton.id,
                "channel": skeleton.channel,
                "messages": text.messages,
                "language": skeleton.language,
                "line": skeleton.line,
                "direction": skeleton.direction,
                "customer": skeleton.customer,
                "subject": text.subject,
                "agent": skeleton.agent,
                "team": skeleton.team,
                "external_id": skeleton.external_id,
            }
        )

    async def page(self, *, month: str | None = None, after: Cursor | None = None, limit: int = 50) -> ContactPage:
        query = select(ContactRow)
        if month is not None:
            query = query.where(ContactRow.month == month)
        if after is not None:
            received, id_ = col(ContactRow.received_at), col(ContactRow.id)
            query = query.where(or_(received < after.moment, and_(received == after.moment, id_ > after.key)))
        query = query.order_by(col(ContactRow.received_at).desc(), col(ContactRow.id)).limit(limit + 1)
        async with self._database.reading() as session:
            rows = list(await session.exec(query))
        more = len(rows) > limit
        last = rows[limit - 1] if more else None
        return ContactPage(tuple(map(_stored, rows[:limit])), Cursor(last.received_at, last.id) if last else None)

    async def failed(self, *, resolved: bool = False) -> Sequence[StoredFailure]:
        """Contacts that failed, by source and place."""
        query = (
            select(FailedContactRow)
            .where(FailedContactRow.resolved == resolved)
            .order_by(col(FailedContactRow.source), col(FailedContactRow.place))
        )
        async with self._database.reading() as session:
            return [
                StoredFailure(row.source, row.place, row.reason, row.scan_id, row.failed_at, row.resolved)
                for row in await session.exec(query)
            ]


def _stored(row: ContactRow) -> StoredContact:
    fields = row.model_dump(exclude={"content_hash", "first_rule_set", "scan_id"})
    return StoredContact(**fields, scan=row.scan_id)
