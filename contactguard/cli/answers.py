"""`contactguard answers`: find an answer, check the files of the knowledge base, take it out and in."""

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.exits import ExitCode, complain
from contactguard.cli.texts import language as own_language
from contactguard.cli.texts import page_text, plural, text
from contactguard.contacts.model import Contact
from contactguard.errors import InputError
from contactguard.knowledge import library
from contactguard.knowledge.approval import Candidate, approve_waiting
from contactguard.knowledge.desk import refresh
from contactguard.knowledge.exchange import export as export_library
from contactguard.knowledge.inspection import inspect_all
from contactguard.knowledge.placeholders import label
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.search.searcher import Searcher
from contactguard.knowledge.version import Version
from contactguard.opening import open_store
from contactguard.policies.finding import Finding
from contactguard.scanning.scanner import Scanner
from contactguard.settings import Settings
from contactguard.store.answers.versions import AnswerRepository
from contactguard.store.database import Database
from contactguard.wiring import load_scanner

app = typer.Typer(help="Finds, checks, exports and imports answers and scripts.", no_args_is_help=True)

FolderOption = Annotated[
    Path | None, typer.Option("--content", help="Folder with answers; those of the program when not given.")
]


@app.command("search")
def search(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="What the customer asks, in any words.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Language of the answers: da, sv, nb or en.")
    ] = None,
    queries: Annotated[
        Path | None, typer.Option("--queries", metavar="FILE.jsonl", help='A line {"query", "language"} for each.')
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="How many answers for each query.")] = 5,
    content: FolderOption = None,
) -> None:
    """Writes the best answers for a query, or for each of a file, as a line of JSON."""
    if (query is None) == (queries is None):
        raise InputError("give a query, or a file of queries with --queries")
    searcher = Searcher(library.load(content).answers.values())
    bad = 0
    asked_for: Iterable[dict[str, Any]] = _queries(queries) if queries else [{"query": query}]
    for asked in asked_for:
        if "fault" in asked:
            bad += 1
            complain(str(asked["fault"]))
            continue
        hits = searcher.search(asked["query"], str(asked.get("language") or language or own_language()), limit)
        line = {"query": asked["query"], "results": [asdict(hit) for hit in hits]}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    raise typer.Exit(ExitCode.INPUT if bad else ExitCode.CLEAN)


@app.command("check")
def check(context: typer.Context, content: FolderOption = None, profile: ProfileOption = None) -> None:
    """Reads all files and reports every fault; with a profile, scans every form as an agent's own words."""
    loaded = library.load(content)
    settings = context.obj(profile=profile)
    typer.echo(plural("{count} answer, no faults.", "{count} answers, no faults.", len(loaded.answers)))
    typer.echo(plural("{count} script, no faults.", "{count} scripts, no faults.", len(loaded.scripts)))
    if settings.profile is None:
        return
    scanner = load_scanner(settings)
    languages = scanner.organisation.grid_company.languages
    spoken = [one for one in loaded.wordings if one.language in languages]
    objections = inspect_all(spoken, scanner.organisation, scanner.scan)
    for objection in objections:
        typer.echo(f"✗ {objection}")
    typer.echo(plural("{count} finding.", "{count} findings.", len(objections)))
    raise typer.Exit(ExitCode.FINDINGS if objections else ExitCode.CLEAN)


@app.command("export")
def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go.")],
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Writes what agents see now as files: the answers supplied, replaced by the company's own."""
    settings = context.obj(profile=profile, database=database)
    count = asyncio.run(_export(settings, folder))
    typer.echo(plural("{count} file written.", "{count} files written.", count))


@app.command("import")
def import_(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Files in the format that export writes.")],
    author: Annotated[str, typer.Option("--author", help="Who wrote them; somebody else has to approve.")],
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Takes answers and scripts in as drafts and scans them; what equals the newest version is left alone."""
    settings = context.obj(profile=profile, database=database)
    added, failed = asyncio.run(_import(settings, folder, author))
    typer.echo(plural("{count} draft added.", "{count} drafts added.", added))
    for one in failed:
        typer.echo(f"✗ {one}")
    raise typer.Exit(ExitCode.FINDINGS if failed else ExitCode.CLEAN)


@app.command("approve")
def approve(
    context: typer.Context,
    officer: Annotated[str, typer.Option("--officer", help="On whose behalf; that person may not have written them.")],
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="CODE", help="da, sv, nb or en; the company's languages when not given."),
    ] = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Approves and publishes what waits and has no finding, no missing fact and no other obstacle; lists the rest."""
    approved, left = asyncio.run(_approve(context.obj(profile=profile, database=database), officer, language))
    for one in left:
        typer.echo(f"✗ {one.version.wording.id}: {'; '.join(_in_the_way(one))}")
    typer.echo(plural("{count} approved and published.", "{count} approved and published.", len(approved)))
    typer.echo(plural("{count} waits.", "{count} wait.", len(left)))


@app.command("rescan")
def rescan(context: typer.Context, profile: ProfileOption = None, database: DatabaseOption = None) -> None:
    """Scans all answers and scripts with the rules and companies of today, and lists those that fail."""
    failing = asyncio.run(_rescan(context.obj(profile=profile, database=database)))
    for objection in failing:
        typer.echo(f"✗ {objection}")
    typer.echo(plural("{count} finding.", "{count} findings.", len(failing)))
    raise typer.Exit(ExitCode.FINDINGS if failing else ExitCode.CLEAN)


async def _rescan(settings: Settings) -> list[str]:
    async with open_store(settings) as database:
        return await refresh(publication_over(load_scanner(settings), database))


async def _approve(settings: Settings, officer: str, language: str | None) -> tuple[list[Version], list[Candidate]]:
    async with open_store(settings) as database:
        publication = publication_over(load_scanner(settings), database)
        await refresh(publication)
        spoken = publication.organisation.grid_company.languages
        return await approve_waiting(publication, officer, [language] if language else spoken)


def _in_the_way(one: Candidate) -> list[str]:
    """In the words of the page on which an officer approves."""
    facts = ", ".join(label(name, own_language()) for name in one.missing)
    return [
        *map(page_text, one.obstacles),
        *([f"{page_text('The profile has nothing for:')} {facts}"] if facts else []),
    ]


async def _export(settings: Settings, folder: Path) -> int:
    async with open_store(settings) as database:
        current = await publication_over(load_scanner(settings), database).current(library.load())
        return export_library(current.library, folder)


async def _import(settings: Settings, folder: Path, author: str) -> tuple[int, list[str]]:
    given, scanner = library.load(folder), load_scanner(settings)
    async with open_store(settings, make=True) as database:
        publication = publication_over(scanner, database)
        drafts = await publication.take_in(given.wordings, author)
    return len(drafts), [objection for draft in drafts for objection in draft.objections]


def publication_over(scanner: Scanner, database: Database) -> Publication:
    async def scan(contact: Contact) -> list[Finding]:
        return scanner.scan(contact)

    return Publication(
        store=AnswerRepository(database),
        organisation=scanner.organisation,
        scan=scan,
        rule_set=scanner.rule_set,
        today=scanner.organisation.grid_company.today,
    )


def _queries(path: Path) -> Iterator[dict[str, Any]]:
    """Each line's query; a bad line comes as a fault with its number, and the rest goes on."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: cannot be read as UTF-8 text", path=str(path)) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
        except ValueError:
            asked = None
        if isinstance(asked, dict) and isinstance(asked.get("query"), str):
            yield asked
        else:
            yield {"fault": text('{path}:{number}: is no JSON object with a "query"', path=path, number=number)}
