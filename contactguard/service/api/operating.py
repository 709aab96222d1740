"""What those who run the service ask it: is it up, can it work, what did it count, what does it offer."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.service.access import public, required, requires
from contactguard.service.api.openapi import document
from contactguard.service.api.operations import Handle, Operation
from contactguard.service.keys import METRICS, SERVICES
from contactguard.store.schema import check_schema

OPENAPI = web.AppKey("openapi", dict)


@public
async def healthz(request: web.Request) -> web.Response:
    return web.json_response({"status": "up"})


@public
async def readyz(request: web.Request) -> web.Response:
    """Ready while the database answers and fits. Raises StorageError or SchemaError."""
    services = request.app[SERVICES]
    await check_schema(services.database)
    return web.json_response({"status": "ready", "rule_set": services.scanner.rule_set})


@requires(Right.OPERATE, or_here=True)
async def metrics(request: web.Request) -> web.Response:
    return web.Response(body=request.app[METRICS].text(), headers={"Content-Type": "text/plain; version=0.0.4"})


@public
async def openapi(request: web.Request) -> web.Response:
    return web.json_response(request.app[OPENAPI])


def add_operating(app: web.Application, operations: list[tuple[Operation, Handle]]) -> None:
    app[OPENAPI] = document((one, required(handle)) for one, handle in operations)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/api/v1/openapi.json", openapi)
