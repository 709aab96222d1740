"""Turns whatever a handler raises into one shape: JSON for programs, a page that says the same for a person."""

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from contactguard.service.errors import told
from contactguard.service.keys import WORDS
from contactguard.service.pages.rendering import error_page

log = logging.getLogger(__name__)

KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except Exception as error:  # noqa: BLE001 - the outermost loop of a request
        return _answer(request, error)


def _answer(request: web.Request, error: Exception) -> web.Response:
    status, body = told(error, request[WORDS])
    if status >= 500:
        log.exception("request to %s failed", _route(request), exc_info=error)
    headers = (
        {name: error.headers[name] for name in KEPT if name in error.headers}
        if isinstance(error, web.HTTPException)
        else {}
    )
    if _is_person(request):
        return error_page(request, status, body["error"]["message"], headers)
    return web.json_response(body, status=status, headers=headers)


def _is_person(request: web.Request) -> bool:
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "no route"
