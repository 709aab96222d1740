"""`contactguard serve`: the web pages and the API, on this machine."""

import asyncio
from typing import Annotated

import typer

from contactguard.cli.check import ModelsOption, ProfileOption, WorkersOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.texts import text
from contactguard.service.running import serve_until_stopped
from contactguard.settings import Settings
from contactguard.wiring import open_services

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on; only this machine's own.")]
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


async def run(settings: Settings) -> None:
    """Serves with these settings, telling where, until stopped."""
    async with open_services(settings) as services:
        await serve_until_stopped(services, tell)


def tell(address: str) -> None:
    typer.echo(text("Pages: {address}", address=address))
    typer.echo(text("There is no login yet, so only this machine is served. Stop with Ctrl-C."))
