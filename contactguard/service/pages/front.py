"""The front page of each role: the officer's morning paper, the operation for who runs it, else the work's own."""

from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.reporting.counting import month_figures
from contactguard.review.desk import TO_DECIDE
from contactguard.service.access import signed_in
from contactguard.service.answering import DESK, USES
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.homes import home
from contactguard.service.pages.register.calendar import dates_coming
from contactguard.service.pages.rendering import page
from contactguard.store.review.records import Standing
from contactguard.store.scanned.findings import FindingFilter
from contactguard.wiring import Services

NEWEST = 5

routes = web.RouteTableDef()


@routes.get("/", name="front")
@signed_in
async def front(request: web.Request) -> web.Response:
    services, actor = request.app[SERVICES], request[ACTOR]
    if actor.may(Right.READ_CONTACTS):
        scan = await _last_scan(services)
        return page(
            request,
            "front.html",
            scan=scan,
            **await _paper(services),
            **await _work(request),
            dates=await dates_coming(request),
        )
    if actor.may(Right.OPERATE):
        failures = await services.contacts.failed()
        return page(request, "operation.html", scan=await _last_scan(services), failures=failures)
    raise web.HTTPFound(home(actor))


async def _paper(services: Services) -> dict[str, Any]:
    """What there is to know, for whoever reads contacts."""
    months = await services.counts.months()
    newest = await services.findings.page(FindingFilter(standing=Standing.OPEN), limit=NEWEST)
    return {
        "figures": await month_figures(services.counts, services.scanner.organisation, months[-1]) if months else None,
        "newest": newest.findings,
        "seeded": await services.seeded.last(),
        "lines": {line.id: line.label for line in services.scanner.organisation.lines},
    }


async def _work(request: web.Request) -> dict[str, Any]:
    """What waits for this person."""
    services, actor = request.app[SERVICES], request[ACTOR]
    stand = await services.desk.decided.counts()
    return {
        "work": await services.desk.work(actor if actor.may(Right.REVIEW) else None),
        "to_decide": sum(stand[one] for one in TO_DECIDE) if actor.may(Right.DECIDE) else 0,
        "remarks": len(await request.app[USES].open_remarks()) if actor.may(Right.PUBLISH_ANSWERS) else 0,
        **_texts(request),
        "to_sample": (await services.samples.waiting(actor))[0] if actor.may(Right.REVIEW) else 0,
        "provisional": stand[Standing.PROVISIONAL],
    }


def _texts(request: web.Request) -> dict[str, int]:
    """Answers and scripts that want the officer's eye, in the company's languages, as far as is known yet."""
    known = request.app[DESK].known if request[ACTOR].may(Right.PUBLISH_ANSWERS) else None
    spoken = request.app[SERVICES].scanner.organisation.grid_company.languages
    return {
        "failing": len(known.failing) if known else 0,
        "to_approve": sum(one.wording.language in spoken for one in known.waiting) if known else 0,
    }


async def _last_scan(services: Services) -> object | None:
    """The last scan of sources; what programs hand in one by one has its own line in the list of scans."""
    scan = await services.scans.last()
    return {"told": scan, "ledger": await services.scans.ledger(scan.id)} if scan else None
