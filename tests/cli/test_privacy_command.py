import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import REFERRAL, SILENT, line

Run = Callable[..., Ended]

OLD = {"messages": [{"author": "agent", "sent_at": "2020-03-05T12:00:00Z", "text": "Ring 12 34 56 78."}]}


@pytest.fixture
def privacy(run: Run, tmp_path: Path, kept: None) -> Run:
    options = ("--profile", PROFILE, "--database", tmp_path / "x.sqlite")
    source = tmp_path / "notes.jsonl"
    source.write_bytes(
        line("a", f"{REFERRAL} Ring 12 34 56 78.", agent="Alice Holm") + line("b", SILENT, external_id="K-104552")
    )
    run("notice", "record", NOTICE, *options)
    assert run("scan", source, "--no-models", *options).code == 0

    def call(*arguments: object) -> Ended:
        return run("privacy", *arguments, *options)

    return call


def test_a_person_is_found_exported_and_erased(privacy: Run, run: Run, tmp_path: Path) -> None:
    assert privacy("find", "--phone", "+45 12345678").out == "a\n"
    told = json.loads(privacy("export", "--phone", "12345678").out)
    (contact,) = told["contacts"]
    assert "12 34 56 78" in contact["messages"][0]["text"]
    assert ("affiliate-referral", "open") in [(one["policy"], one["standing"]) for one in contact["findings"]]
    asked = privacy("erase", "--phone", "12345678")
    assert asked.code == 2
    assert "1 contact, 0 failed contacts, 0 remarks" in asked.err
    assert privacy("find", "--phone", "12345678").out == "a\n"
    assert privacy("erase", "--phone", "12345678", "--yes").out.startswith("Erased.")
    gone = privacy("find", "--phone", "12345678")
    assert (gone.out, gone.code) == ("", 0)
    again = privacy("erase", "--phone", "12345678", "--yes")
    assert (again.out, again.code) == ("Nothing was found, so there is nothing to erase.\n", 0)
    exported = run("audit", "export", "--database", tmp_path / "x.sqlite").out
    assert "12345678" not in exported
    actions = [json.loads(one)["action"] for one in exported.splitlines()]
    looked = "person looked up"
    assert actions == ["notice", looked, "export", looked, looked, "erase", looked, "erase", "export"]
    assert run("audit", "verify", "--database", tmp_path / "x.sqlite").code == 0


@pytest.mark.parametrize("command", [("find", "--phone", "12345678"), ("alias", "A. Holm", "Alice Holm")])
def test_a_lost_key_is_asked_for_and_not_made_anew(privacy: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    key = tmp_path / "x.sqlite.key"
    key.rename(tmp_path / "kept")
    ended = privacy(*command)
    assert ended.code == 2
    assert f"the key file {key} is missing; put back the copy that was kept apart" in ended.err
    assert not key.exists()
    (tmp_path / "kept").rename(key)
    assert privacy(*command).code == 0


def test_a_lost_key_is_replaced_on_purpose_by_a_set_one(
    privacy: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.sqlite.key").unlink()
    monkeypatch.setenv("CONTACTGUARD_SECRET_KEY", "a secret of this test")
    assert privacy("find", "--phone", "12345678").out == "a\n"


def test_a_copy_is_of_a_customer_or_of_a_member_of_staff(privacy: Run) -> None:
    ended = privacy("export", "--agent", "Alice Holm", "--email", "anna@example.dk")
    assert (ended.code, ended.out) == (2, "")
    assert "name a customer or a member of staff, not both" in ended.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "say whom to look for"),
        (("--phone", "anna"), "not a phone number"),
        (("--email", "kundeservice@struerforsyning.dk"), "the grid company's own"),
    ],
)
def test_a_request_that_names_nobody_is_refused(privacy: Run, options: tuple[str, ...], told: str) -> None:
    for command in ("find", "export", "erase"):
        ended = privacy(command, *options)
        assert ended.code == 2
        assert told in ended.err


def test_a_copy_can_be_read_by_people(privacy: Run, tmp_path: Path) -> None:
    file = tmp_path / "copy.html"
    assert privacy("export", "--customer", "k104552", "--format", "html", "--output", file).code == 0
    page = file.read_text("utf-8")
    assert "What is kept about you" in page
    assert "1 contact" in page
    assert "K-104552" in page


def test_staff_get_a_copy_by_name_or_pseudonym(privacy: Run) -> None:
    told = json.loads(privacy("export", "--agent", " alice HOLM").out)
    assert [one["id"] for one in told["contacts"]] == ["a"]
    assert {one["contact"] for one in told["findings"]} == {"a"}
    assert "affiliate-referral" in [one["policy"] for one in told["findings"]]
    assert (told["looked"], told["pseudonym"][:6]) == ([], "agent-")
    assert json.loads(privacy("export", "--agent", told["pseudonym"]).out)["contacts"] == told["contacts"]
    assert "Nobody." in privacy("export", "--agent", "Alice Holm", "--format", "html").out


def test_two_names_of_one_agent_go_under_one_pseudonym(privacy: Run) -> None:
    assert "From now on they are one." in privacy("alias", "Alice Holm", "alice@struer.example").out
    assert privacy("aliases").out.endswith(" (1)\n")
    assert privacy("aliases", "--apply").out == "1 contact was put together\n"
    told = json.loads(privacy("export", "--agent", "alice@struer.example").out)
    assert [one["id"] for one in told["contacts"]] == ["a"]
    assert privacy("alias", " ", "Alice Holm").code == 2


def test_what_is_past_its_time_is_told_and_goes_with_the_next_scan(
    privacy: Run, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert privacy("retention").out == "Nothing is past its retention period.\n"
    options = ("--profile", PROFILE, "--database", tmp_path / "x.sqlite")
    source = tmp_path / "old.jsonl"
    source.write_bytes(line("old", SILENT, **OLD))
    assert run("scan", source, "--no-models", *options).code == 0
    monkeypatch.setenv("CONTACTGUARD_KEEP_FINDINGS_MONTHS", "60")
    told = privacy("retention").out.splitlines()
    assert told == [
        "2020-03: 1 contact, 0 findings",
        "Nothing was deleted; --apply does it, and so does the next scan.",
    ]
    assert privacy("retention", "--apply").out == "2020-03: 1 contact, 0 findings\n"
    again = run("scan", source, "--no-models", *options)
    assert again.out.splitlines()[1].split()[1:4] == ["1", "0", "1"]  # unchanged: its month is forgotten
