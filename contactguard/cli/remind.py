"""`contactguard remind`: the mail of the day, sent by hand or after each scan; and the calendar as a file."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.exits import complain, report
from contactguard.cli.texts import plural, text
from contactguard.dispatch.reminding import Outcome, Reminded, remind_of, write_feed
from contactguard.errors import ContactguardError, writing
from contactguard.settings import Settings
from contactguard.wiring import Services, open_services

DryOption = Annotated[bool, typer.Option("--dry-run", help="Prints the mail instead of sending it.")]


def remind(
    context: typer.Context,
    dry: DryOption = False,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Sends the e-mail of the day: what is due and what waits. Once a day at most."""
    settings = context.obj(profile=profile, database=database)
    asyncio.run(_remind(settings, dry))


async def _remind(settings: Settings, dry: bool) -> None:
    async with open_services(settings) as services:
        _tell(await remind_of(services, dry=dry))
        if not dry:
            await _write_calendar(services)


async def remind_at_night(services: Services) -> None:
    """After a scan. A mail server that is away makes no night a failure: it is told, and tried again next time."""
    try:
        await _write_calendar(services)
    except ContactguardError as error:
        report(error)
    if services.settings.smtp_host is None:
        return
    try:
        _tell(await remind_of(services))
    except ContactguardError as error:
        report(error)


async def _write_calendar(services: Services) -> None:
    if (file := services.settings.calendar_file) is not None:
        with writing(file):
            await write_feed(services, file)


def tell_refused(refused: Iterable[str]) -> None:
    """Whom a mail that was sent did not reach."""
    for one in refused:
        complain(text("The mail server refused {recipient}", recipient=one))


def _tell(reminded: Reminded) -> None:
    count = len(reminded.recipients) - len(reminded.refused)
    match reminded.outcome:
        case Outcome.DRY:
            typer.echo(", ".join(reminded.recipients) or text("Nobody is to be reminded."))
            typer.echo()
            typer.echo(reminded.text, nl=False)
        case Outcome.SENT:
            typer.echo(plural("{count} person was reminded.", "{count} people were reminded.", count))
            tell_refused(reminded.refused)
        case Outcome.BEFORE:
            typer.echo(text("Today's reminder has already been sent."))
        case Outcome.NO_SERVER:
            typer.echo(text("No mail server is set, so nothing was sent; `--dry-run` prints the mail."))
        case Outcome.NOTHING:
            typer.echo(text("Nothing is due and nothing waits."))
