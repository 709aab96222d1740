"""`contactguard scan`: the nightly job, with a progress bar, the ledger and a summary."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from contactguard.cli.answers import publication_over
from contactguard.cli.check import ModelsOption, ProfileOption, WorkersOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.exits import ExitCode, complain, report
from contactguard.cli.ledger_table import ledger_table, summary
from contactguard.cli.month_mail import mail_at_night
from contactguard.cli.remind import remind_at_night
from contactguard.cli.texts import number, plural, text
from contactguard.errors import StorageError
from contactguard.night import close_night, keep_head, scan_sources, source_readers
from contactguard.scanning.ledger import Ledger, LedgerLine
from contactguard.scanning.nightly import Progress as Hears
from contactguard.settings import Settings, SourceSettings
from contactguard.store.review.records import Standing
from contactguard.store.scanned.findings import FindingFilter
from contactguard.store.scanned.seeded import SeededNight
from contactguard.wiring import Services, open_services

_NOT_A_TERMINAL = 1000  # columns; a log file folds no path


def scan(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SOURCE", help="Files or folders with contacts; without any, those of the settings."),
    ] = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
    workers: WorkersOption = None,
    models: ModelsOption = None,
) -> None:
    """Scans what is new or changed in the sources and stores it. May be stopped at any moment and run again."""
    named = tuple(SourceSettings(path=path) for path in sources or ()) or None
    settings = context.obj(profile=profile, database=database, workers=workers, models=models, sources=named)
    raise typer.Exit(asyncio.run(run(settings)))


async def run(settings: Settings) -> ExitCode:
    """Scans the sources of the settings, telling how far it is and what came of it."""
    async with open_services(settings, make=True) as services:
        readers = source_readers(settings, services.scanner.organisation)
        with _progress() as progress:
            ledger = await scan_sources(services, readers, progress)
        deleted = await close_night(services)
        await _tell(services, ledger, deleted.findings)
        kept = await _keep_head(services)
        failing = await publication_over(services.scanner, services.database).rescan()
        await remind_at_night(services)
        await mail_at_night(services)
        proven = await services.seeded.of_scan(ledger.scan)
    for version in failing:
        complain(text("live answer: {finding}", finding="; ".join(version.objections)))
    return _code(ledger, failed=not kept or bool(proven and proven.failed))


async def _keep_head(services: Services) -> bool:
    """Its file lies on another machine's disk; a night without that fails, but tells and mails all the same."""
    try:
        await keep_head(services)
    except StorageError as error:
        report(error)
        return False
    return True


async def _tell(services: Services, ledger: Ledger, deleted: int) -> None:
    waiting = FindingFilter(scan=ledger.scan, standing=Standing.OPEN)
    findings = await services.findings.count(waiting)
    rescanned = await services.findings.count(replace(waiting, by_rescan=True, first_rule_set=ledger.rule_set))
    console = Console(width=None if sys.stdout.isatty() else _NOT_A_TERMINAL, highlight=False)
    console.print(ledger_table(ledger))
    console.print()
    for sentence in summary(ledger, findings, sum(rescanned.values()), deleted):
        console.print(sentence)
    _tell_seeded(console, await services.seeded.of_scan(ledger.scan))
    for line in ledger.alarms:
        silent = text("{source}: nothing came in, though this source normally has some.", source=line.source)
        complain(f"{line.source}: {line.error}" if line.error else silent)


def _tell_seeded(console: Console, night: SeededNight | None) -> None:
    """Whether the test contacts were judged as they should be; those that were not, by name."""
    if night is None or not night.tried:
        return
    if not night.failed:
        console.print(
            plural(
                "{count} test contact was judged rightly.", "{count} test contacts were judged rightly.", night.tried
            )
        )
        return
    failed = plural(
        "{failed} of {count} test contact failed: the scan does not find what it should.",
        "{failed} of {count} test contacts failed: the scan does not find what it should.",
        night.tried,
        failed=number(len(night.failed)),
    )
    complain(failed)
    for failure in night.failed:
        complain(f"  {failure.name}: {failure.reason or failure.expected or failure.found}")


@contextmanager
def _progress() -> Iterator[Hears]:
    """A bar on the terminal, nothing in a log: how many contacts of which source, and since when."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {}

        def hear(line: LedgerLine) -> None:
            if line.source not in tasks:
                tasks[line.source] = bars.add_task(Path(line.source).name, total=None, done=number(0))
            done = plural("{count} contact", "{count} contacts", line.received)
            bars.update(tasks[line.source], completed=line.received, done=done)

        yield hear


def _code(ledger: Ledger, *, failed: bool) -> ExitCode:
    """Findings wait for a person, so they do not make a night a failure; a source that could not be read does,
    and a test contact that was judged wrongly."""
    if any(line.error for line in ledger.lines):
        return ExitCode.INPUT
    return ExitCode.FAILURE if ledger.alarms or failed else ExitCode.CLEAN
