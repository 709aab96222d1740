"""Refuses addresses with a NUL byte: PostgreSQL takes none, and nothing here is called by one."""

from aiohttp import web
from aiohttp.typedefs import Handler


@web.middleware
async def paths_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    if "%00" in request.raw_path:
        raise web.HTTPBadRequest(text="the address holds a NUL byte (%00); take it out")
    return await handler(request)
