"""`contactguard notice`: what staff are told before their work is scanned."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.exits import ExitCode
from contactguard.cli.texts import error_text, language, text
from contactguard.opening import open_store
from contactguard.review.notices import load_notice, refusal, template, template_file
from contactguard.settings import Settings
from contactguard.store.privacy.notices import NoticeRepository, RecordedNotice, StaffNotice
from contactguard.wiring import load_organisation

app = typer.Typer(help="Records what staff are told before their work is scanned.", no_args_is_help=True)

LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Language of the text: da, sv, nb or en.")
]


@app.command("template")
def write_template(context: typer.Context, language_: LanguageOption = None, profile: ProfileOption = None) -> None:
    """Prints a notice to fill in, have checked, give to staff and record."""
    settings = context.obj(profile=profile)
    company = load_organisation(settings).grid_company
    chosen = language_ or language()
    parts = template(chosen, company, settings.keep_texts_days, settings.keep_findings_months)
    typer.echo(template_file(parts, chosen, company.country, company.today()), nl=False)


@app.command("record")
def record(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The notice as it was given (TOML).")],
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Records the notice that staff were given; scanning may start on its day."""
    settings = context.obj(profile=profile, database=database)
    notice = load_notice(file, load_organisation(settings).grid_company.country)
    version = asyncio.run(_record(settings, notice))
    typer.echo(
        text("Notice {version} is recorded; scanning may start on {day}.", version=version, day=notice.starts_on)
    )


@app.command("show")
def show(context: typer.Context, profile: ProfileOption = None, database: DatabaseOption = None) -> None:
    """Shows the notices recorded and whether scanning may start; ends with 2 while it may not."""
    settings = context.obj(profile=profile, database=database)
    versions = asyncio.run(_versions(settings))
    for one in versions:
        notice = one.notice
        dates = text("given {given}, scanning from {starts}", given=notice.given_on, starts=notice.starts_on)
        typer.echo(f"{one.version}  {dates}  ({one.by})")
    refused = refusal(versions, load_organisation(settings).grid_company.today())
    typer.echo(error_text(refused) if refused else text("Work may be scanned."))
    raise typer.Exit(ExitCode.INPUT if refused else ExitCode.CLEAN)


async def _record(settings: Settings, notice: StaffNotice) -> int:
    async with open_store(settings, make=True) as database:
        return await NoticeRepository(database).add(notice, by=BY)


async def _versions(settings: Settings) -> list[RecordedNotice]:
    async with open_store(settings) as database:
        return await NoticeRepository(database).all()
