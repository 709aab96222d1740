"""Samples: what they say about the misses, a new draw with its preview, and one sample with what reading it showed."""

from collections.abc import Set
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.reporting.judged import sampled
from contactguard.reporting.statistics.elusion import Missed, Stratum, missed
from contactguard.reporting.statistics.planner import plan
from contactguard.review.sampling import Plan
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages.paging import paged
from contactguard.service.pages.rendering import page
from contactguard.store.counts.records import CountFilter
from contactguard.store.review.sample_records import SampledContact, StoredSample
from contactguard.wiring import Services

MINUTES = 60  # offered for a first draw
PROMISES = (0.7, 0.8, 0.9)

routes = web.RouteTableDef()


@routes.get("/samples", name="samples")
@requires(Right.READ_FIGURES)
async def samples(request: web.Request) -> web.Response:
    services, actor = request.app[SERVICES], request[ACTOR]
    drawn = await services.samples.samples.all()
    waiting = await services.samples.waiting(actor) if actor.may(Right.REVIEW) else (0, 0)
    told = await _together(services, drawn) if drawn else None
    listed, rest = paged(request, drawn)
    return page(request, "samples/samples.html", samples=listed, rest=rest, told=told, waiting=waiting, rights=Right)


@routes.get("/samples/draw", name="sample-draw")
@requires(Right.DECIDE)
async def draw_form(request: web.Request) -> web.Response:
    """The form with a preview of what its choice would draw."""
    services, query = request.app[SERVICES], request.query
    months = await services.counts.months()
    if not months:
        return page(request, "samples/draw.html", months=[], chosen=None, plan=None, told="", promises=[], seed="")
    last = query.get("last") or months[-1]
    first = query.get("first") or last
    try:
        minutes = int(query.get("minutes") or MINUTES)
        preview = await services.samples.plan(first, last, minutes)
        fault = ""
    except (InputError, ValueError) as error:
        minutes, preview = MINUTES, None
        words = request[WORDS]
        fault = words.error(error) if isinstance(error, InputError) else words.text("give the minutes as a number")
    chosen = {"first": first, "last": last, "minutes": minutes}
    promises = await _promises(services, preview, first, last) if preview else []
    return page(
        request,
        "samples/draw.html",
        months=months,
        chosen=chosen,
        plan=preview,
        told=fault,
        promises=promises,
        seed=query.get("seed", ""),
        lines=_lines(services),
    )


@routes.post("/samples", name="sample-drawn")
@requires(Right.DECIDE)
async def draw(request: web.Request) -> web.Response:
    form = await request.post()
    try:
        minutes = int(str(form.get("minutes", "")))
        seed = int(str(form["seed"])) if form.get("seed") else None
    except ValueError:
        raise InputError("minutes and seed are whole numbers") from None
    first, last = str(form.get("first", "")), str(form.get("last", ""))
    number = await request.app[SERVICES].samples.draw(request[ACTOR], first, last, minutes, seed)
    raise web.HTTPSeeOther(f"/samples/{number}")


@routes.get(r"/samples/{id:\d{1,9}}", name="sample")
@requires(Right.READ_DECIDED)
async def sample(request: web.Request) -> web.Response:
    services, number = request.app[SERVICES], int(request.match_info["id"])
    stored = await services.samples.samples.get(number)
    strata = await services.samples.samples.strata(number)
    told = missed(
        Stratum(one.kind.group, one.kind.line, one.kind.channel, one.population, one.read, one.breaches)
        for one in strata
    )
    contacts = await services.samples.samples.contacts(number)
    blind = {one.position for one in contacts if services.samples.is_blind(request[ACTOR], one)}
    read, rest = paged(request, _missed_first([one for one in contacts if one.given], blind))
    return page(
        request,
        "samples/sample.html",
        sample=stored,
        strata=strata,
        told=told,
        read=read,
        rest=rest,
        blind=blind,
        lines=_lines(services),
        rights=Right,
    )


def _missed_first(read: list[SampledContact], blind: Set[int]) -> list[SampledContact]:
    """Their place gives nothing away: what is blind yet stands last."""
    return sorted(read, key=lambda one: (one.position in blind, one.position not in blind and not one.missed))


async def _together(services: Services, drawn: list[StoredSample]) -> Missed:
    """What all samples of the last year of months say together."""
    last = max(one.last_month for one in drawn)
    first = f"{int(last[:4]) - 1}{last[4:]}"
    strata = await services.counts.strata(CountFilter(first, last))
    return missed(sampled(strata))


async def _promises(services: Services, preview: Plan, first: str, last: str) -> list[dict[str, Any]]:
    """How many unflagged contacts must be read to promise how much is found; none without a breach found."""
    found = sum(one.breached for one in await services.counts.found(CountFilter(first, last)))
    silent = sum(one.population for one in preview.strata if one.kind.group == "silent")
    minutes = preview.silent_minutes()
    return [{"recall": recall, "plan": plan(recall, found, silent, minutes=minutes)} for recall in PROMISES if found]


def _lines(services: Services) -> dict[str, str]:
    return {line.id: line.label for line in services.scanner.organisation.lines}
