"""`contactguard rules forecast`: what a changed folder of rules would gain and lose on the stored contacts."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.exits import ExitCode
from contactguard.cli.texts import plural
from contactguard.contacts.masking import mask
from contactguard.contacts.model import Contact
from contactguard.language import lexicon
from contactguard.policies import ruleset
from contactguard.reporting.months import checked
from contactguard.scanning.forecast import Change, Difference, forecast
from contactguard.scanning.scanner import Scanner
from contactguard.settings import Settings
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.wiring import Services, open_services

_SIGNS = {Change.GAINED: "+", Change.LOST: "-"}


def forecast_rules(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Changed rules, a folder a policy.", exists=True)],
    profile: ProfileOption = None,
    database: DatabaseOption = None,
    month: Annotated[str | None, typer.Option("--month", metavar="2026-10", help="Only contacts of a month.")] = None,
) -> None:
    """Replays changed rules over stored contacts; lists findings gained (+) and lost (-) before they go live."""
    settings = context.obj(profile=profile, database=database)
    found = asyncio.run(_forecast(settings, folder, None if month is None else checked(month)))
    raise typer.Exit(ExitCode.FINDINGS if found else ExitCode.CLEAN)


async def _forecast(settings: Settings, folder: Path, month: str | None) -> bool:
    """Whether anything changes; prints each change and then their number."""
    counts = dict.fromkeys(Change, 0)
    async with open_services(settings) as services:
        present, changed = services.scanner, _changed(services, folder)
        async for contact in _stored(services.contacts, month):
            for one in await asyncio.to_thread(list, forecast([contact], present, changed)):
                counts[one.change] += 1
                typer.echo(_line(one))
    typer.echo(plural("{count} finding gained", "{count} findings gained", counts[Change.GAINED]))
    typer.echo(plural("{count} finding lost", "{count} findings lost", counts[Change.LOST]))
    return any(counts.values())


def _changed(services: Services, folder: Path) -> Scanner:
    """Raises RuleError with every fault of the changed rules, in all languages, before any contact is read."""
    for language in lexicon.languages():
        ruleset.load(language, folder)
    return Scanner(services.scanner.organisation, services.scanner.learned, rules=folder)


async def _stored(contacts: ContactRepository, month: str | None) -> AsyncIterator[Contact]:
    after = None
    while True:
        page = await contacts.page(month=month, after=after, limit=200)
        for skeleton in page.contacts:
            contact = await contacts.text(skeleton.id)
            if contact is not None:
                yield contact
        if page.next is None:
            return
        after = page.next


def _line(difference: Difference) -> str:
    finding = difference.finding
    return f"{_SIGNS[difference.change]} {difference.contact_id} {finding.rule}: {mask(finding.quote)}"
