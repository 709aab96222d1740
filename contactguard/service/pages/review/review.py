"""The review desk: one finding after the other, read in its contact and decided, by keyboard alone if one likes."""

from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import ConflictError, InputError
from contactguard.review.desk import Task
from contactguard.review.verdicts import Judgement
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages.rendering import page
from contactguard.service.pages.review.task import task_shown
from contactguard.store.review.records import Verdict

routes = web.RouteTableDef()


@routes.get("/review", name="review")
@requires(Right.REVIEW)
async def next_task(request: web.Request) -> web.Response:
    """The next to read, or with `after` or `before` that beside another."""
    after, before = request.query.get("after", ""), request.query.get("before", "")
    task = await request.app[SERVICES].desk.take(request[ACTOR], after=after, before=before)
    return await _task(request, task) if task else await _all_read(request)


@routes.get("/review/{id}", name="review-one")
@requires(Right.REVIEW)
async def one_task(request: web.Request) -> web.Response:
    desk, actor = request.app[SERVICES].desk, request[ACTOR]
    try:
        task = await desk.open(actor, request.match_info["id"])
    except ConflictError as error:
        return await _next(request, told=request[WORDS].error(error))
    return await _task(request, task)


@routes.post("/review/undo", name="review-undo")
@requires(Right.REVIEW)
async def undo(request: web.Request) -> web.Response:
    """The last verdict is taken back, and its finding shown again."""
    desk, actor = request.app[SERVICES].desk, request[ACTOR]
    try:
        task = await desk.open(actor, await desk.take_back(actor))
    except ConflictError as error:
        return await _next(request, told=request[WORDS].error(error))
    return await _task(request, task, taken_back=True)


@routes.post("/review/{id}/verdict", name="review-verdict")
@requires(Right.REVIEW)
async def give_verdict(request: web.Request) -> web.Response:
    desk, actor = request.app[SERVICES].desk, request[ACTOR]
    fingerprint, form = request.match_info["id"], await request.post()
    try:
        judgement = _judgement({name: str(value) for name, value in form.items()})
    except InputError as error:
        task = await desk.open(actor, fingerprint)
        return await _task(request, task, told=request[WORDS].error(error), given=dict(form))
    for_officer = (await desk.history(fingerprint)).standing is not None
    try:
        decided = await desk.decide(actor, fingerprint, judgement, alone="alone" in form)
    except ConflictError as error:
        return await _next(request, told=request[WORDS].error(error))
    if for_officer:
        return _to(request, "/disputes")
    if "HX-Request" not in request.headers:
        return _to(request, "/review")
    return await _next(request, saved=judgement.verdict, decided=len(decided))


@routes.post("/findings/{id}/reopen", name="reopen")
@requires(Right.DECIDE)
async def reopen(request: web.Request) -> web.Response:
    services, fingerprint = request.app[SERVICES], request.match_info["id"]
    note = str((await request.post()).get("note", ""))
    await services.desk.reopen(request[ACTOR], fingerprint, note)
    stored = await services.findings.get(fingerprint)
    address = request.app.router["contact"].url_for(id=stored.contact_id).with_query(finding=fingerprint)
    return _to(request, str(address))


async def _next(request: web.Request, **told: Any) -> web.Response:
    task = await request.app[SERVICES].desk.take(request[ACTOR])
    return await _task(request, task, **told) if task else await _all_read(request, **told)


async def _task(request: web.Request, task: Task, **told: Any) -> web.Response:
    seen = await task_shown(request, task)
    undo = await request.app[SERVICES].desk.may_take_back(request[ACTOR])
    return _page(request, "review/desk.html", f"/review/{task.fingerprint}", **seen, undo=undo, **told)


async def _all_read(request: web.Request, **told: Any) -> web.Response:
    desk, actor = request.app[SERVICES].desk, request[ACTOR]
    return _page(
        request,
        "review/all_read.html",
        "/review",
        undo=await desk.may_take_back(actor),
        elsewhere=(await desk.work()).decisions,
        to_decide=len(await desk.to_decide()) if actor.may(Right.DECIDE) else 0,
        scanned=bool(await request.app[SERVICES].counts.months()),
        **told,
    )


def _page(request: web.Request, template: str, address: str, **told: Any) -> web.Response:
    """The address moves along, so that a page loaded again is the one that was left."""
    nothing: dict[str, Any] = {"told": "", "saved": None, "decided": 0, "taken_back": False}
    given = {"verdict": "", "reason": "", "note": ""} | told.pop("given", {})
    return page(request, template, headers={"HX-Replace-Url": address}, given=given, **(nothing | told))


def _to(request: web.Request, address: str) -> web.Response:
    if "HX-Request" in request.headers:
        return web.Response(headers={"HX-Redirect": address})
    raise web.HTTPSeeOther(address)


def _judgement(form: dict[str, str]) -> Judgement:
    """Raises InputError for what the form lacks."""
    try:
        verdict = Verdict(form.get("verdict", ""))
    except ValueError:
        raise InputError("choose a verdict: breach, no breach or unclear") from None
    return Judgement(verdict, form.get("reason", ""), form.get("note", ""))
