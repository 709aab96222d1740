"""Lets verdicts become final when their time is over, as long as the app runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from contactguard.errors import ContactguardError
from contactguard.review.desk import Desk
from contactguard.service.keys import SERVICES

EVERY_S = 3600

log = logging.getLogger(__name__)


async def settling(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(_settle(app[SERVICES].desk))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _settle(desk: Desk) -> None:
    """Each hour; a database that is away for one is there for the next."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await desk.settle()
        except ContactguardError:
            log.exception("verdicts were not settled")
