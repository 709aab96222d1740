"""All commands under one name, in the user's language; `run` is the installed program."""

import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer import rich_utils

from contactguard.cli import (
    aliases,
    annual,
    answers,
    audit,
    check,
    db,
    demo,
    doctor,
    example,
    exchange,
    forecast,
    notice,
    privacy,
    remind,
    retention,
    rules,
    scan,
    serve,
    users,
)
from contactguard.cli import report as reports
from contactguard.cli.exits import ExitCode, report
from contactguard.cli.texts import text
from contactguard.errors import ContactguardError, InputError
from contactguard.settings import load_settings

log = logging.getLogger(__name__)

app = typer.Typer(
    name="contactguard",
    help="Neutral customer contact for electricity grid companies: answers, scan, evidence.",
    no_args_is_help=True,
    add_completion=False,
)
app.command("check")(check.check)
app.command("scan")(scan.scan)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("remind")(remind.remind)
reports.app.command("export")(exchange.export_year)
reports.app.command("compare")(exchange.compare_years)
reports.app.command("year")(annual.year)
app.add_typer(reports.app, name="report")
app.add_typer(answers.app, name="answers")
rules.app.command("forecast")(forecast.forecast_rules)
rules.app.command("example")(example.add_example)
app.add_typer(rules.app, name="rules")
app.add_typer(db.app, name="db")
app.add_typer(notice.app, name="notice")
app.add_typer(audit.app, name="audit")
privacy.app.command("retention")(retention.retention)
privacy.app.command("alias")(aliases.alias)
privacy.app.command("aliases")(aliases.aliases)
app.add_typer(privacy.app, name="privacy")
app.command("doctor")(doctor.doctor)
app.add_typer(users.app, name="users")


@app.callback()
def settings(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Option("--settings", envvar="CONTACTGUARD_SETTINGS", help="Settings file (TOML).")
    ] = None,
) -> None:
    context.obj = lambda **given: load_settings(file, **given)


def run() -> None:
    """Runs the command of this process and ends it. What an output cannot write is told as question marks."""
    _open_closed()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))


def _open_closed() -> None:
    """Streams that were closed before we began are empty, and no file opened later is taken for one of them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit code. Nothing escapes: a traceback would end with 1, which means findings."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except ContactguardError as error:
        return report(error)
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not try to flush it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILURE
    except PermissionError as error:  # so does asking whether a file is there, in a folder closed to this user
        return report(InputError("{path} cannot be read: {reason}", path=error.filename, reason=error.strerror))
    except Exception:
        log.exception("unexpected failure")
        return ExitCode.FAILURE


def _run(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    _localise(command)
    try:
        command.main(list(arguments), prog_name="contactguard")
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # typer has caught it and ends with 1
            raise end.__context__ from None
        return end.code if isinstance(end.code, int) else ExitCode.CLEAN
    return ExitCode.CLEAN


def _localise(command: Any) -> None:
    """Puts the help of a command, its options and the commands under it into the user's language."""
    rich_utils.ARGUMENTS_PANEL_TITLE = text("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = text("Options")
    rich_utils.COMMANDS_PANEL_TITLE = text("Commands")
    rich_utils.ERRORS_PANEL_TITLE = text("Error")
    rich_utils.DEFAULT_STRING = text("[default: {}]")
    rich_utils.ENVVAR_STRING = text("[env var: {}]")
    rich_utils.REQUIRED_LONG_STRING = text("[required]")
    rich_utils.ABORTED_TEXT = text("Aborted.")
    rich_utils.RICH_HELP = text("Try [blue]'{command_path} {help_option}'[/] for help.")
    command.help = text(command.help) if command.help else None
    for parameter in (*command.params, command.get_help_option(typer.Context(command))):
        if getattr(parameter, "help", None):
            parameter.help = text(parameter.help)
    for below in getattr(command, "commands", {}).values():
        _localise(below)
