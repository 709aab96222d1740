import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from contactguard.cli.ledger_table import summary
from contactguard.errors import StorageError
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.version import Version
from contactguard.policies.finding import Policy
from contactguard.scanning.ledger import Ledger
from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import REFERRAL, SILENT, line

Run = Callable[..., Ended]


@pytest.fixture
def scan(run: Run, tmp_path: Path) -> Run:
    options = ("--profile", PROFILE, "--database", f"sqlite:///{tmp_path / 'x.sqlite'}")
    run("notice", "record", NOTICE, *options)

    def call(*sources: object) -> Ended:
        return run("scan", *sources, "--no-models", *options)

    return call


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "notes.jsonl"
    file.write_bytes(line("a", SILENT) + line("b", REFERRAL) + b"{oops\n")
    return file


def told(ended: Ended, source: Path) -> str:
    """The output, whatever the folder of the test is called and however wide that makes a column."""
    return re.sub(" {2,}", "  ", ended.out.replace(str(source.parent), "/data"))


def test_a_scan_tells_ledger_and_summary(scan: Run, source: Path, golden: Callable[[str, str], None]) -> None:
    ended = scan(source)
    assert (ended.code, ended.err) == (0, "")
    golden("scan.txt", told(ended, source))


def test_findings_past_their_time_are_told_to_be_deleted(scan: Run, source: Path) -> None:
    source.write_bytes(line("old", REFERRAL).replace(b"2026-", b"2016-"))
    old = scan(source).out
    assert "2 findings past the time that they may be kept were deleted." in old
    assert "Nothing was found." not in old


def test_what_is_new_is_told_of_those_that_wait_and_not_of_those_deleted() -> None:
    sentences = summary(Ledger(1, "r"), {Policy.DISPARAGEMENT: 9}, by_rescan=5, deleted=12)
    assert [sentence.split()[0] for sentence in sentences] == ["0", "9", "5", "12"]


def test_findings_that_two_sources_bring_are_not_told_to_be_deleted(scan: Run, source: Path) -> None:
    source.write_bytes(line("a", REFERRAL))
    twice = source.with_name("again.jsonl")
    twice.write_bytes(source.read_bytes())
    told_once = scan(source, twice).out
    assert "2 findings wait for a person" in told_once
    assert "deleted" not in told_once


def test_a_second_scan_finds_all_unchanged(scan: Run, source: Path, golden: Callable[[str, str], None]) -> None:
    scan(source)
    golden("scan-again.txt", told(scan(source), source))


@pytest.mark.parametrize("code", ["da", "sv", "nb"])
def test_the_words_are_those_of_the_locale(
    scan: Run, source: Path, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setenv("LC_ALL", f"{code}_XX.UTF-8")
    golden(f"scan-{code}.txt", told(scan(source), source))


def test_findings_that_were_judged_are_not_told_to_wait_when_other_rules_raise_them_too(
    scan: Run, source: Path, tmp_path: Path
) -> None:
    assert "2 findings wait for a person" in scan(source).out
    with sqlite3.connect(tmp_path / "x.sqlite") as connection:
        connection.execute(
            "INSERT INTO standing (fingerprint, standing, verdict_id, decided_at, final_at)"
            " SELECT fingerprint, 'no breach', 1, '2026-10-01 12:00:00', '2026-10-01 12:00:00' FROM finding"
        )
        connection.execute("UPDATE contact SET rule_set = 'before'")
    connection.close()
    told_again = scan(source).out
    assert "2 contacts were scanned." in told_again
    assert "wait for a person" not in told_again
    assert "Nothing was found." not in told_again


def test_a_source_that_is_not_there_is_told_and_the_others_are_scanned(scan: Run, source: Path) -> None:
    missing = source.with_name("nowhere.jsonl")
    ended = scan(missing, source)
    assert ended.code == 2
    assert str(missing) in ended.err
    assert "2 contacts were scanned." in ended.out


def test_contacts_are_scanned_though_the_answers_cannot_be(
    scan: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(publication: Publication) -> list[Version]:
        raise StorageError("the database is locked")

    monkeypatch.setattr(Publication, "rescan", failing)
    ended = scan(source)
    assert (ended.code, "2 contacts were scanned." in ended.out) == (3, True)
    assert "the database is locked" in ended.err


def test_a_head_that_cannot_be_kept_fails_the_night_and_costs_neither_ledger_nor_reminder(
    scan: Run, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTACTGUARD_AUDIT_HEADS", str(tmp_path / "away" / "heads"))
    monkeypatch.setenv("CONTACTGUARD_CALENDAR_FILE", str(tmp_path / "dates.ics"))
    ended = scan(source)
    assert ended.code == 3
    assert "the head of the audit chain cannot be kept in" in ended.err
    assert source.name in ended.out
    assert (tmp_path / "dates.ics").exists()


def test_a_source_fallen_silent_ends_with_3(scan: Run, source: Path) -> None:
    scan(source)
    source.write_bytes(b"")
    ended = scan(source)
    assert ended.code == 3
    assert "nothing came in, though this source normally has some" in ended.err


def test_agents_stand_in_the_database_as_pseudonyms(scan: Run, source: Path, tmp_path: Path) -> None:
    source.write_bytes(line("a", SILENT, agent="Alice Holm"))
    scan(source)
    with sqlite3.connect(tmp_path / "x.sqlite") as connection:
        ((agent,),) = connection.execute("SELECT agent FROM contact").fetchall()
    connection.close()
    assert agent.startswith("agent-")
    assert (tmp_path / "x.sqlite.key").stat().st_mode & 0o777 == 0o600


def test_sources_may_stand_in_the_settings_file(run: Run, source: Path, tmp_path: Path) -> None:
    file = tmp_path / "contactguard.toml"
    database = f"sqlite:///{tmp_path / 'y.sqlite'}"
    file.write_text(
        f"profile = {json.dumps(PROFILE)}\ndatabase = {json.dumps(database)}\nmodels = false\n"
        f'exempt_lines = ["switchboard"]\n[[sources]]\npath = {json.dumps(str(source))}\nformat = "jsonl"\n'
    )
    source.write_bytes(line("a", SILENT) + line("b", REFERRAL, line="switchboard"))
    run("--settings", file, "notice", "record", NOTICE)
    ended = run("--settings", file, "scan")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[1].split()[1:] == ["2", "1", "0", "1", "0", "0"]


def test_a_source_named_twice_is_told_and_nothing_is_scanned(scan: Run, source: Path) -> None:
    ended = scan(source, source.parent / "." / source.name)
    assert (ended.code, ended.out) == (2, "")
    assert f"{source} is named twice among the sources" in ended.err


def test_a_scan_without_sources_says_how_to_name_them(scan: Run) -> None:
    ended = scan()
    assert ended.code == 2
    assert "name the sources to scan" in ended.err


def test_an_old_database_is_refused_with_the_command_that_mends_it(scan: Run, run: Run, source: Path) -> None:
    scan(source)
    database = source.with_name("x.sqlite")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'later'")
    connection.close()
    ended = scan(source)
    assert (ended.code, ended.out) == (3, "")
    assert "newer than this program" in ended.err
    database.unlink()
    assert run("db", "upgrade", "--database", database).code == 0
    assert run("notice", "record", NOTICE, "--profile", PROFILE, "--database", database).code == 0
    assert scan(source).code == 0


def test_postgresql_needs_a_secret(run: Run, source: Path) -> None:
    url = "postgresql://postgres@127.0.0.1:1/x"
    ended = run("scan", source, "--profile", PROFILE, "--no-models", "--database", url)
    assert ended.code == 2
    assert "CONTACTGUARD_SECRET_KEY" in ended.err


def test_a_database_in_a_missing_folder_is_told(run: Run, source: Path) -> None:
    url = f"sqlite:///{source.parent}/nowhere/x.sqlite"
    ended = run("scan", source, "--profile", PROFILE, "--no-models", "--database", url)
    assert ended.code == 3
    assert "does its folder exist" in ended.err
