"""`contactguard privacy find|export|erase`: what is kept of a person, handed over or erased."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.exits import ExitCode, complain
from contactguard.cli.texts import language, plural, text
from contactguard.contacts.identifiers import IdentifierKind
from contactguard.errors import InputError, writing
from contactguard.opening import open_keyed
from contactguard.organisation.model import Organisation
from contactguard.reporting.personal import personal_html, personal_json
from contactguard.reporting.words import Words
from contactguard.review.persons import PersonDesk
from contactguard.settings import Settings
from contactguard.store.privacy.files import File
from contactguard.store.privacy.persons import Found
from contactguard.store.privacy.privacy import PrivacyParts
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.wiring import load_organisation

app = typer.Typer(
    help="Answers requests of people about themselves, and deletes what is past its retention period.",
    no_args_is_help=True,
)

T = TypeVar("T")

EmailOption = Annotated[str | None, typer.Option("--email", help="E-mail address of the person.")]
PhoneOption = Annotated[str | None, typer.Option("--phone", help="Phone number, in any spelling.")]
CustomerOption = Annotated[str | None, typer.Option("--customer", help="Customer number.")]
MeteringOption = Annotated[str | None, typer.Option("--metering", help="Number of the metering point, 18 digits.")]


class FileFormat(StrEnum):
    JSON = "json"
    HTML = "html"


@app.command("find")
def find(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    email: EmailOption = None,
    phone: PhoneOption = None,
    customer: CustomerOption = None,
    metering: MeteringOption = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Shows where a person is named: contacts, failed contacts, remarks. The search is noted in the audit chain."""

    async def work(desk: PersonDesk) -> Found:
        return await desk.find(desk.read(_given(email, phone, customer, metering)), by=BY)

    found = at_desk(context.obj(profile=profile, database=database), work)
    for line in _where(found):
        typer.echo(line)
    _tell(found)


@app.command("export")
def export(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    email: EmailOption = None,
    phone: PhoneOption = None,
    customer: CustomerOption = None,
    metering: MeteringOption = None,
    agent: Annotated[
        str | None, typer.Option("--agent", help="Name or pseudonym of a member of staff, instead of a customer.")
    ] = None,
    format_: Annotated[FileFormat, typer.Option("--format", help="Format of the file.")] = FileFormat.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", help="File to write; without it the copy goes to standard output.")
    ] = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Writes everything that is kept of a person, or of a member of staff, to be handed over."""
    settings, given = context.obj(profile=profile, database=database), _given(email, phone, customer, metering)
    if agent is not None and any(given.values()):
        raise InputError("name a customer or a member of staff, not both")
    organisation = load_organisation(settings)

    async def work(desk: PersonDesk) -> File:
        if agent is not None:
            return await desk.export_staff(desk.pseudonym(agent), agent, by=BY)
        return await desk.export(desk.read(given), by=BY)

    _write(_formed(at_desk(settings, work), format_, organisation), output)


@app.command("erase")
def erase(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    email: EmailOption = None,
    phone: PhoneOption = None,
    customer: CustomerOption = None,
    metering: MeteringOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erases; without it only shows what would be erased.")] = False,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Erases a person's words for ever; figures and audit chain stay as they are. Ends with 2 without --yes."""

    async def work(desk: PersonDesk) -> Found:
        identifiers = desk.read(_given(email, phone, customer, metering))
        return await (desk.erase(identifiers, by=BY) if yes else desk.find(identifiers, by=BY))

    found = at_desk(context.obj(profile=profile, database=database), work)
    _tell(found)
    if found.in_ids:
        complain(text("The number stands in ids of contacts too; only the system they came from can mend that:"))
        complain("\n".join(found.in_ids))
    if found.nothing:
        typer.echo(text("Nothing was found, so there is nothing to erase."))
    elif yes:
        typer.echo(text("Erased. The words are gone for ever; figures and audit chain are as they were."))
    else:
        complain(text("Nothing was erased. Erase it in the sources first, then run this again with --yes."))
        raise typer.Exit(ExitCode.INPUT)


def _given(
    email: str | None, phone: str | None, customer: str | None, metering: str | None
) -> dict[IdentifierKind, str | None]:
    return {
        IdentifierKind.EMAIL: email,
        IdentifierKind.PHONE: phone,
        IdentifierKind.CUSTOMER: customer,
        IdentifierKind.METERING: metering,
    }


def at_desk(settings: Settings, work: Callable[[PersonDesk], Awaitable[T]]) -> T:
    """What the work at the desk of these settings brings."""
    company = load_organisation(settings).grid_company

    async def run() -> T:
        async with open_keyed(settings) as (database, secret):
            return await work(PersonDesk(PrivacyParts.over(database), company, Pseudonyms(secret)))

    return asyncio.run(run())


def _where(found: Found) -> Iterator[str]:
    """Contacts by their id; anything else by table and key."""
    yield from found.contacts
    yield from (f"failed_contact {place}" for _, place in found.failed)
    yield from (f"{notes.name} {' '.join(map(str, key))}" for notes, key, _ in found.notes)


def _tell(found: Found) -> None:
    told = [
        plural("{count} contact", "{count} contacts", len(found.contacts)),
        plural("{count} failed contact", "{count} failed contacts", len(found.failed)),
        plural("{count} remark", "{count} remarks", len(found.notes)),
    ]
    complain(", ".join(told))


def _formed(file: File, format_: FileFormat, organisation: Organisation) -> str:
    now = datetime.now(UTC)
    if format_ is FileFormat.JSON:
        return personal_json(file, now)
    return personal_html(file, Words(language(), organisation.grid_company.zone), now)


def _write(told: str, output: Path | None) -> None:
    if output is None:
        typer.echo(told)
        return
    with writing(output):
        output.write_text(told, "utf-8")
    typer.echo(text("Written: {path}", path=output))
