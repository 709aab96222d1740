from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from contactguard.store.columns import CleanText, JsonText, UtcDateTime
from contactguard.store.database import Database

TABLE = Table(
    "kept",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("moment", UtcDateTime),
    Column("value", JsonText),
    Column("words", CleanText),
)


async def keep(database: Database, **values: object) -> tuple[object, ...]:
    async with database.engine.begin() as connection:
        await connection.run_sync(TABLE.create)
        await connection.execute(insert(TABLE).values(**values))
        return tuple((await connection.execute(select(TABLE.c.moment, TABLE.c.value, TABLE.c.words))).one())


async def test_a_moment_comes_back_in_utc(database: Database) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment, _, _ = await keep(database, moment=datetime(2026, 3, 1, 2, tzinfo=kathmandu))
    assert moment == datetime(2026, 2, 28, 20, 15, tzinfo=UTC)
    assert isinstance(moment, datetime)
    assert moment.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        await keep(database, moment=datetime(2026, 3, 1))  # noqa: DTZ001 - the point of the test


async def test_nested_values_keep_what_a_broken_mail_holds(database: Database) -> None:
    value = {"text": "nul \0, half a pair \ud800, æøå 🏠", "offsets": [1, 2]}
    _, kept, _ = await keep(database, value=value)
    assert kept == value


async def test_short_texts_lose_only_what_no_database_takes(database: Database) -> None:
    _, _, words = await keep(database, words="a\0b\ud800c æ🏠")
    assert words == "a\ufffdb\ufffdc æ🏠"
