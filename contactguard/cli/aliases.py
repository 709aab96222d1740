"""`contactguard privacy alias|aliases`: agents whom the sources know by several names."""

import asyncio
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.privacy import at_desk
from contactguard.cli.texts import number, plural, text
from contactguard.opening import open_store
from contactguard.review.persons import PersonDesk
from contactguard.settings import Settings
from contactguard.store.privacy.privacy import PrivacyParts


def alias(
    context: typer.Context,
    other: Annotated[str, typer.Argument(help="Another name of an agent in the sources: initials, an address.")],
    agent: Annotated[str, typer.Argument(help="Name of that agent in the sources, under whose pseudonym both go.")],
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Says that two names in the sources are one agent; what comes in from now on goes under one pseudonym."""

    async def work(desk: PersonDesk) -> None:
        await desk.alias(other, agent, by=BY)

    at_desk(context.obj(profile=profile, database=database), work)
    typer.echo(text("From now on they are one. `contactguard privacy aliases --apply` puts their past together."))


def aliases(
    context: typer.Context,
    apply: Annotated[bool, typer.Option("--apply", help="Puts the past together too; noted in the chain.")] = False,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Lists agents with several names, and puts contacts of the past under one pseudonym."""
    for line in asyncio.run(_aliases(context.obj(profile=profile, database=database), apply)):
        typer.echo(line)


async def _aliases(settings: Settings, apply: bool) -> list[str]:
    async with open_store(settings) as database:
        parts = PrivacyParts.over(database).aliases
        if apply:
            moved = await parts.apply(by=BY)
            return [plural("{count} contact was put together", "{count} contacts were put together", moved)]
        return [f"{one.alias} = {one.pseudonym} ({number(one.contacts)})" for one in await parts.all()]
