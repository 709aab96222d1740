"""Lets verdicts become final when their time is over, as long as the app runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from contactguard.review.desk import Desk
from contactguard.service.keys import SERVICES

EVERY_S = 3600

log = logging.getLogger(__name__)


async def settling(app: web.Application) -> AsyncIterator[None]:
    stopped = asyncio.Event()
    task = asyncio.create_task(_settle(app[SERVICES].desk, stopped))
    yield
    stopped.set()
    await task


async def _settle(desk: Desk, stopped: asyncio.Event) -> None:
    """At once, since some services run for less than an hour, and each hour; what fails in one is tried in the next."""
    while not stopped.is_set():
        try:
            await desk.settle()
        except Exception:  # the service goes on, and nobody else would hear of it before it ends
            log.exception("verdicts were not settled")
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), EVERY_S)
