"""A finding that was none becomes a `pass` example of its rule with one command, in a folder of one's own."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROFILE, Ended

Run = Callable[..., Ended]
NOTE = "Kd ville vide noget. Henviste til Scanenergi, tlf 97 85 11 22."
HINT = "Kd vidste ikke hvem. Sagde at vi plejer at sende folk over til vores egne, tlf 97 85 11 22."
FILE = "affiliate-referral/da.yaml"


@pytest.fixture
def options(run: Run, tmp_path: Path) -> tuple[str, ...]:
    return scanned(run, tmp_path, NOTE, "--no-models")


def scanned(run: Run, tmp_path: Path, note: str, *how: str) -> tuple[str, ...]:
    given = ("--profile", PROFILE, "--database", f"sqlite:///{tmp_path / 'x.sqlite'}")
    source = tmp_path / "notes.jsonl"
    message = {"author": "agent", "sent_at": datetime.now(UTC).isoformat(), "text": note}
    source.write_text(json.dumps({"id": "a", "channel": "call_note", "language": "da", "messages": [message]}))
    run("notice", "record", NOTICE, *given)
    run("scan", source, *how, *given)
    return given


def fingerprint(tmp_path: Path, policy: str = "affiliate-referral") -> str:
    with sqlite3.connect(tmp_path / "x.sqlite") as connection:
        asked = "SELECT fingerprint FROM finding WHERE policy = ?"
        ((found,),) = connection.execute(asked, (policy,)).fetchall()
    connection.close()
    return str(found)


def test_the_example_has_no_personal_data_and_the_names_that_examples_use(
    run: Run, options: tuple[str, ...], tmp_path: Path
) -> None:
    own = tmp_path / "rules"
    ended = run("rules", "example", fingerprint(tmp_path), "--rules", own, *options)
    assert (ended.code, ended.err) == (0, "")
    assert "Henviste til Struer Energi, tlf [phone]." in ended.out
    assert "97 85" not in (own / FILE).read_text("utf-8")
    tried = run("rules", "test", "--language", "da", "--rules", own)
    assert tried.code == 1
    assert tried.out.endswith("1 does not hold.\n")
    assert "✓" not in tried.out
    told = run("rules", "test", "--language", "da", "--rules", own, "--all").out
    assert told.count("✗ ") == 1
    assert told.count("✓ ") > 100


def test_characters_that_rule_files_cannot_hold_are_escaped_in_the_example(run: Run, tmp_path: Path) -> None:
    own, note = tmp_path / "rules", "Kd ville vide\x7f noget. Henviste til Scanenergi, \x92bare\x92 dem."
    options = scanned(run, tmp_path, note, "--no-models")
    ended = run("rules", "example", fingerprint(tmp_path), "--rules", own, *options)
    assert (ended.code, ended.err) == (0, "")
    assert r"\u0092bare" in (own / FILE).read_text("utf-8")
    assert run("rules", "check", "--rules", own).code == 0
    assert [path.name for path in own.rglob("*.*")] == ["da.yaml"]


def test_a_note_that_begins_as_a_dialogue_does_stays_a_note(run: Run, tmp_path: Path) -> None:
    options = scanned(run, tmp_path, "K: skal skifte elselskab og har spurgt os om det.", "--no-models")
    found = fingerprint(tmp_path, "missing-comparison")
    ended = run("rules", "example", found, "--rules", tmp_path / "rules", *options)
    assert "The rule still raises it" in ended.out


def test_a_file_that_no_language_reads_is_told_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "affiliate-referral").mkdir()
    (tmp_path / "affiliate-referral" / "da.yml").write_text("rules: [", "utf-8")
    ended = run("rules", "check", "--rules", tmp_path)
    assert (ended.code, ended.err.count("da.yml")) == (2, 1)


def test_a_second_example_joins_the_first_and_comments_stay(run: Run, options: tuple[str, ...], tmp_path: Path) -> None:
    own = tmp_path / "rules"
    run("rules", "example", fingerprint(tmp_path), "--rules", own, *options)
    text = "# ours\n" + (own / FILE).read_text("utf-8")
    (own / FILE).write_text(text, "utf-8")
    assert run("rules", "example", fingerprint(tmp_path), "--rules", own, *options).code == 0
    after = (own / FILE).read_text("utf-8").splitlines()
    assert after[0] == "# ours"
    assert len(after) == len(text.splitlines()) + 1


@pytest.mark.models
def test_what_a_model_raised_becomes_a_silent_contact_for_the_next_training(run: Run, tmp_path: Path) -> None:
    options, own = scanned(run, tmp_path, HINT), tmp_path / "rules"
    ended = run("rules", "example", fingerprint(tmp_path), "--rules", own, *options)
    assert (ended.code, ended.err) == (0, "")
    assert "scripts/train --onwards models --also" in ended.out
    (silent,) = map(json.loads, (own / "train-passed.jsonl").read_text("utf-8").splitlines())
    assert (silent["id"], silent["findings"]) == ("a", [])
    assert "vores egne" in silent["messages"][0]["text"]
    assert "97 85" not in silent["messages"][0]["text"]


def test_what_is_missing_is_told(run: Run, options: tuple[str, ...], tmp_path: Path) -> None:
    assert "--rules" in run("rules", "example", fingerprint(tmp_path), *options).err
    taken = run("rules", "example", fingerprint(tmp_path), "--rules", tmp_path / "notes.jsonl", *options)
    assert (taken.code, "notes.jsonl cannot be written" in taken.err) == (2, True)
    assert "there is no finding" in run("rules", "example", "0" * 32, "--rules", tmp_path / "rules", *options).err
