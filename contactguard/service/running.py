"""Settings in, a running service out."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from contactguard.errors import InputError
from contactguard.service.answering import DESK
from contactguard.service.app import create_app
from contactguard.service.auth.addresses import is_loopback, is_secure
from contactguard.wiring import Services, ensure_way_back

log = logging.getLogger(__name__)


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[str]:
    """The address of the service, which answers until the end. Raises InputError for a host or port it may not take."""
    host, port = services.settings.host, services.settings.port
    ensure_way_back(services.settings)
    if not is_loopback(host) and not is_secure(services.settings):
        log.warning("passwords and contacts cross the network in the clear: put a reverse proxy with https before it")
    app = create_app(services)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise InputError(
                "{host}:{port} cannot be listened on: {reason}; try --port 0",
                port=port,
                host=host,
                reason=error.strerror,
            ) from error
        app[DESK].begin_scanning()  # which has the index ready first: no search of the day shall wait for it
        yield f"http://{_shown(host)}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def serve_until_stopped(services: Services, begun: Callable[[str], None]) -> None:
    """Serves until Ctrl-C or a polite kill; `begun` hears the address once it answers."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no signal handlers on its loop
            loop.add_signal_handler(name, stopped.set)
    async with serving(services) as address:
        begun(address)
        await stopped.wait()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
