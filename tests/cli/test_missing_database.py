"""Commands on a database that is not there, a mistyped path or another folder, or on one of another program."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from contactguard.cli.main import app
from tests.cli.conftest import PROFILE, Ended

Run = Callable[..., Ended]
WHOM = ("--phone", "12345678", "--profile", PROFILE)


@pytest.mark.parametrize(
    "command",
    [
        ("privacy", "find", *WHOM),
        ("privacy", "export", *WHOM),
        ("privacy", "erase", *WHOM, "--yes"),
        ("privacy", "retention", "--apply", "--profile", PROFILE),
        ("privacy", "alias", "A. Holm", "Alice Holm", "--profile", PROFILE),
        ("privacy", "aliases", "--profile", PROFILE),
        ("notice", "show", "--profile", PROFILE),
        ("answers", "rescan", "--profile", PROFILE),
        ("report", "month", "2026-10", "--profile", PROFILE),
        ("users", "list"),
        ("users", "disable", "Bob"),
        ("users", "tokens", "list"),
        ("audit", "verify"),
        ("audit", "head"),
        ("db", "backup", "copy.sqlite"),
        ("db", "recount"),
    ],
    ids=" ".join,
)
def test_what_looks_at_or_changes_a_database_makes_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTACTGUARD_MODELS", "false")
    monkeypatch.setenv("CONTACTGUARD_DATABASE", "sqlite:///typo.sqlite")
    ended = run(*command)
    assert (ended.code, ended.out) == (2, "")
    assert f"there is no database at {tmp_path / 'typo.sqlite'}; name the right one with --database" in ended.err
    assert list(tmp_path.iterdir()) == []


NEED_NONE = {
    *("check", "demo", "notice template", "report compare", "answers search", "answers check"),
    *("rules check", "rules test", "rules explain"),
}


def commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Those that do something, with the groups before them."""
    if not hasattr(command, "commands"):
        yield name, command
    for below, one in getattr(command, "commands", {}).items():
        yield from commands(one, f"{name} {below}".strip())


def test_whatever_opens_a_database_can_be_told_which() -> None:
    every = commands(typer.main.get_command(app))
    assert {name for name, one in every if "database" not in {each.name for each in one.params}} == NEED_NONE


def test_no_key_is_made_beside_a_database_of_another_version(run: Run, tmp_path: Path) -> None:
    database = tmp_path / "old.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.close()
    ended = run("privacy", "find", *WHOM, "--database", database)
    assert ended.code == 3
    assert "older than this program" in ended.err
    assert not database.with_name("old.sqlite.key").exists()
