"""Training held: for whom, on what, how many came; figures by year, never names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.reporting import incident_labels
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages import forms
from contactguard.service.pages.paging import paged
from contactguard.service.pages.register.incidents import frame
from contactguard.service.pages.rendering import page
from contactguard.store.register.records import NewTraining, Training

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Year:
    """A year's training; `hours` are those of everybody who came, together."""

    year: int
    sessions: int
    invited: int
    attended: int
    hours: float


@routes.get("/training", name="training")
@requires(Right.READ_DECIDED)
async def training(request: web.Request) -> web.Response:
    register = request.app[SERVICES].register
    every = await register.training.all()
    years = sorted({one.held_on.year for one in every if one.struck_by is None}, reverse=True)
    sessions, rest = paged(request, every)
    linked = request.query.get("incident", "")
    return page(
        request,
        "incidents/training.html",
        sessions=sessions,
        rest=rest,
        years=[year_of(every, year) for year in years],
        incidents=await register.incidents.all(),
        linked=_number(linked),
        today=register.today(),
        **await frame(request),
    )


@routes.post("/training")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def record(request: web.Request) -> web.Response:
    fields = await forms.read(request)
    told: dict[str, Any] = {name: fields.get(name, "") for name in ("subject", "audience", "material")}
    told |= {name: forms.number(fields, name) for name in ("minutes", "invited", "attended")}
    incidents = filter(None, map(_number, fields.getall("incident", [])))
    new = NewTraining(held_on=forms.day(fields, "held_on"), incidents=tuple(incidents), **told)
    await request.app[SERVICES].register.train(request[ACTOR], new)
    raise web.HTTPSeeOther("/training")


@routes.post(r"/training/{id:\d{1,9}}/strike", name="strike-training")
@requires(Right.DECIDE)
async def strike(request: web.Request) -> web.Response:
    fields, number = await forms.read(request), int(request.match_info["id"])
    await request.app[SERVICES].register.strike(request[ACTOR], number, fields.get("reason", ""))
    raise web.HTTPSeeOther("/training")


def year_of(every: Sequence[Training], year: int) -> Year:
    """Struck sessions count for nothing."""
    held = [one for one in every if one.held_on.year == year and one.struck_by is None]
    return Year(
        year=year,
        sessions=len(held),
        invited=sum(one.invited for one in held),
        attended=sum(one.attended for one in held),
        hours=round(sum(one.minutes * one.attended for one in held) / 60, 1),
    )


def _number(incident: str) -> int | None:
    """None for what no page gave out."""
    return int(incident) if incident.isdecimal() and len(incident) <= 9 else None
