import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import SILENT, line

Run = Callable[..., Ended]


@pytest.fixture
def database(run: Run, tmp_path: Path, kept: None) -> Path:
    """A database with two entries in its chain, and the heads that a scan kept."""
    file, source = tmp_path / "x.sqlite", tmp_path / "notes.jsonl"
    source.write_bytes(line("a", SILENT))
    for _ in range(2):
        assert run("notice", "record", NOTICE, "--profile", PROFILE, "--database", file).code == 0
    assert run("scan", source, "--no-models", "--profile", PROFILE, "--database", file).code == 0
    return file


def write(database: Path, *statements: str) -> None:
    with sqlite3.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_chain_as_it_was_written_is_said_to_be_whole(run: Run, database: Path) -> None:
    ended = run("audit", "verify", "--database", database)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("2 entries, unbroken; 1 head compared. 2:")


def test_a_changed_entry_ends_with_3_and_is_named(run: Run, database: Path) -> None:
    write(database, "DROP TRIGGER audit_kept_update", "UPDATE audit SET actor = 'Eve' WHERE number = 1")
    ended = run("audit", "verify", "--database", database)
    assert ended.code == 3
    assert ended.err.startswith("Entry 1 was changed.\nThe audit chain is not as it was written.")


def test_a_cut_end_is_found_by_the_head_that_the_scan_kept(run: Run, database: Path, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere"
    head = json.loads(run("audit", "head", "--add", kept, "--database", database).out)
    assert head["number"] == 2
    write(database, "DROP TRIGGER audit_kept_delete", "DELETE FROM audit WHERE number = 2")
    for options in ((), ("--head", kept)):
        ended = run("audit", "verify", "--database", database, *options)
        assert ended.code == 3
        assert "ends before entry 2" in ended.err
    database.with_name("x.sqlite.heads").unlink()
    assert run("audit", "verify", "--database", database).code == 0


def test_a_file_of_heads_that_is_missing_is_told(run: Run, database: Path, tmp_path: Path) -> None:
    ended = run("audit", "verify", "--database", database, "--head", tmp_path / "nowhere")
    assert ended.code == 2
    assert "cannot be read" in ended.err


def test_an_export_has_every_entry_and_itself(run: Run, database: Path, tmp_path: Path) -> None:
    file = tmp_path / "chain.jsonl"
    assert run("audit", "export", "--output", file, "--database", database).code == 0
    entries = [json.loads(one) for one in file.read_text("utf-8").splitlines()]
    assert [one["action"] for one in entries] == ["notice", "notice", "export"]
    assert entries[2]["previous"] == entries[1]["hash"]
    assert len(run("audit", "export", "--database", database).out.splitlines()) == 4


def test_an_export_that_fails_leaves_the_one_before(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "chain.jsonl"
    file.write_text("before")
    assert run("audit", "export", "--output", file, "--database", tmp_path / "typo.sqlite").code == 2
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("chain.jsonl", "before")]


@pytest.mark.parametrize("output", [".", "notes.jsonl/chain.jsonl"])
def test_a_place_where_no_export_can_be_is_told(
    run: Run, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    ended = run("audit", "export", "--output", output, "--database", database)
    assert (ended.code, f"{output} cannot be written" in ended.err) == (2, True)
    assert sorted(tmp_path.iterdir()) == before


def test_a_chain_without_entries_has_no_head(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade", "--database", tmp_path / "y.sqlite").code == 0
    assert run("audit", "head", "--database", tmp_path / "y.sqlite").code == 2
    assert run("audit", "verify", "--database", tmp_path / "y.sqlite").code == 0
