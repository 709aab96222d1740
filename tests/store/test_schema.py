import shlex
import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from contactguard.errors import SchemaError, StorageError
from contactguard.store.database import Database
from contactguard.store.schema import check_schema, differences, ensure_schema, upgrade, upgrading


async def test_an_upgraded_empty_database_equals_the_tables(database: Database) -> None:
    assert await differences(database) == []


async def test_a_difference_to_the_tables_is_seen(database: Database) -> None:
    async with database.session() as session:
        await (await session.connection()).execute(text("DROP INDEX ix_finding_month"))
    assert [kind for kind, *_ in await differences(database)] == ["add_index"]


async def test_contacts_of_an_agent_are_found_without_reading_all(database: Database) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    async with database.session() as session:
        connection = await session.connection()
        if not sqlite:  # reads small tables as a whole
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
        plan = (await connection.execute(text(f"{explain} SELECT id FROM contact WHERE agent = 'x'"))).all()
    assert "ix_contact_agent" in str(plan)


async def test_an_empty_database_is_set_up_by_itself(database_url: str) -> None:
    database = Database(database_url)
    await ensure_schema(database)
    assert await differences(database) == []
    await database.close()


async def test_an_old_schema_is_refused_with_the_command_that_mends_it(database: Database) -> None:
    async with database.session() as session:
        await (await session.connection()).execute(text("DELETE FROM alembic_version"))
    with pytest.raises(SchemaError, match="older than this program") as refused:
        await ensure_schema(database)
    *command, place = shlex.split(refused.value.message.partition("run: ")[2])
    assert (command, Database(place).url) == (["contactguard", "db", "upgrade", "--database"], database.url)


def test_a_password_is_in_no_command_that_is_told() -> None:
    assert "hidden" not in upgrading(Database("postgresql://contactguard:hidden@db.example.dk/contactguard"))


async def test_a_newer_schema_is_refused_also_by_the_upgrade(database: Database) -> None:
    async with database.session() as session:
        await (await session.connection()).execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    for step in (check_schema, ensure_schema, upgrade):
        with pytest.raises(SchemaError, match="newer than this program"):
            await step(database)


async def test_upgrading_twice_changes_nothing(database: Database) -> None:
    await upgrade(database)
    await check_schema(database)
    assert await differences(database) == []


async def test_a_file_that_is_no_database_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "letter.sqlite"
    file.write_bytes(b"Dear sir, this is no database at all." * 100)
    database = Database(str(file))
    with pytest.raises(StorageError, match="not an SQLite database"):
        await ensure_schema(database)
    await database.close()


async def test_a_locked_database_is_told_as_such(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "locked.sqlite"), busy_timeout_s=0.05)
    await ensure_schema(database)
    other = sqlite3.connect(tmp_path / "locked.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another program"):
        async with database.session():
            pass
    other.close()
    await database.close()


async def test_a_look_at_the_schema_waits_for_no_writer(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "locked.sqlite"), busy_timeout_s=0.05)
    await ensure_schema(database)
    other = sqlite3.connect(tmp_path / "locked.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await ensure_schema(database)
    await check_schema(database)
    assert await differences(database) == []
    other.close()
    await database.close()


async def test_the_migrations_are_read_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await check_schema(database)
    monkeypatch.setattr(ScriptDirectory, "from_config", None)
    await check_schema(database)


async def test_a_look_at_the_schema_makes_no_file(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "typo.sqlite"))
    with pytest.raises(StorageError, match="cannot be opened"):
        await check_schema(database)
    assert database.missing
    await database.close()


async def test_more_askers_than_connections_are_told_to_try_again(database: Database) -> None:
    database.engine = create_async_engine(database.url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    async with database.reading():
        with pytest.raises(StorageError, match="too many ask the database at once"):
            async with database.reading():
                pass


async def test_what_is_deleted_is_overwritten_in_the_file(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "x.sqlite"))
    async with database.session() as session:
        chosen = await (await session.connection()).execute(text("PRAGMA secure_delete"))
        assert chosen.scalar_one() == 1
    await database.close()


async def test_a_missing_folder_is_told_as_such(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "nowhere" / "x.sqlite"))
    with pytest.raises(StorageError, match=r"nowhere/x\.sqlite cannot be opened; does its folder exist"):
        await ensure_schema(database)
    await database.close()


async def test_a_server_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    database = Database(f"postgresql://postgres@/x?host={tmp_path}")
    with pytest.raises(StorageError, match="does not answer"):
        await ensure_schema(database)
    await database.close()
