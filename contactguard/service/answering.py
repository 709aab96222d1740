"""The knowledge base inside the app: opened with it, closed with it, its uses noted without people."""

import logging
from collections.abc import AsyncIterator
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web

from contactguard.contacts.model import Contact
from contactguard.errors import ContactguardError
from contactguard.knowledge.desk import Desk, Shelf
from contactguard.knowledge.publication import Publication
from contactguard.policies.finding import Finding
from contactguard.service.keys import ACTOR, SCANS, SERVICES
from contactguard.store.answer_use import Use, UseRepository
from contactguard.store.answers import AnswerRepository

DESK = web.AppKey("desk", Desk)
USES = web.AppKey("uses", UseRepository)

log = logging.getLogger(__name__)


def set_up_answers(app: web.Application) -> None:
    services = app[SERVICES]
    scanner = services.scanner
    zone = ZoneInfo(scanner.organisation.grid_company.time_zone)
    publication = Publication(
        store=AnswerRepository(services.database),
        organisation=scanner.organisation,
        scan=partial(_scanned, app),
        rule_set=scanner.rule_set,
        today=partial(_today, zone),
    )
    app[DESK] = Desk(publication)
    app[USES] = UseRepository(services.database)
    app.cleanup_ctx.append(_closing)


async def shelf(request: web.Request) -> Shelf:
    return await request.app[DESK].shelf()


def acting(request: web.Request) -> str:
    """Who asks, as the audit chain names them."""
    return request[ACTOR].name


async def note_use(request: web.Request, use: Use) -> None:
    """Keeps what was used. An agent gets her answer also when the database is locked, so a failure is only logged."""
    try:
        await request.app[USES].add_use(use)
    except ContactguardError:
        log.exception("a use of the knowledge base was not noted")


async def _scanned(app: web.Application, contact: Contact) -> list[Finding]:
    return await app[SCANS].findings(contact)


async def _closing(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[DESK].close()


def _today(zone: ZoneInfo) -> date:
    return datetime.now(zone).date()
