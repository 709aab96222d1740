"""The month: the same figures, charts and sentences as in its report."""

from aiohttp import web

from contactguard.reporting.counting import month_figures
from contactguard.reporting.month import month_context
from contactguard.service.keys import SERVICES, WORDS
from contactguard.service.pages.rendering import page

routes = web.RouteTableDef()


@routes.get("/months", name="months")
async def latest_month(request: web.Request) -> web.Response:
    """The last month that has contacts."""
    known = await request.app[SERVICES].counts.months()
    if not known:
        return page(request, "no_month.html")
    raise web.HTTPFound(f"/months/{known[-1]}")


@routes.get("/months/{month}", name="month")
async def month(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    figures = await month_figures(services.counts, services.scanner.organisation, request.match_info["month"])
    known = await services.counts.months()
    return page(
        request, "month.html", known=list(reversed(known)), **await month_context(figures, request[WORDS])
    )
