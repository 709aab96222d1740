"""What waits for the officer: verdicts that an agent disputes, and findings on which two blind verdicts differ."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages.paging import paged
from contactguard.service.pages.rendering import page

routes = web.RouteTableDef()


@routes.get("/disputes", name="disputes")
@requires(Right.DECIDE)
async def disputes(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    every = await services.desk.to_decide()
    shown, rest = paged(request, every)
    histories = await services.desk.histories(shown)
    waiting = [(await services.findings.get(one.fingerprint), one) for one in histories]
    actor = request[ACTOR]
    return page(
        request,
        "review/disputes.html",
        count=len(every),
        waiting=waiting,
        rest=rest,
        refusals=await services.desk.refusals(actor, histories),
        party={one.fingerprint for one in histories if actor.name in one.parties},
        lines={line.id: line.label for line in services.scanner.organisation.lines},
    )
