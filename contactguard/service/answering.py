"""The knowledge base inside the app: opened with it, closed with it, its uses noted without people."""

import logging
from collections.abc import AsyncIterator
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web

from contactguard.errors import ContactguardError
from contactguard.knowledge.desk import Desk, Shelf
from contactguard.knowledge.publication import Publication
from contactguard.service.keys import SERVICES
from contactguard.store.answers import AnswerRepository, Use

DESK = web.AppKey("desk", Desk)

log = logging.getLogger(__name__)


def set_up_answers(app: web.Application) -> None:
    services = app[SERVICES]
    scanner = services.scanner
    zone = ZoneInfo(scanner.organisation.grid_company.time_zone)
    publication = Publication(
        store=AnswerRepository(services.database),
        organisation=scanner.organisation,
        scan=scanner.scan,
        rule_set=scanner.rule_set,
        today=partial(_today, zone),
    )
    app[DESK] = Desk(publication)
    app.cleanup_ctx.append(_closing)


async def shelf(request: web.Request) -> Shelf:
    return await request.app[DESK].shelf()


async def note_use(request: web.Request, use: Use) -> None:
    """Keeps what was used. An agent gets her answer also when the database is locked, so a failure is only logged."""
    try:
        await request.app[DESK].publication.store.add_use(use)
    except ContactguardError:
        log.exception("a use of the knowledge base was not noted")


async def _closing(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[DESK].close()


def _today(zone: ZoneInfo) -> date:
    return datetime.now(zone).date()
