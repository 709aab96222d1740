"""The figures of any period and part: tables, charts, what is behind each number, and the same as files."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup
from pydantic import ValidationError

from contactguard.accounts.roles import Right
from contactguard.dispatch.year_file import year_file
from contactguard.knowledge.topics import titles
from contactguard.reporting.charts import CHARTS, chart_beside
from contactguard.reporting.figures import Figures
from contactguard.reporting.part_names import PartNames, part_names
from contactguard.reporting.statistics.planner import Plan, plan
from contactguard.reporting.tables import as_csv, as_xlsx, tables
from contactguard.service.access import requires
from contactguard.service.api.figures import FiguresQuery, figures_asked
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages.figures.behind import findings_behind
from contactguard.service.pages.rendering import page
from contactguard.store.review.drawing import DrawRepository

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROMISE = 0.8  # recall, as the page's example of what a promise takes
ASSUMED_MINUTES = 2.0  # a reading, until enough were timed

routes = web.RouteTableDef()


@routes.get("/figures", name="figures")
@requires(Right.READ_FIGURES)
async def figures(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    months = await services.counts.months()
    if not months:
        return page(request, "no_month.html")
    query = _query(request, months)
    told = await figures_asked(services, query)
    names = part_names(told, titles(request[WORDS].language), request[WORDS])
    minutes = _usual_minutes(told, await DrawRepository(services.database).seconds())
    return page(
        request,
        "figures/figures.html",
        figures=told,
        query=query,
        behind=findings_behind(request, told.selection.model_dump(exclude_none=True)),
        asked=urlencode(_given(query)),
        charts=list(CHARTS),
        choices=await _choices(request, months, names),
        names=names,
        plan=_plan(told, minutes or ASSUMED_MINUTES),
        minutes=minutes,
    )


@routes.get("/figures/charts", name="figures_charts")
@requires(Right.READ_FIGURES)
async def charts(request: web.Request) -> web.Response:
    """All charts of the page, which puts each in its place once they are drawn."""
    services = request.app[SERVICES]
    told = await figures_asked(services, _query(request, await services.counts.months()))
    drawn = {name: Markup(await chart_beside(told, name, request[WORDS])) for name in CHARTS}
    return page(request, "figures/charts.html", drawn={name: chart for name, chart in drawn.items() if chart})


@routes.get("/figures.csv", name="figures_csv")
@requires(Right.READ_FIGURES)
async def figures_csv(request: web.Request) -> web.Response:
    told, words = await _asked(request), request[WORDS]
    body = as_csv(tables(told, titles(words.language), words)).encode(
        "utf-8-sig"
    )  # the mark tells a spreadsheet that it is UTF-8
    return _file(body, "text/csv", told, "csv")


@routes.get("/figures.xlsx", name="figures_xlsx")
@requires(Right.READ_FIGURES)
async def figures_xlsx(request: web.Request) -> web.Response:
    told, words = await _asked(request), request[WORDS]
    return _file(await asyncio.to_thread(as_xlsx, tables(told, titles(words.language), words)), XLSX, told, "xlsx")


@routes.get("/figures/{year}.json", name="figures_year")
@requires(Right.READ_FIGURES)
async def figures_year(request: web.Request) -> web.Response:
    """The anonymised year in the open format."""
    made = await year_file(request.app[SERVICES], request.match_info["year"], by=request[ACTOR].name)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return web.Response(body=made.content, content_type=made.media, headers=headers)


async def _asked(request: web.Request) -> Figures:
    services = request.app[SERVICES]
    return await figures_asked(services, _query(request, await services.counts.months()))


def _file(body: bytes, kind: str, told: Figures, ending: str) -> web.Response:
    name = f"figures-{told.selection.first}-{told.selection.last}.{ending}"
    return web.Response(body=body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _query(request: web.Request, months: list[str]) -> FiguresQuery:
    """The choices of the form; an empty one asks for all, one that cannot be is passed over: a person sees the page."""
    given = {name: value for name, value in request.query.items() if value and name in FiguresQuery.model_fields}
    given = {name: value for name, value in given.items() if name not in ("first", "last") or value in months}
    if given.get("first", "") > given.get("last", "~"):
        given["first"], given["last"] = given["last"], given["first"]
    while True:
        try:
            return FiguresQuery.model_validate(given)
        except ValidationError as error:
            for fault in error.errors():
                given.pop(str(fault["loc"][0]), None)


def _given(query: FiguresQuery) -> dict[str, str]:
    return {name: str(value) for name, value in query.model_dump(exclude_none=True).items()}


def _usual_minutes(told: Figures, seconds: Mapping[str, float]) -> float | None:
    """What reading a sampled contact takes here, each form by its share; None where too few were timed."""
    timed = [(one.flagged.of, seconds[one.key]) for one in told.channels if one.flagged.of and one.key in seconds]
    contacts = sum(of for of, _ in timed)
    return sum(of * taken for of, taken in timed) / contacts / 60 if contacts else None


def _plan(told: Figures, minutes: float) -> Plan | None:
    """What it would take to promise that four in five breaches are found."""
    silent = told.scanned - told.flow.flagged
    if told.missed is None:
        return None
    return plan(PROMISE, told.flow.breached, silent, minutes=minutes)


async def _choices(request: web.Request, months: list[str], names: PartNames) -> dict[str, dict[str, str]]:
    """For each filter what can be chosen, and how it is called."""
    services, words = request.app[SERVICES], request[WORDS]
    counted = await services.counts.choices()
    lines = {line.id: line.label for line in services.scanner.organisation.lines}
    topics = {key: names.topics.get(key, key) for key in counted["topics"]}
    return {
        "months": {month: words.month(month) for month in reversed(months)},
        "policies": dict(names.policies),
        "channels": {key: said for key, said in names.channels.items() if key in counted["channels"]},
        "languages": {code: names.languages.get(code, code) for code in counted["languages"]},
        "lines": {key: lines.get(key, key) for key in counted["lines"]},
        "topics": dict(sorted(topics.items(), key=lambda one: one[1])),
        "rules": {rule: rule for rule in counted["rules"]},
        "companies": {company: company for company in counted["companies"]},
    }
