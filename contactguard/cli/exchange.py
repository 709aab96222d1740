"""`contactguard report export` and `report compare`: a year's anonymised figures handed out, two such files read."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.output import write
from contactguard.cli.texts import language
from contactguard.dispatch.reports import Format
from contactguard.dispatch.year_file import year_file
from contactguard.errors import InputError
from contactguard.reporting.exchange.comparing import compare
from contactguard.reporting.exchange.reading import read
from contactguard.reporting.exchange.telling import Told, told
from contactguard.reporting.words import Words
from contactguard.settings import Settings
from contactguard.wiring import open_services

_NOT_A_TERMINAL = 1000  # columns; a file folds no row
_FORMATS = ("text", "json")


def export_year(
    context: typer.Context,
    year: Annotated[str, typer.Argument(metavar="YEAR", help="Year, such as 2026.")],
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; without it the figures go to standard output.")
    ] = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Writes a year's anonymised figures in the open format, for other companies and the regulator."""
    settings = context.obj(profile=profile, database=database)
    write(asyncio.run(_year(settings, year)), output, Format.JSON)


def compare_years(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="File of the open format.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Another one: of another company or year.")],
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Compares two years or companies, and says which differences are more than noise."""
    if format_ not in _FORMATS:
        raise InputError("there is no format {format!r}; there are text and json", format=format_)
    comparison = compare(read(first), read(second))
    if format_ == "json":
        typer.echo(comparison.model_dump_json(indent=2))
        return
    _print(told(comparison, Words(language(), ZoneInfo("UTC"))))


def _print(comparison: Told) -> None:
    console = Console(width=None if sys.stdout.isatty() else _NOT_A_TERMINAL, highlight=False, markup=False)
    table = Table(*(Column(Text(one)) for one in comparison.columns))
    for at, row in enumerate(comparison.rows):
        table.add_row(*map(Text, row), style="bold" if at in comparison.marked else "")
    console.print(comparison.lead)
    console.print()
    console.print(table)
    for note in comparison.notes:
        console.print(note)


async def _year(settings: Settings, year: str) -> bytes:
    async with open_services(settings) as services:
        return (await year_file(services, year, by=BY)).content
