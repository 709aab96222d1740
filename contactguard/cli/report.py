"""`contactguard report`: the figures of a period as a report that can be handed on."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.month_mail import send_month
from contactguard.cli.output import write
from contactguard.cli.texts import language
from contactguard.dispatch.reports import Format, month_report
from contactguard.reporting.words import Words
from contactguard.settings import Settings
from contactguard.wiring import open_services

app = typer.Typer(help="Makes reports from what is stored.", no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Makes reports from what is stored."""


@app.command("month")
def month(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Year and month, such as 2026-10.")],
    format_: Annotated[Format, typer.Option("--format", help="Format of the report.")] = Format.HTML,
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; without it the report goes to standard output.")
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Sends the report as PDF, without excerpts, to the report_recipients.")
    ] = False,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Writes the report of a month: what came in, what was found, what changed."""
    settings = context.obj(profile=profile, database=database)
    if send:
        asyncio.run(send_month(settings, month))
        return
    write(asyncio.run(_month(settings, month, format_)), output, format_)


async def _month(settings: Settings, month: str, format_: Format) -> bytes:
    async with open_services(settings) as services:
        return (await month_report(services, month, format_, Words(language(), services.zone))).content
