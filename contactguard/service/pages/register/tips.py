"""Complaints, tips and doubtful events: anybody signed in may tell one, the officer says what follows."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.reporting import incident_labels
from contactguard.service.access import requires, signed_in
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages import forms
from contactguard.service.pages.paging import paged
from contactguard.service.pages.register.incidents import frame, lines
from contactguard.service.pages.rendering import page
from contactguard.store.register.records import NewTip, TipKind

routes = web.RouteTableDef()


@routes.get("/tell", name="tell")
@signed_in
async def tell(request: web.Request) -> web.Response:
    """The form, and what became of what this person told before."""
    register = request.app[SERVICES].register
    told = await register.tips.told_by(request[ACTOR].name)
    thanks = "thanks" in request.query
    return page(
        request,
        "incidents/tell.html",
        kinds=list(TipKind),
        told=told,
        thanks=thanks,
        today=register.today(),
        **await frame(request),
    )


@routes.post("/tell")
@signed_in
@forms.called(incident_labels.FIELD)
async def take_in(request: web.Request) -> web.Response:
    services, fields = request.app[SERVICES], await forms.read(request)
    tip = NewTip(
        kind=forms.one_of(TipKind, fields, "kind"),
        happened_on=forms.day(fields, "happened_on"),
        text=fields.get("text", ""),
        by=None if "unnamed" in fields else request[ACTOR].name,
        policy=forms.policy(fields),
        line=forms.line(fields, lines(services)),
    )
    await services.register.tip(tip)
    raise web.HTTPSeeOther("/tell?thanks")


@routes.get("/tips", name="tips")
@requires(Right.READ_DECIDED)
async def tips(request: web.Request) -> web.Response:
    every = await request.app[SERVICES].register.tips.all()
    waiting = [one for one in reversed(every) if one.outcome is None]
    decided, rest = paged(request, [one for one in every if one.outcome is not None])
    return page(request, "incidents/tips.html", waiting=waiting, decided=decided, rest=rest, **await frame(request))


@routes.post(r"/tips/{id:\d{1,9}}/set-aside", name="set-tip-aside")
@requires(Right.DECIDE)
async def set_aside(request: web.Request) -> web.Response:
    fields = await forms.read(request)
    number = int(request.match_info["id"])
    await request.app[SERVICES].register.set_aside(request[ACTOR], number, fields.get("note", ""))
    raise web.HTTPSeeOther("/tips")
