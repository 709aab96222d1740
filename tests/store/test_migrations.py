"""What an upgrade makes of the rows that are there."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from contactguard.contacts.identifiers import ERASED
from contactguard.contacts.model import Author, Channel, Message
from contactguard.store.database import Database
from contactguard.store.privacy.retention import Limits, RetentionRepository
from contactguard.store.schema import upgrade
from tests.factories import NOON, make_contact
from tests.review.conftest import QUOTE, keep

LIKENED = ("finding", "finding_text")


async def test_findings_of_an_older_database_are_grouped_as_those_scanned_since(database: Database) -> None:
    letters = [make_contact(f"l-{n}", f"Kunde {n}. {QUOTE}", channel=Channel.LETTER) for n in range(2)]
    notes = [make_contact(f"n-{n}", f"{n}. {QUOTE}") for n in range(2)]
    await keep(database, *letters, *notes)
    scanned = await likened(database)
    await liken_anew(database)
    assert await likened(database) == scanned


async def test_findings_of_an_older_database_without_their_message_or_words_are_like_no_other(
    database: Database,
) -> None:
    letters = [make_contact(f"l-{n}", f"Kunde {n}. {QUOTE}", channel=Channel.LETTER) for n in range(2)]
    await keep(database, *letters, make_contact("n", QUOTE))
    async with database.session() as session:
        connection = await session.connection()
        await connection.execute(text("UPDATE finding SET message = 1 WHERE contact_id = 'n'"))
        await connection.execute(
            text(
                "DELETE FROM finding_text WHERE fingerprint IN "
                "(SELECT fingerprint FROM finding WHERE contact_id <> 'n')"
            )
        )
        erased = text("UPDATE finding SET excerpt = :excerpt WHERE contact_id <> 'n'")
        await connection.execute(erased, {"excerpt": ERASED})
    await liken_anew(database)
    findings, texts = await likened(database)
    assert [alike for _, alike in findings] == [None] * 3
    assert [alike for _, alike in texts] == [None]


async def liken_anew(database: Database) -> None:
    async with database.session() as session:
        connection = await session.connection()
        for table in LIKENED:
            await connection.execute(text(f"ALTER TABLE {table} DROP COLUMN alike"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0014'"))
    await upgrade(database, "0015")


async def likened(database: Database) -> list[Any]:
    async with database.reading() as session:
        connection = await session.connection()
        queries = [text(f"SELECT fingerprint, alike FROM {table} ORDER BY 1") for table in LIKENED]
        return [(await connection.execute(query)).all() for query in queries]


async def test_words_of_an_older_database_are_due_by_their_last_message(database: Database) -> None:
    days = (NOON + timedelta(days=5), NOON)
    thread = [Message(author=Author.AGENT, sent_at=day, text="Hej.") for day in days]
    await keep(database, make_contact("thread", messages=tuple(thread)))
    async with database.session() as session:
        connection = await session.connection()
        await connection.execute(text("DROP INDEX ix_contact_text_ended_at"))
        await connection.execute(text("ALTER TABLE contact_text DROP COLUMN ended_at"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0016'"))
    await upgrade(database, "0017")
    retention = RetentionRepository(database)
    found = [(await retention.preview(Limits(day, "2020-01"))).texts for day in (days[0], days[0] + timedelta(1))]
    assert found == [0, 1]
