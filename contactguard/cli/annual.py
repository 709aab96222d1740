"""`contactguard report year`: the annual report to the regulator, as it stands or as it was handed in."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.output import write
from contactguard.cli.texts import language
from contactguard.dispatch.annual_reports import year_report
from contactguard.dispatch.reports import Format
from contactguard.settings import Settings
from contactguard.wiring import open_services


def year(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    year: Annotated[int, typer.Argument(metavar="YEAR", help="Year, such as 2026.")],
    format_: Annotated[Format, typer.Option("--format", help="Format of the report.")] = Format.DOCX,
    public: Annotated[
        bool, typer.Option("--public", help="Leaves out personal data and internal remarks, for publication.")
    ] = False,
    version: Annotated[
        int | None, typer.Option("--version", help="Version that was handed in; without it what is being written.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; without it the report goes to standard output.")
    ] = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Writes the annual report to the regulator: what records show, what the officer wrote, what is still to write."""
    settings = context.obj(profile=profile, database=database)
    content = asyncio.run(_year(settings, year, format_, public=public, number=version))
    write(content, output, format_)


async def _year(settings: Settings, year: int, format_: Format, *, public: bool, number: int | None) -> bytes:
    async with open_services(settings) as services:
        made = await year_report(services, year, format_, language(), public=public, number=number)
    return made.content
