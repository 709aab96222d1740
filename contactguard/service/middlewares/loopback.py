"""Until there is a login, only this machine is served, and only pages of our own may send anything.

The name asked for is checked as well as the address: a foreign page may point its own name at this machine.
"""

import ipaddress

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

_READING = {"GET", "HEAD", "OPTIONS"}


def is_loopback(host: str) -> bool:
    """True for localhost and the addresses of this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


@web.middleware
async def loopback_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not is_loopback(request.remote or "") or not is_loopback(_host(request.host)):
        raise web.HTTPForbidden(text="only this machine is served, as 127.0.0.1 or localhost, until there is a login")
    if request.method not in _READING and not _from_ourselves(request):
        raise web.HTTPForbidden(text="another web site may not send anything here")
    return await handler(request)


def _from_ourselves(request: web.Request) -> bool:
    """A program sends no origin; a browser always does with what it sends."""
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.host}"


def _host(header: str) -> str:
    try:
        return URL(f"http://{header}").host or ""
    except ValueError:
        return ""
