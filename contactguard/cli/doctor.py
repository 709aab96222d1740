"""`contactguard doctor`: looks at everything an administrator would, and says what to do about what is wrong."""

import asyncio

import typer

from contactguard.cli.check import ModelsOption, ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.doctor_checks import look
from contactguard.cli.doctor_told import Told, Verdict
from contactguard.cli.exits import ExitCode
from contactguard.cli.texts import plural, text

SIGNS = {Verdict.GOOD: "✓", Verdict.ADVICE: "!", Verdict.FAULT: "✗"}


def doctor(
    context: typer.Context,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
    models: ModelsOption = None,
) -> None:
    """Checks profile, models, database, disk, keys, servers, last scan and audit chain; ends with 3 on a fault."""
    settings = context.obj(profile=profile, database=database, models=models)
    told = asyncio.run(look(settings))
    for one in told:
        typer.echo(_line(one))
    faults = sum(one.verdict is Verdict.FAULT for one in told)
    if faults:
        typer.echo(plural("{count} fault", "{count} faults", faults))
        raise typer.Exit(ExitCode.FAILURE)
    typer.echo(text("No faults."))


def _line(one: Told) -> str:
    return f"{SIGNS[one.verdict]} {text(one.subject)}: {one.message}"
