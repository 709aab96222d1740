"""The scans with their ledgers, and what failed in them."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.service.access import requires
from contactguard.service.keys import SERVICES
from contactguard.service.pages.paging import PAGE, asked, paged
from contactguard.service.pages.rendering import page

routes = web.RouteTableDef()


@routes.get("/scans", name="scans")
@requires(Right.OPERATE)
async def scans(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    latest, rest = paged(request, await services.scans.latest(asked(request) + PAGE + 1))
    ledgers = [(scan, await services.scans.ledger(scan.id)) for scan in latest]
    failures, seeded = await services.contacts.failed(), await services.seeded.last()
    return page(request, "scans.html", ledgers=ledgers, rest=rest, failures=failures, seeded=seeded)


@routes.get(r"/scans/{id:\d{1,9}}", name="scan")
@requires(Right.OPERATE)
async def scan(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    number = int(request.match_info["id"])
    told, ledger = await services.scans.get(number), await services.scans.ledger(number)
    failures = [one for one in await services.contacts.failed() if one.scan == number]
    seeded = await services.seeded.of_scan(number)
    return page(request, "scan.html", scan=told, ledger=ledger, failures=failures, seeded=seeded)
