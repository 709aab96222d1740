"""`contactguard report`: the figures of a period as a report that can be handed on."""

import asyncio
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.texts import language, text
from contactguard.errors import InputError
from contactguard.reporting.counting import month_figures
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.month import month_html, month_json
from contactguard.reporting.words import Words
from contactguard.settings import Settings
from contactguard.wiring import open_services

app = typer.Typer(help="Makes reports from what is stored.", no_args_is_help=True)


class ReportFormat(StrEnum):
    HTML = "html"
    JSON = "json"


@app.callback()
def reports() -> None:
    """Makes reports from what is stored."""


@app.command("month")
def month(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Year and month, such as 2026-10.")],
    format_: Annotated[ReportFormat, typer.Option("--format", help="Form of the report.")] = ReportFormat.HTML,
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; without it the report goes to standard output.")
    ] = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Writes the report of a month: what came in, what was found, what changed."""
    settings = context.obj(profile=profile, database=database)
    figures, zone = asyncio.run(_figures(settings, month))
    _write(_formed(figures, format_, zone), output)


async def _figures(settings: Settings, month: str) -> tuple[MonthFigures, ZoneInfo]:
    async with open_services(settings) as services:
        organisation = services.scanner.organisation
        return await month_figures(services.counts, organisation, month), ZoneInfo(organisation.grid_company.time_zone)


def _formed(figures: MonthFigures, format_: ReportFormat, zone: ZoneInfo) -> str:
    if format_ is ReportFormat.JSON:
        return month_json(figures)
    return month_html(figures, Words(language(), zone), datetime.now(UTC))


def _write(report: str, output: Path | None) -> None:
    if output is None:
        typer.echo(report)
        return
    try:
        output.write_text(report, "utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}", path=str(output)) from error
    typer.echo(text("Written: {path}", path=output))
