"""`contactguard db`: the database's own affairs."""

import asyncio
from typing import Annotated

import typer

from contactguard.cli.texts import text
from contactguard.settings import Settings
from contactguard.store.schema import upgrade as upgrade_schema
from contactguard.wiring import open_database

app = typer.Typer(help="Looks after the database.", no_args_is_help=True)

DatabaseOption = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Address of the database: sqlite:///… or postgresql://…")
]


@app.command("upgrade")
def upgrade(context: typer.Context, database: DatabaseOption = None) -> None:
    """Brings the database to the schema of this program."""
    asyncio.run(_upgrade(context.obj(database=database)))
    typer.echo(text("The database fits this program."))


async def _upgrade(settings: Settings) -> None:
    async with open_database(settings) as database:
        await upgrade_schema(database)
