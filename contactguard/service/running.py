"""Settings in, a running service out: bound to this machine alone until there is a login."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from contactguard.errors import InputError
from contactguard.service.answering import DESK
from contactguard.service.app import create_app
from contactguard.service.middlewares.loopback import is_loopback
from contactguard.wiring import Services


@asynccontextmanager
async def serving(services: Services) -> AsyncIterator[str]:
    """The address of the service, which answers until the end. Raises InputError for a host or port it may not take."""
    host, port = services.settings.host, services.settings.port
    if not is_loopback(host):
        raise InputError(
            f"there is no login yet, so the pages are shown to this machine only: {host!r} is refused; "
            "leave --host out, and reach the pages from elsewhere through an SSH tunnel",
            host=host,
        )
    app = create_app(services)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise InputError(
                f"{host}:{port} cannot be listened on: {error.strerror}; try --port 0", port=port
            ) from error
        app[DESK].prepare()  # the first search of the day shall not wait for the index
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
