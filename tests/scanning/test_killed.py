import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.conftest import CORPUS
from tests.scanning.killed import scan

KILLS = 20
PROFILE = CORPUS / "profiles" / "struer.toml"
# Times of the clock differ from run to run and are no part of what was found.
CLOCK = {"scanned_at", "found_at", "failed_at", "started_at", "finished_at", "first_used_at"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Contacts of the corpus, a record that cannot be read, an id that comes again with other words."""
    lines = (CORPUS / "train-da-notes.jsonl").read_text("utf-8").splitlines()[:150]
    again = json.loads(lines[3]) | {"messages": json.loads(lines[0])["messages"]}
    file = tmp_path / "notes.jsonl"
    file.write_text("\n".join([*lines[:70], "{broken off", *lines[70:], json.dumps(again)]) + "\n", "utf-8")
    return file


def contents(database: Path) -> dict[str, list[str]]:
    """Every row of every table, the clock's columns left out."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = {}
    for table in tables:
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
        kept[table] = sorted(str({k: v for k, v in row.items() if k not in CLOCK}) for row in rows)
    connection.close()
    return kept


@pytest.mark.slow
def test_a_scan_killed_twenty_times_leaves_what_an_undisturbed_one_leaves(source: Path, tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed.sqlite", tmp_path / "killed.sqlite"
    start = time.monotonic()
    expected = scan(PROFILE, source, undisturbed)
    whole = time.monotonic() - start
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.scanning.killed", "contactguard.language.lexicon"])
    chance = random.Random(2026)
    reached = []
    for _ in range(KILLS):
        process = context.Process(target=scan, args=(PROFILE, source, killed))
        process.start()
        process.join(chance.uniform(0.3, 0.3 + whole / 4))
        if process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        reached.append(_contacts(killed))
    ledger = scan(PROFILE, source, killed)
    assert len(set(reached)) > 3, f"the kills all fell at the same place: {reached}"
    assert ledger == expected
    assert contents(killed) == contents(undisturbed)
    assert expected.lines[0].findings > 0
    assert expected.lines[0].failed == 1


def _contacts(database: Path) -> int:
    """How far the scan had come."""
    if not database.exists():
        return 0
    connection = sqlite3.connect(database)
    try:
        (count,) = connection.execute("SELECT count(*) FROM contact").fetchone()
    except sqlite3.OperationalError:  # killed before the tables were there
        return 0
    finally:
        connection.close()
    return int(count)
