"""Counts and times every request by the pattern of its route."""

import time

from aiohttp import web
from aiohttp.typedefs import Handler

from contactguard.service.keys import METRICS

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@web.middleware
async def measuring_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    begun = time.perf_counter()
    try:
        response = await handler(request)
    except web.HTTPRedirection as redirection:
        _note(request, redirection.status, begun)
        raise
    _note(request, response.status, begun)
    return response


def _note(request: web.Request, status: int, begun: float) -> None:
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "none"
    method = request.method if request.method in _METHODS else "other"
    metrics = request.app[METRICS]
    metrics.requests.labels(method, route, status).inc()
    metrics.seconds.labels(route).observe(time.perf_counter() - begun)
