"""`contactguard privacy retention`: what is past its time."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.texts import plural, text
from contactguard.opening import open_store
from contactguard.organisation.model import Organisation
from contactguard.review.retention import limits
from contactguard.settings import Settings
from contactguard.store.privacy.holding import Held
from contactguard.store.privacy.privacy import PrivacyParts
from contactguard.store.privacy.retention import Due
from contactguard.wiring import load_organisation


def retention(
    context: typer.Context,
    apply: Annotated[bool, typer.Option("--apply", help="Deletes; without it only shows what is due.")] = False,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Shows or deletes what is past its retention period: text first, contacts and findings later. Scans do it too."""
    settings = context.obj(profile=profile, database=database)
    due = asyncio.run(_retention(settings, load_organisation(settings), apply))
    for line in retention_lines(due):
        typer.echo(line)
    if due.nothing:
        typer.echo(text("Nothing is past its retention period."))
    elif not apply:
        typer.echo(text("Nothing was deleted; --apply does it, and so does the next scan."))


async def _retention(settings: Settings, organisation: Organisation, apply: bool) -> Due:
    zone = organisation.grid_company.zone
    keep: dict[str, Any] = {"texts_days": settings.keep_texts_days, "findings_months": settings.keep_findings_months}
    due = limits(datetime.now(UTC), zone, **keep)
    async with open_store(settings) as database:
        parts = PrivacyParts.over(database)
        return await (parts.retention.apply(due, by=BY) if apply else parts.retention.preview(due))


def retention_lines(due: Due) -> list[str]:
    """What is or was due, a line for each kind."""
    lines = []
    if due.texts:
        lines.append(plural("words of {count} contact", "words of {count} contacts", due.texts))
    if due.failed:
        lines.append(plural("words of {count} failed contact", "words of {count} failed contacts", due.failed))
    lines += held_lines(due.held)
    for month in due.months:
        contacts = plural("{count} contact", "{count} contacts", month.contacts)
        findings = plural("{count} finding", "{count} findings", month.findings)
        waits = f" ({', '.join(held_lines(month.held))})" if month.held.all else ""
        lines.append(f"{month.month}: {contacts}, {findings}{waits}")
    return lines


def held_lines(held: Held) -> list[str]:
    """How many contacts stay past their time, a line for each reason."""
    lines = []
    if held.incidents:
        lines.append(
            plural(
                "{count} contact of an open incident is held",
                "{count} contacts of open incidents are held",
                held.incidents,
            )
        )
    if held.argued:
        lines.append(
            plural(
                "{count} contact still argued about is held",
                "{count} contacts still argued about are held",
                held.argued,
            )
        )
    if held.claimed:
        lines.append(plural("{count} contact being read is held", "{count} contacts being read are held", held.claimed))
    return lines
