"""Figures out of one store, compared with another file, as a person types it; and what goes out by e-mail."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import REFERRAL, line
from tests.reporting.test_exchange import made_file
from tests.test_mailing import Box, box, serve

__all__ = ["box", "serve"]

Run = Callable[..., Ended]
CONTACT = {
    "id": "1",
    "channel": "email",
    "messages": [{"author": "agent", "sent_at": "2026-10-05T10:00:00+02:00", "text": "Vælg Struer Energi."}],
}


@pytest.fixture
def scanned(run: Run, kept: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a store with one contact."""
    monkeypatch.setenv("CONTACTGUARD_DATABASE", f"sqlite:///{tmp_path / 'a.sqlite'}")
    monkeypatch.setenv("CONTACTGUARD_PROFILE", PROFILE)
    monkeypatch.setenv("CONTACTGUARD_MODELS", "false")
    (tmp_path / "a.jsonl").write_text(json.dumps(CONTACT) + "\n")
    run("db", "upgrade")
    assert run("notice", "record", NOTICE).code == 0
    assert run("scan", tmp_path / "a.jsonl").code == 0
    return tmp_path


def test_a_year_is_written_and_compared(run: Run, scanned: Path) -> None:
    file, other = scanned / "2026.json", scanned / "other.json"
    ended = run("report", "export", "2026", "--output", file)
    assert (ended.code, ended.out) == (0, f"Written: {file}\n")
    other.write_text(json.dumps(made_file()))
    told = run("report", "compare", file, other).out
    assert told.startswith("0 of ")
    assert "Referral to an affiliate: contacts with findings, per 1,000" in told
    assert "Struer Elnet A/S, 2026" in told
    rows = json.loads(run("report", "compare", file, other, "--format", "json").out)["rows"]
    assert [rows[0]["first"]["of"], rows[0]["second"]["of"]] == [1, 10_000]


def test_wrong_files_and_years_end_with_2(run: Run, scanned: Path) -> None:
    (scanned / "not.json").write_text("{}")
    for arguments, said in (
        (("export", "20"), "'20' is not a year"),
        (("compare", scanned / "not.json", scanned / "not.json"), "is no file of `contactguard report export`"),
        (("compare", scanned / "none.json", scanned / "none.json"), "cannot be read"),
        (("month", "2026-10", "--send"), "report_recipients"),
    ):
        ended = run("report", *arguments)
        assert (ended.code, said in ended.err) == (2, True), ended.err


def test_a_calendar_that_cannot_be_written_is_told(run: Run, scanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACTGUARD_CALENDAR_FILE", str(scanned / "nowhere" / "dates.ics"))
    ended = run("remind")
    assert (ended.code, "dates.ics cannot be written: No such file or directory" in ended.err) == (2, True)


@pytest.fixture
def refusing(run: Run, scanned: Path, box: Box, serve: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> Box:
    """A finding waits; the mail server takes mail for others, but not for somebody who has left."""
    (scanned / "b.jsonl").write_bytes(line("b", REFERRAL))
    assert run("scan", scanned / "b.jsonl").code == 0
    box.refused = {"left@struer.example"}
    addresses = '["board@struer.example", "left@struer.example"]'
    for name, value in (
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", str(serve())),
        ("SMTP_SECURITY", "none"),
        ("SMTP_SENDER", "cg@struer.example"),
        ("REPORT_RECIPIENTS", addresses),
        ("REMIND_TO", addresses),
    ):
        monkeypatch.setenv(f"CONTACTGUARD_{name}", value)
    return box


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("report", "month", "2026-10", "--send"), "The report of 2026-10 was sent to 1 address.\n"),
        (("remind",), "1 person was reminded.\n"),
    ],
)
def test_mail_goes_out_by_hand_and_who_was_refused_is_told(
    run: Run, refusing: Box, command: tuple[str, ...], told: str
) -> None:
    ended = run(*command)
    assert (ended.code, ended.out) == (0, told)
    assert ended.err == "The mail server refused left@struer.example (550 no such mailbox)\n"
    assert len(refusing.mails) == 1
