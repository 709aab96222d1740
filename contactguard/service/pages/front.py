"""The officer's front page: what came in last, what waits, and this month beside the usual."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.reporting.counting import month_figures
from contactguard.scanning.intake import SOURCE
from contactguard.service.access import signed_in
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.login import home
from contactguard.service.pages.rendering import page
from contactguard.store.findings import FindingFilter
from contactguard.wiring import Services

MINUTES_A_FINDING = 1.5  # reading an excerpt in its contact and deciding; to be measured once verdicts are kept
NEWEST = 5

routes = web.RouteTableDef()


@routes.get("/", name="front")
@signed_in
async def front(request: web.Request) -> web.Response:
    if not request[ACTOR].may(Right.READ_CONTACTS):
        raise web.HTTPFound(home(request[ACTOR]))
    services = request.app[SERVICES]
    months = await services.counts.months()
    figures = await month_figures(services.counts, services.scanner.organisation, months[-1]) if months else None
    waiting = sum((await services.findings.count()).values())
    newest = await services.findings.page(FindingFilter(), limit=NEWEST)
    return page(
        request,
        "front.html",
        scan=await _last_scan(services),
        figures=figures,
        waiting=waiting,
        minutes=round(waiting * MINUTES_A_FINDING),
        hours=round(waiting * MINUTES_A_FINDING / 60),
        newest=newest.findings,
        lines={line.id: line.label for line in services.scanner.organisation.lines},
    )


async def _last_scan(services: Services) -> object | None:
    """The last scan of sources; what programs hand in one by one has its own line in the list of scans."""
    scan = await services.counts.last_finished_scan(besides=[SOURCE])
    if scan is None:
        return None
    told = next((one for one in await services.scans.latest(200) if one.id == scan), None)
    return {"told": told, "ledger": await services.scans.ledger(scan)}
