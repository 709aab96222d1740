"""What an upgrade makes of the rows that are there."""

from typing import Any

from sqlalchemy import text

from contactguard.contacts.model import Channel
from contactguard.store.database import Database
from contactguard.store.schema import upgrade
from tests.factories import make_contact
from tests.review.conftest import QUOTE, keep

LIKENED = ("finding", "finding_text")


async def test_findings_of_an_older_database_are_grouped_as_those_scanned_since(database: Database) -> None:
    letters = [make_contact(f"l-{n}", f"Kunde {n}. {QUOTE}", channel=Channel.LETTER) for n in range(2)]
    notes = [make_contact(f"n-{n}", f"{n}. {QUOTE}") for n in range(2)]
    await keep(database, *letters, *notes)
    scanned = await likened(database)
    async with database.session() as session:
        connection = await session.connection()
        for table in LIKENED:
            await connection.execute(text(f"ALTER TABLE {table} DROP COLUMN alike"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0014'"))
    await upgrade(database, "0015")
    assert await likened(database) == scanned


async def likened(database: Database) -> list[Any]:
    async with database.reading() as session:
        connection = await session.connection()
        queries = [text(f"SELECT fingerprint, alike FROM {table} ORDER BY 1") for table in LIKENED]
        return [(await connection.execute(query)).all() for query in queries]
