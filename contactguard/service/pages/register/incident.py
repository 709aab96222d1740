"""One incident with its whole walk: finding, rule, paragraph, verdict, action, effect; and the steps on it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Actor, Right
from contactguard.errors import InputError, NotFoundError
from contactguard.reporting import incident_labels, months
from contactguard.reporting.effects import Asked, Effect, Measure, Period, effect
from contactguard.review.incidents import Register
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages import forms
from contactguard.service.pages.register.incidents import frame, lines, to_incident
from contactguard.service.pages.rendering import page
from contactguard.store.register.records import Conclusion, Incident, Step
from contactguard.wiring import Services

LOOKED_AT = 3  # months before and after, unless the officer chooses others

Take = Callable[[Register, Actor, int, forms.Fields], Awaitable[object]]

routes = web.RouteTableDef()


@routes.get(r"/incidents/{id:\d{1,9}}", name="incident")
@requires(Right.READ_DECIDED)
@forms.called(incident_labels.FIELD)
async def one_incident(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    incident = await services.register.incidents.get(int(request.match_info["id"]))
    known = await services.counts.months()
    asked = _asked(services, request.query, incident, known)
    return page(
        request,
        "incidents/incident.html",
        incident=incident,
        findings=[await services.findings.get(one) for one in incident.findings],
        histories={one.fingerprint: one for one in await services.desk.histories(incident.findings)},
        tips=await services.register.tips.of_incident(incident.id),
        training=[one for one in await services.register.training.all() if incident.id in one.incidents],
        checks=[(one, Effect.model_validate(one.figures)) for one in incident.checks],
        figure=await effect(services.counts, asked) if asked else None,
        months=known,
        measures=list(Measure),
        conclusions=list(Conclusion),
        today=services.register.today(),
        day_of=date.fromisoformat,
        **await frame(request),
    )


@routes.post(r"/incidents/{id:\d{1,9}}/check", name="check-effect")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def check_effect(request: web.Request) -> web.Response:
    """The figure is counted anew, and kept with what the officer makes of it."""
    services, fields = request.app[SERVICES], await forms.read(request)
    incident = await services.register.incidents.get(int(request.match_info["id"]))
    asked = _asked(services, fields, incident, await services.counts.months())
    if asked is None:
        raise InputError("there is no figure to look at yet")
    figures = (await effect(services.counts, asked)).model_dump(mode="json")
    conclusion = forms.one_of(Conclusion, fields, "conclusion")
    await services.register.check(request[ACTOR], incident.id, figures, conclusion, fields.get("note", ""))
    to_incident(incident.id, "#effect")


@routes.post(r"/incidents/{id:\d{1,9}}/{step}", name="incident-step")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def take_step(request: web.Request) -> web.Response:
    number, step = int(request.match_info["id"]), request.match_info["step"]
    if step not in STEPS:
        raise NotFoundError("there is no step {key!r} of an incident", kind="step", key=step)
    await STEPS[step](request.app[SERVICES].register, request[ACTOR], number, await forms.read(request))
    to_incident(number)


async def _tell_cause(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    await register.tell(actor, number, Step.CAUSE, fields.get("text", ""))


async def _note(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    await register.tell(actor, number, Step.NOTE, fields.get("text", ""))


async def _plan(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    due = forms.day(fields, "due")
    await register.plan(actor, number, fields.get("text", ""), fields.get("owner", ""), due)


async def _postpone(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    action, due = forms.number(fields, "action"), forms.day(fields, "due")
    await register.postpone(actor, number, action, due, fields.get("text", ""))


async def _finish(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    action, on = forms.number(fields, "action"), forms.day(fields, "on")
    await register.finish(actor, number, action, on, fields.get("text", ""))


async def _remove(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    await register.remove_finding(actor, number, fields.get("finding", ""))


async def _close(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    await register.close(actor, number, fields.get("text", ""))


async def _reopen(register: Register, actor: Actor, number: int, fields: forms.Fields) -> None:
    await register.reopen(actor, number, fields.get("text", ""))


STEPS: dict[str, Take] = {
    "cause": _tell_cause,
    "note": _note,
    "plan": _plan,
    "postpone": _postpone,
    "finish": _finish,
    "remove": _remove,
    "close": _close,
    "reopen": _reopen,
}


def _asked(services: Services, told: Any, incident: Incident, known: list[str]) -> Asked | None:
    """What the officer chose, else the months around the last action; None before a later month is over."""
    if "after_last" in told:
        return Asked(
            measure=forms.one_of(Measure, told, "measure"),
            policy=forms.policy(told),
            line=forms.line(told, lines(services)),
            before=_period(told, "before"),
            after=_period(told, "after"),
        )
    if incident.acted_on is None or not known:
        return None
    acted = incident.acted_on.strftime("%Y-%m")
    later = [one for one in known if acted < one < services.register.today().strftime("%Y-%m")][:LOOKED_AT]
    last = min(incident.happened_on.strftime("%Y-%m"), months.earlier(acted, 1))
    before = [one for one in months.upto(last, LOOKED_AT) if one in known]
    if not later or not before:
        return None
    return Asked(
        policy=incident.policy,
        line=incident.line,
        before=Period(first=before[0], last=before[-1]),
        after=Period(first=later[0], last=later[-1]),
    )


def _period(told: Any, name: str) -> Period:
    return Period(first=told.get(f"{name}_first", ""), last=told.get(f"{name}_last", ""))
