"""`contactguard audit`: whether the audit chain is as it was written, its head, and all of it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, TextIO

import typer

from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.exits import ExitCode, complain
from contactguard.cli.output import replacing
from contactguard.cli.texts import number, plural, text
from contactguard.errors import InputError
from contactguard.opening import heads_file, open_store
from contactguard.settings import Settings
from contactguard.store.audit.chain import Head
from contactguard.store.audit.heads import KeptHead, add_head, load_heads
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.audit.verifying import Break, BreakKind, Verified
from contactguard.store.audit.verifying import verify as verify_chain
from contactguard.store.database import Database

app = typer.Typer(help="Reads the audit chain and proves it.", no_args_is_help=True)

BREAKS = {
    BreakKind.CHANGED: "Entry {number} was changed.",
    BreakKind.MISSING: "Entries before {number} are missing, or it was put in.",
    BreakKind.MISPLACED: "Entry {number} does not follow from the one before it.",
    BreakKind.CUT: "The chain ends before entry {number}, whose head was kept.",
    BreakKind.REWRITTEN: "Entry {number} is not the one whose head was kept.",
}


@app.command("verify")
def verify(
    context: typer.Context,
    head: Annotated[
        Path | None,
        typer.Option(
            "--head", metavar="FILE", help="File with heads kept earlier; without it the one of the settings."
        ),
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Finds any change, insertion, deletion or reordering; with heads kept earlier, a cut end too. Ends with 3 then."""
    settings = context.obj(database=database)
    verified = asyncio.run(_verify(settings, head))
    for one in verified.breaks:
        complain(told(one))
    if verified.lost:
        typer.echo(
            plural(
                "{count} head kept earlier lies beyond the backup that was restored.",
                "{count} heads kept earlier lie beyond the backup that was restored.",
                verified.lost,
            )
        )
    if not verified.whole:
        complain(text("The audit chain is not as it was written. Keep this database as it is and look at the backups."))
        raise typer.Exit(ExitCode.FAILURE)
    whole = plural("{count} entry, unbroken", "{count} entries, unbroken", verified.entries)
    compared = plural("{count} head compared", "{count} heads compared", verified.heads)
    typer.echo(f"{whole}; {compared}. {verified.head or ''}".strip())


@app.command("head")
def head(
    context: typer.Context,
    add: Annotated[
        Path | None, typer.Option("--add", metavar="FILE", help="Adds the head to this file as well.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Prints the head of the chain, to be kept where whoever runs the database cannot write."""
    last = asyncio.run(_head(context.obj(database=database)))
    if last is None:
        raise InputError("the audit chain has no entry yet")
    if add is not None:
        add_head(add, last)
    typer.echo(json.dumps({"number": last.number, "hash": last.hash}))


@app.command("export")
def export(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; without it the chain goes to standard output.")
    ] = None,
    database: DatabaseOption = None,
) -> None:
    """Writes the whole chain, a JSON object a line. The export itself is its last entry."""
    settings = context.obj(database=database)
    if output is None:
        asyncio.run(_export(settings, sys.stdout))
        return
    with replacing(output) as beside, beside.open("w", encoding="utf-8") as file:
        count = asyncio.run(_export(settings, file))
    typer.echo(text("Written: {path}", path=output) + f" ({number(count)})")


def told(one: Break) -> str:
    return text(BREAKS[one.kind], number=one.number)


def kept_heads(settings: Settings, database: Database, file: Path | None = None) -> list[KeptHead]:
    """Those of the file given, which must be there, or of that of the settings, if there is one yet."""
    own = heads_file(settings, database)
    if file is None and (own is None or not own.exists()):
        return []
    return load_heads(file or own or Path())


async def _verify(settings: Settings, file: Path | None) -> Verified:
    async with open_store(settings) as database:
        return await verify_chain(database, kept_heads(settings, database, file))


async def _head(settings: Settings) -> Head | None:
    async with open_store(settings) as database:
        return await AuditRepository(database).head()


async def _export(settings: Settings, file: TextIO) -> int:
    async with open_store(settings) as database:
        audit = AuditRepository(database)
        await audit.note(actor=BY, action="export", subject="audit")
        count = 0
        async for entry in audit.entries():
            file.write(json.dumps(vars(entry) | {"at": entry.at.isoformat()}, ensure_ascii=False) + "\n")
            count += 1
        return count
