import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import PROFILE, Ended
from tests.conftest import CORPUS

Run = Callable[..., Ended]
SILENT = "Aflæsning 45.120 modtaget pr. tlf."
REFERRAL = "Kd ville skifte elselskab. Henviste til Struer Energi."


def line(id_: str, text: str, **fields: Any) -> bytes:
    message = {"author": "agent", "sent_at": "2026-03-02T09:14:00+01:00", "text": text}
    contact = {"id": id_, "channel": "call_note", "language": "da", "messages": [message], **fields}
    return json.dumps(contact, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Callable[..., Ended]:
    def call(content: bytes, *options: str) -> Ended:
        file = tmp_path / "contacts.jsonl"
        file.write_bytes(content)
        return run("check", file, "--profile", PROFILE, "--no-models", *options)

    return call


def ids(ended: Ended) -> list[str]:
    return [json.loads(row)["id"] for row in ended.out.splitlines()]


def test_clean_contacts_end_with_0(check: Run) -> None:
    ended = check(line("a", SILENT))
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == {"id": "a", "findings": []}


def test_findings_end_with_1_and_tell_where_and_why(check: Run) -> None:
    ended = check(line("a", SILENT) + line("b", REFERRAL))
    assert (ended.code, ids(ended)) == (1, ["a", "b"])
    findings = json.loads(ended.out.splitlines()[1])["findings"]
    referral = next(finding for finding in findings if finding["policy"] == "affiliate-referral")
    assert list(referral) == [
        "policy", "message", "start", "end", "quote", "severity", "score", "origin", "rule", "explanation",
    ]  # fmt: skip
    assert REFERRAL[referral["start"] : referral["end"]] == referral["quote"]
    assert referral["origin"] == "rule"
    assert referral["explanation"]["why"]


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(check: Run) -> None:
    ended = check(line("a", SILENT) + b"{not json\n" + line("b", REFERRAL) + line("c", "x", messages=[]))
    assert (ended.code, ids(ended)) == (2, ["a", "b"])
    second, fourth = ended.err.splitlines()
    assert second.startswith("line 2: is not JSON")
    assert fourth.startswith("line 4: messages: Tuple should have at least 1 item")


@pytest.mark.parametrize("content", [b"", b"\n\r\n", b"hello\n"], ids=["empty", "blank lines", "no contact"])
def test_input_without_a_readable_line_ends_with_2(check: Run, content: bytes) -> None:
    ended = check(content)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_crlf_byte_order_mark_and_empty_lines_are_passed_over(check: Run) -> None:
    content = b"\xef\xbb\xbf\r\n" + line("a", SILENT).replace(b"\n", b"\r\n") + b"\r\n\r\n" + line("b", SILENT).strip()
    ended = check(content)
    assert (ended.code, ids(ended), ended.err) == (0, ["a", "b"], "")


def test_line_numbers_count_empty_lines(check: Run) -> None:
    assert check(b"\n\n" + b"{}\n").err.startswith("line 3: ")


def test_unknown_fields_and_an_unknown_language_are_no_error(check: Run) -> None:
    ended = check(line("a", SILENT, language="xx", mood="fine", findings=[], kind="clear", profile="no such profile"))
    assert (ended.code, ids(ended), ended.err) == (0, ["a"], "")


def test_odd_characters_do_not_stop_the_rest(check: Run) -> None:
    odd = line("a", "XX").replace(b"XX", rb"nul \u0000 half \ud800 end")
    ended = check(odd + line("b", SILENT) + b"\xff\xfe\n")
    assert (ended.code, ids(ended)) == (2, ["a", "b"])
    assert ended.err.startswith("line 3: ")


def test_processes_give_what_one_gives(check: Run) -> None:
    content = b"".join((CORPUS / "train-da.jsonl").read_bytes().splitlines(keepends=True)[:80])
    alone = check(content)
    assert len(ids(alone)) == 80
    assert check(content, "--workers", "2") == alone


def test_contacts_come_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(line("a", SILENT))))
    assert ids(run("check", "--profile", PROFILE, "--no-models")) == ["a"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "nowhere.jsonl", "--profile", PROFILE], "nowhere.jsonl: No such file"),
        (["check", "-", "--profile", "nowhere.toml"], "nowhere.toml:0: cannot be read"),
        (["check", "-"], "name the organisation profile with --profile"),
        (["check", "-", "--profil", PROFILE], "No such option"),
        (["check", "-", "--profile", PROFILE, "--workers", "0"], "workers"),
        (["--settings", "nowhere.toml", "check"], "there is no settings file nowhere.toml"),
        (["chek"], "No such command"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what(run: Run, arguments: list[str], told: str) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
