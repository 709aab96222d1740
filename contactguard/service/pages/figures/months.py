"""The month: the same figures, charts and sentences as in its report."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.dispatch.reports import Format, month_report
from contactguard.errors import NotFoundError
from contactguard.knowledge.topics import titles
from contactguard.reporting.charts import chart_beside
from contactguard.reporting.part_names import part_names
from contactguard.service.access import requires
from contactguard.service.api.reports import figures_of_month
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages.figures.behind import findings_behind
from contactguard.service.pages.rendering import page

CHARTS = ("trend", "policies")

routes = web.RouteTableDef()


@routes.get("/months", name="months")
@requires(Right.READ_FIGURES)
async def latest_month(request: web.Request) -> web.Response:
    """The last month that has contacts."""
    known = await request.app[SERVICES].counts.months()
    if not known:
        return page(request, "no_month.html")
    raise web.HTTPFound(f"/months/{known[-1]}")


@routes.get("/months/{month}", name="month")
@requires(Right.READ_FIGURES)
async def month(request: web.Request) -> web.Response:
    figures, words = await figures_of_month(request), request[WORDS]
    names = part_names(figures, titles(words.language), words)
    behind = findings_behind(request, {"month": figures.month})
    return page(request, "figures/month.html", figures=figures, names=names, behind=behind)


@routes.get("/months/{month}/charts/{name}", name="chart")
@requires(Right.READ_FIGURES)
async def month_chart(request: web.Request) -> web.Response:
    """A chart of the month as SVG, which the page puts in once it is drawn."""
    name = request.match_info["name"]
    if name not in CHARTS:
        raise NotFoundError("there is no chart {key!r}", kind="chart", key=name)
    svg = await chart_beside(await figures_of_month(request), name, request[WORDS])
    return web.Response(text=svg, content_type="image/svg+xml")


@routes.get("/months/{month}/report.{format}", name="month_report")
@requires(Right.READ_FIGURES)
async def report(request: web.Request) -> web.Response:
    """The month as a file to hand on; its excerpts for those who may read contacts."""
    asked = request.match_info["format"]
    if asked not in set(Format):
        raise NotFoundError(
            "there is no report as {key!r}; there are {known}", kind="report", key=asked, known=", ".join(Format)
        )
    services, month = request.app[SERVICES], request.match_info["month"]
    excerpts = request[ACTOR].may(Right.READ_CONTACTS)
    made = await month_report(services, month, Format(asked), request[WORDS], excerpts=excerpts)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return web.Response(body=made.content, content_type=made.media, charset=None, headers=headers)
