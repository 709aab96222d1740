import json
import multiprocessing
import random
import shutil
import signal
import sqlite3
from itertools import count
from pathlib import Path

import pytest

from contactguard.store.database import Database
from contactguard.store.privacy.notices import NoticeRepository
from contactguard.store.schema import upgrade
from tests.conftest import CORPUS
from tests.factories import make_notice
from tests.scanning.killed import scan

KILLS = 20
PROFILE = CORPUS / "profiles" / "struer.toml"
# Each run starts from a clean process that has read the program already, so that kills fall into work and not imports.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.scanning.killed"])
# Times of the clock differ from run to run and are no part of what was found.
CLOCK = {"at", "scanned_at", "found_at", "failed_at", "started_at", "finished_at", "first_used_at"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Contacts of the corpus, a record that cannot be read, an id that comes again with other words."""
    lines = (CORPUS / "train-da-notes.jsonl").read_text("utf-8").splitlines()[:150]
    again = json.loads(lines[3]) | {"messages": json.loads(lines[0])["messages"]}
    file = tmp_path / "notes.jsonl"
    file.write_text("\n".join([*lines[:70], "{broken off", *lines[70:], json.dumps(again)]) + "\n", "utf-8")
    return file


@pytest.fixture
async def informed(tmp_path: Path) -> Path:
    """A database whose staff were told that their work is scanned; every scan begins with a copy of it."""
    database = Database(f"sqlite:///{tmp_path / 'informed.sqlite'}")
    await upgrade(database)
    await NoticeRepository(database).add(make_notice(), by="test")
    await database.close()
    return tmp_path / "informed.sqlite"


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
def test_a_scan_killed_twenty_times_leaves_what_an_undisturbed_one_leaves(
    source: Path, informed: Path, tmp_path: Path
) -> None:
    def fresh(name: str) -> Path:
        return Path(shutil.copy(informed, tmp_path / f"{name}.sqlite"))

    expected = scan(PROFILE, source, fresh("undisturbed"))
    undisturbed = contents(tmp_path / "undisturbed.sqlite")
    assert (expected.lines[0].received, expected.lines[0].failed) == (152, 1)
    assert expected.lines[0].findings > 0
    chance = random.Random(2026)
    rounds = count()
    killed = fresh(f"killed-{next(rounds)}")
    reached = []
    while len(reached) < KILLS:
        further = contacts_in(killed) + chance.randrange(-1, 12)  # some kills fall before it has stored anything
        ended = not kill_beyond(further, chance.uniform(0, 0.1), PROFILE, source, killed)
        if not ended and contents(killed) != undisturbed:
            reached.append(contacts_in(killed))
        else:  # it came to its end first, or died on its way out: the next kills are for another database
            assert contents(killed) == undisturbed
            killed = fresh(f"killed-{next(rounds)}")
    assert len(set(reached)) > 3, f"the kills all fell at the same place: {reached}"
    assert scan(PROFILE, source, killed) == expected
    assert contents(killed) == undisturbed


def kill_beyond(contacts: int, pause: float, profile: Path, source: Path, database: Path) -> bool:
    """Runs a scan in a process of its own and kills it so many seconds after it has stored more contacts than these.

    False if it had come to its end by itself.
    """
    process = FORKS.Process(target=scan, args=(profile, source, database))
    process.start()
    while process.is_alive() and contacts_in(database) <= contacts:
        process.join(0.005)
    process.join(pause)
    process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def contacts_in(database: Path) -> int:
    """How far the scan had come."""
    if not database.exists():
        return 0
    connection = sqlite3.connect(database)
    try:
        (found,) = connection.execute("SELECT count(*) FROM contact").fetchone()
    except sqlite3.OperationalError:  # killed before the tables were there
        return 0
    finally:
        connection.close()
    return int(found)
