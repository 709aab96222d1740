"""`contactguard db`: the database's own affairs."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from contactguard.cli.texts import plural, text
from contactguard.opening import heads_file, key_file, open_database, open_store
from contactguard.settings import Settings
from contactguard.store.audit.heads import add_head
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.backup import back_up
from contactguard.store.backup import restore as restore_backup
from contactguard.store.counts.keeping import recount as recount_all
from contactguard.store.schema import upgrade as upgrade_schema

BY = "command line"  # who acts, for the audit chain

app = typer.Typer(help="Maintains the database.", no_args_is_help=True)

DatabaseOption = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Address of the database: sqlite:///… or postgresql://…")
]


@app.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write; it must not be there yet.")],
    database: DatabaseOption = None,
) -> None:
    """Copies the whole database into a file while it is in use. Keep it apart from the key file."""
    settings = context.obj(database=database)
    key = asyncio.run(_back_up(settings, file))
    typer.echo(text("Written: {path}", path=file))
    if key is not None:
        typer.echo(text("Keep a copy of the key file too, at another place: {path}", path=key))


@app.command("restore")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup made by `db backup`.")],
    database: DatabaseOption = None,
) -> None:
    """Restores a backup into an empty database, once its schema and its audit chain are found good."""
    settings = context.obj(database=database)
    entries = asyncio.run(_restore(settings, file))
    typer.echo(
        plural(
            "Restored; the audit chain is unbroken: {count} entry.",
            "Restored; the audit chain is unbroken: {count} entries.",
            entries,
        )
    )


@app.command("upgrade")
def upgrade(context: typer.Context, database: DatabaseOption = None) -> None:
    """Upgrades the database to this program's schema."""
    asyncio.run(_upgrade(context.obj(database=database)))
    typer.echo(text("The database fits this program."))


@app.command("recount")
def recount(context: typer.Context, database: DatabaseOption = None) -> None:
    """Makes the counts behind all figures anew from what is stored; what was deleted for its age stays counted."""
    asyncio.run(_recount(context.obj(database=database)))
    typer.echo(text("The figures are counted anew."))


async def _upgrade(settings: Settings) -> None:
    async with open_database(settings) as database:
        await upgrade_schema(database)
        await recount_all(database)


async def _recount(settings: Settings) -> None:
    async with open_store(settings) as database:
        await recount_all(database)


async def _back_up(settings: Settings, file: Path) -> Path | None:
    """The key file that belongs to the database, if there is one."""
    async with open_store(settings) as database:
        await AuditRepository(database).note(actor=BY, action="backup", subject="database")
        await back_up(database, file)
        key = key_file(database)
        return key if key is not None and key.exists() and settings.secret_key is None else None


async def _restore(settings: Settings, file: Path) -> int:
    async with open_database(settings) as database:
        verified = await restore_backup(file, database)
        await AuditRepository(database).note(actor=BY, action="restore", subject="database", entries=verified.entries)
        heads = heads_file(settings, database)
        if heads is not None and heads.exists() and verified.head is not None:
            add_head(heads, verified.head, restored=True)
        return verified.entries
