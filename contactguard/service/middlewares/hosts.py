"""Answers only to its own names, and takes nothing that another web site sends."""

from aiohttp import web
from aiohttp.typedefs import Handler

from contactguard.service.auth.addresses import is_own_host, own_origin
from contactguard.service.keys import SERVICES

READING = {"GET", "HEAD", "OPTIONS"}
HEALTH = {"/healthz", "/readyz"}  # asked by address, and they tell nothing


@web.middleware
async def hosts_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path not in HEALTH and not is_own_host(request):
        raise web.HTTPForbidden(text="this name is not known here; the setting public_url says the service's own")
    if request.method not in READING and not _from_ourselves(request):
        raise web.HTTPForbidden(text="another web site may not send anything here")
    return await handler(request)


def _from_ourselves(request: web.Request) -> bool:
    """A program sends no origin, or its token, by which alone it is judged then (see `identify`); a browser always an
    origin, and for another site no token.
    """
    origin = None if "Authorization" in request.headers else request.headers.get("Origin")
    own = {f"{request.scheme}://{request.host}", own_origin(request.app[SERVICES].settings)}
    return origin is None or origin in own
