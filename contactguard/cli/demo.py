"""`contactguard demo`: an example company with a year of contacts, scanned, reported and shown."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from contactguard.accounts.passwords import hash_password, one_time_password
from contactguard.accounts.roles import Role
from contactguard.cli import scan, serve
from contactguard.cli.check import ModelsOption, WorkersOption
from contactguard.cli.demo_annual import begin_report
from contactguard.cli.demo_answers import approve_answers
from contactguard.cli.demo_desk import keep_desk
from contactguard.cli.demo_incidents import follow_year
from contactguard.cli.demo_reviews import review_year, somebody
from contactguard.cli.exits import ExitCode
from contactguard.cli.texts import language, plural, text
from contactguard.demo.files import write
from contactguard.demo.year import PROFILES
from contactguard.dispatch.reports import Format, month_report
from contactguard.errors import ContactguardError, InputError
from contactguard.reporting.counting import month_figures
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.words import Words
from contactguard.review.notices import LANGUAGES, read_notice, template
from contactguard.settings import Settings, load_settings
from contactguard.wiring import Services, open_services

_GIVEN, _STARTS = date(2025, 9, 1), date(2025, 11, 1)


def demo(  # noqa: PLR0913 - each option of the command is an argument
    folder: Annotated[
        Path, typer.Option("--folder", help="Folder for the example; what it holds from before is used again.")
    ] = Path("demo"),
    company: Annotated[
        str, typer.Option("--company", help="Example company: struer (Danish) or kalmar (Swedish).")
    ] = "struer",
    once: Annotated[bool, typer.Option("--once", help="Ends after the report, without showing the pages.")] = False,
    workers: WorkersOption = None,
    models: ModelsOption = None,
    port: serve.PortOption = None,
) -> None:
    """Builds an example company with a year of contacts, scans it and shows the pages."""
    if company not in PROFILES:
        raise InputError(
            "there is no example company {company!r}; there are {known}",
            company=company,
            known=", ".join(sorted(PROFILES)),
        )
    settings = example_settings(folder.absolute(), company, workers=workers, models=models, port=port)
    code = asyncio.run(_run(settings, folder.absolute() / company, company, once))
    raise typer.Exit(code)


def example_settings(folder: Path, company: str, **given: int | bool | None) -> Settings:
    """The sources are written anew each time, always the same; the database is kept.

    The environment may be a real company's, with its files and people who get mail.
    """
    file = write(folder / company, company)
    database = f"sqlite:///{folder / company / 'contactguard.sqlite'}"
    return load_settings(file, environment=False, database=database, **given)


async def _run(settings: Settings, folder: Path, company: str, once: bool) -> ExitCode:
    await _tell_staff(settings)
    code = await scan.run(settings)
    if code is not ExitCode.CLEAN:
        return code
    async with open_services(settings) as services:
        await review_year(services, company)
        await follow_year(services)
        await begin_report(services)
        await approve_answers(services)
    async with open_services(settings) as services:
        await keep_desk(services, folder.name)
    await _report(settings, folder)
    if not once:
        await serve.run(settings, _accounts)
    return ExitCode.CLEAN


async def _tell_staff(settings: Settings) -> None:
    """The example's notice to staff, given two months before its year begins."""
    async with open_services(settings, make=True) as services:
        if await services.privacy.notices.all():
            return
        company = services.scanner.organisation.grid_company
        spoken = [code for code in company.languages if code in LANGUAGES]
        keep = (settings.keep_texts_days, settings.keep_findings_months)
        parts = {code: template(code, company, *keep) for code in spoken}
        texts = {code: said.pop("text") for code, said in parts.items()}
        told = {"given_on": _GIVEN, "starts_on": _STARTS, **parts[spoken[0]], "texts": texts}
        notice = read_notice(told, company.country)
        await services.privacy.notices.add(notice, by="demo")


async def _accounts(services: Services) -> list[str]:
    """An account for each role, all with one password that is new each time."""
    accounts, password = services.login.accounts, one_time_password()
    hashed = hash_password(password)
    for role in Role:
        if await accounts.find(role) is None:
            pseudonym = await somebody(services) if role is Role.AGENT else None
            await accounts.add(role, [role], by="demo", pseudonym=pseudonym)
        await accounts.set_password(role, hashed, must_change=False, by="demo")
    return [
        text("Sign in as {names}", names=", ".join(Role)),
        text("Password for all of them: {password}", password=password),
    ]


async def _report(settings: Settings, folder: Path) -> None:
    """The last month as a report beside the example, and in a line."""
    async with open_services(settings) as services:
        organisation = services.scanner.organisation
        months = await services.counts.months()
        if not months:
            raise ContactguardError("no contact of the example could be scanned; the reasons are on the page Scans")
        figures = await month_figures(services.counts, organisation, months[-1])
        words = Words(language(), organisation.grid_company.zone)
        report = await month_report(services, figures.month, Format.HTML, words)
    path = folder / report.name
    path.write_bytes(report.content)
    typer.echo()
    typer.echo(_summary(figures, words))
    typer.echo(text("Report: {path}", path=path))


def _summary(figures: MonthFigures, words: Words) -> str:
    contacts = plural(
        "{month}: {count} contact", "{month}: {count} contacts", figures.scanned, month=words.month(figures.month)
    )
    return f"{contacts}, {plural('{count} finding', '{count} findings', figures.findings)}"
