from collections.abc import Callable
from pathlib import Path

import pytest

from contactguard.cli.main import main

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a database of this test; its exit code and what it said."""
    monkeypatch.setenv("LC_ALL", "C")

    def command(*arguments: str) -> tuple[int, str]:
        code = main(["users", *arguments, "--database", f"sqlite:///{tmp_path / 'test.sqlite'}"])
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


def test_an_account_is_made_changed_and_disabled(run: Run) -> None:
    code, told = run("add", "Dorthe", "--role", "officer", "--role", "admin", "--agent", "Dorthe D.")
    assert code == 0
    assert "Dorthe may sign in as admin, officer." in told
    taken = "Somebody else was first: there is an account 'dorthe' already\n"
    assert run("add", "dorthe", "--role", "agent") == (3, taken)
    assert run("add", "Bob", "--role", "reviewer")[0] == 0
    assert run("roles", "bob", "--role", "agent") == (0, "Bob may sign in as agent.\n")
    assert run("sign-out", "bob") == (0, "0 sessions ended.\n")
    assert run("reset", "bob")[1].startswith("Password for the first sign-in: ")
    assert run("disable", "bob") == (0, "Bob is disabled.\n")
    assert run("disable", "Dorthe")[0] == 3
    code, told = run("list")
    assert [line.split("  ") for line in told.splitlines()] == [
        ["Bob", "agent", "–", "disabled"],
        ["Dorthe", "admin, officer", "–"],
    ]


def test_the_help_of_a_reset_tells_all_that_ends(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    main(["users", "reset", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "Signs out everywhere, revokes tokens, turns the second factor off" in told


def test_there_is_one_emergency_account(run: Run) -> None:
    assert run("add", "spare", "--role", "admin", "--emergency")[0] == 0
    code, told = run("add", "another", "--role", "admin", "--emergency")
    assert (code, "emergency account already" in told) == (3, True)


def test_a_token_is_made_listed_and_revoked(run: Run) -> None:
    assert run("add", "Dorthe", "--role", "admin")[0] == 0
    code, token = run("tokens", "add", "tickets", "--right", "send contacts", "--days", "30")
    assert (code, token.startswith("cg_")) == (0, True)
    assert run("tokens", "list")[1].startswith("1  tickets  send contacts  ")
    assert run("tokens", "revoke", "1") == (0, "tickets is revoked.\n")
    assert run("tokens", "revoke", "7")[0] == 2
