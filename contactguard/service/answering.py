"""The knowledge base inside the app: opened with it, closed with it, its uses noted without people."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from urllib.parse import unquote

from aiohttp import web

from contactguard.contacts.model import Contact
from contactguard.errors import ContactguardError, InputError
from contactguard.knowledge.desk import Desk, Shelf
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.version import Version
from contactguard.policies.finding import Finding
from contactguard.service.keys import ACTOR, SCANS, SERVICES
from contactguard.store.answers.use import Use, UseRepository
from contactguard.store.answers.versions import AnswerRepository

DESK = web.AppKey("desk", Desk)
USES = web.AppKey("uses", UseRepository)
TEAM = "team"  # cookie and parameter

log = logging.getLogger(__name__)


def set_up_answers(app: web.Application) -> None:
    services = app[SERVICES]
    scanner = services.scanner
    publication = Publication(
        store=AnswerRepository(services.database),
        organisation=scanner.organisation,
        scan=partial(_scanned, app),
        rule_set=scanner.rule_set,
        today=scanner.organisation.grid_company.today,
    )
    app[DESK] = Desk(publication)
    app[USES] = UseRepository(services.database)
    app.cleanup_ctx.append(_closing)


async def shelf(request: web.Request) -> Shelf:
    return await request.app[DESK].shelf()


def acting(request: web.Request) -> str:
    """Who asks, as the audit chain names them."""
    return request[ACTOR].name


def publication_of(request: web.Request) -> Publication:
    return request.app[DESK].publication


async def take_step(request: web.Request, key: str) -> Version:
    """Takes a version a step on, both as the address says. Raises ConflictError where it may not."""
    publication, by = publication_of(request), acting(request)
    version = await _version(request, key)
    match request.match_info["step"]:
        case "inspect":
            taken = await publication.inspect(version)
        case "approve":
            taken = await publication.approve(version, by)
        case "publish":
            taken = await publication.publish(version, by)
        case "retire":
            taken = await publication.retire(version, by)
        case step:
            raise InputError("there is no step {step!r}; use inspect, approve, publish or retire", step=step)
    await request.app[DESK].renew()
    return taken


async def _version(request: web.Request, key: str) -> Version:
    number = request.match_info["number"]
    if not number.isdecimal() or len(number) > 9:
        raise InputError("a version is a number, not {number!r}", number=number)
    return await publication_of(request).version(key, int(number))


async def note_use(request: web.Request, use: Use) -> None:
    """Keeps what was used. An agent gets her answer also when the database is locked, so a failure is only logged.

    The team is that of the program, or the one that the ticket system named when it opened the page. Whoever asks for
    no more than the headers has read nothing.
    """
    if request.method == "HEAD":
        return
    try:
        await request.app[USES].add_use(replace(use, team=use.team or unquote(request.cookies.get(TEAM, "")) or None))
    except ContactguardError:
        log.exception("a use of the knowledge base was not noted")


async def _scanned(app: web.Application, contact: Contact) -> list[Finding]:
    return await app[SCANS].findings(contact)


async def _closing(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[DESK].close()
