"""`contactguard serve`: the web pages and the API."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Annotated

import typer

from contactguard.cli.check import ModelsOption, ProfileOption, WorkersOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.texts import text
from contactguard.service.running import serve_until_stopped
from contactguard.settings import Settings
from contactguard.wiring import Services, open_services

Begin = Callable[[Services], Awaitable[list[str]]]

HostOption = Annotated[
    str | None, typer.Option("--host", help="Address to listen on; 0.0.0.0 for all of this machine's.")
]
PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes any free one.")
]


def serve(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
    workers: WorkersOption = None,
    models: ModelsOption = None,
    host: HostOption = None,
    port: PortOption = None,
) -> None:
    """Serves the web pages and the API until it is stopped with Ctrl-C."""
    asyncio.run(
        run(context.obj(profile=profile, database=database, workers=workers, models=models, host=host, port=port))
    )


async def run(settings: Settings, begin: Begin | None = None) -> None:
    """Serves with these settings, telling where, until stopped; `begin` comes first and gives what else to tell."""
    async with open_services(settings, make=True) as services:
        told = await begin(services) if begin else await _nobody_yet(services)
        await serve_until_stopped(services, partial(tell, told))


def tell(lines: Sequence[str], address: str) -> None:
    typer.echo(text("Pages: {address}", address=address))
    for line in lines:
        typer.echo(line)
    typer.echo(text("Stop with Ctrl-C."))


async def _nobody_yet(services: Services) -> list[str]:
    """How to make the first account, while there is none."""
    if await services.login.accounts.any():
        return []
    command = "contactguard users add NAME --role officer --role admin"
    return [text("Nobody can sign in yet. Make the first account with: {command}", command=command)]
