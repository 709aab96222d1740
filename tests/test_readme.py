"""What the README says of settings, commands and routes is what the program has."""

import re
import tomllib
from typing import Any

import pytest
import typer

from contactguard.cli.main import app
from contactguard.service import api
from contactguard.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table with this heading."""
    table = README.split(f"| {heading} |")[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table]


def default(name: str) -> str:
    value = Settings.model_fields[name].default
    return (
        "–"
        if value is None or value in ((), frozenset())
        else f"`{str(value).lower() if isinstance(value, bool) else value}`"
    )


def setting_rows() -> list[list[str]]:
    return [[f"`{name}`", default(name), str(field.description)] for name, field in Settings.model_fields.items()]


def route_rows() -> list[list[str]]:
    return [[f"`{one.method} {one.path}`", one.summary] for part in api.ALL for one, _ in part.operations]


def test_the_settings_are_those_of_the_program() -> None:
    assert rows("setting") == setting_rows()


def test_the_commands_are_those_of_the_program() -> None:
    command = typer.main.get_command(app)
    assert {row[0].strip("`") for row in rows("command")} == set(command.commands)


@pytest.mark.parametrize(("name", "group"), sorted(typer.main.get_command(app).commands.items()))
def test_no_command_of_a_group_is_left_out(name: str, group: Any) -> None:
    (told,) = [row[1] for row in rows("command") if row[0] == f"`{name}`"]
    assert [one for one in getattr(group, "commands", {}) if not re.search(rf"\b{one}\b", told)] == []


def test_the_sources_of_the_example_are_settings() -> None:
    (example,) = [one for one in re.findall(r"```toml\n(.+?)```", README, re.DOTALL) if "[[sources]]" in one]
    (source,) = Settings.model_validate(tomllib.loads(example)).sources
    assert source.options.columns.text == "Note"


def test_imports_go_as_the_contract_has_it() -> None:
    told = README.split("Imports go one way: ")[1].split(".")[0]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["type"] == "layers"]
    assert [one.strip(" `\n") for one in told.split("→")] == [one.replace("(demo)", "demo") for one in layers]


def test_the_routes_are_those_of_the_program() -> None:
    assert rows("route")[:-1] == route_rows()


def test_the_rooms_are_those_of_the_program() -> None:
    folders = {path.parent.name for path in (ROOT / "contactguard").glob("*/__init__.py")}
    assert {row[0].strip("`") for row in rows("room")} == folders - {"locales"}


@pytest.mark.parametrize("place", re.findall(r"\]\(([^)h][^)]*)\)", README))
def test_what_is_linked_is_there(place: str) -> None:
    assert (ROOT / place).exists()
