"""The incident register: what is open, what is due, and which breaches nobody follows up yet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.policies.finding import Policy
from contactguard.reporting import incident_labels
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.pages import forms
from contactguard.service.pages.paging import PAGE, asked, paged
from contactguard.service.pages.rendering import page
from contactguard.store.register.records import FoundBy, Incident, NewIncident, Sampled, State, Tip, TipKind
from contactguard.store.review.sample_records import SampledContact
from contactguard.store.scanned.records import StoredFinding
from contactguard.wiring import Services

_FOUND = {TipKind.COMPLAINT: FoundBy.COMPLAINT}

routes = web.RouteTableDef()


@routes.get("/incidents", name="incidents")
@requires(Right.READ_DECIDED)
async def register(request: web.Request) -> web.Response:
    services = request.app[SERVICES]
    every = await services.register.incidents.all()
    chosen = {name: request.query.get(name, "") for name in ("state", "policy", "line", "found_by")}
    fitting = [one for one in every if _fits(one, chosen)]
    listed, rest = paged(request, fitting)
    due = [(action, incident) for incident in every for action in incident.to_do]
    return page(
        request,
        "incidents/register.html",
        incidents=listed,
        rest=rest,
        fitting=len(fitting),
        counts=Counter(one.state for one in every),
        every=len(every),
        chosen=chosen,
        due=sorted(due, key=lambda pair: (pair[0].due, pair[1].id)),
        today=services.register.today(),
        unfollowed=sum((await services.register.incidents.count_unfollowed()).values()),
        **await frame(request),
    )


@routes.get("/incidents/breaches", name="unfollowed-breaches")
@requires(Right.READ_DECIDED)
async def breaches(request: web.Request) -> web.Response:
    """Breaches for good that belong to no incident, those of one duty and line together."""
    incidents = request.app[SERVICES].register.incidents
    listed, rest = paged(request, await incidents.unfollowed(asked(request) + PAGE + 1))
    groups: dict[tuple[str, str], list[StoredFinding]] = {}
    for one in listed:
        groups.setdefault((one.finding.policy, one.line), []).append(one)
    counts = await incidents.count_unfollowed()
    return page(request, "incidents/breaches.html", groups=groups, counts=counts, rest=rest, **await frame(request))


@routes.get("/incidents/new", name="new-incident")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def new(request: web.Request) -> web.Response:
    """A form with what the findings or the tip say already; and the open incidents that they could belong to."""
    services, query = request.app[SERVICES], request.query
    findings = [await services.findings.get(one) for one in query.getall("finding", [])]
    tip = await services.register.tips.get(forms.number(query, "tip")) if "tip" in query else None
    sampled = await _sampled(request, query)
    taken = await services.register.incidents.of_findings([one.fingerprint for one in findings])
    if len(taken) == len(findings) and taken:
        raise web.HTTPFound(f"/incidents/{next(iter(taken.values()))}")
    every = await services.register.incidents.all()
    return page(
        request,
        "incidents/new.html",
        findings=findings,
        tip=tip,
        sampled=sampled,
        given=await _of_sampled(services, sampled) if sampled else await _given(services, findings, tip),
        open_ones=_likely([one for one in every if one.state is not State.CLOSED], findings, tip),
        **await frame(request),
    )


@routes.post("/incidents", name="open-incident")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def open_incident(request: web.Request) -> web.Response:
    services, fields = request.app[SERVICES], await forms.read(request)
    told = NewIncident(
        title=fields.get("title", ""),
        happened_on=forms.day(fields, "happened_on"),
        found_by=forms.one_of(FoundBy, fields, "found_by"),
        policy=forms.policy(fields),
        line=forms.line(fields, lines(services)),
    )
    tip = forms.number(fields, "tip") if fields.get("tip") else None
    chosen = fields.getall("finding", [])
    sampled = await _sampled(request, fields)
    place = Sampled(sampled.sample, sampled.position) if sampled else None
    number = await services.register.open(request[ACTOR], told, fields.get("what", ""), chosen, tip, place)
    to_incident(number)


@routes.post("/incidents/join", name="join-incident")
@requires(Right.DECIDE)
@forms.called(incident_labels.FIELD)
async def join(request: web.Request) -> web.Response:
    """The findings, the tip or the contact of a sample belong to an incident that is open already."""
    register, fields = request.app[SERVICES].register, await forms.read(request)
    number = forms.number(fields, "incident")
    if fields.get("tip"):
        await register.join(request[ACTOR], forms.number(fields, "tip"), number)
    elif sampled := await _sampled(request, fields):
        await register.add_sampled(request[ACTOR], number, Sampled(sampled.sample, sampled.position))
    elif fields.getall("finding", []):
        await register.add_findings(request[ACTOR], number, fields.getall("finding"))
    else:
        raise InputError("choose the findings that belong to the incident")
    to_incident(number)


def to_incident(number: int, part: str = "") -> NoReturn:
    raise web.HTTPSeeOther(f"/incidents/{number}{part}")


def lines(services: Services) -> dict[str, str]:
    return {line.id: line.label for line in services.scanner.organisation.lines}


async def frame(request: web.Request) -> dict[str, Any]:
    """What every page around the register needs: names of things, and the number of tips that wait."""
    services = request.app[SERVICES]
    return {
        "names": incident_labels,
        "policies": list(Policy),
        "lines": lines(services),
        "may_decide": request[ACTOR].may(Right.DECIDE),
        "may_read": request[ACTOR].may(Right.READ_CONTACTS),
        "tips_waiting": sum(one.outcome is None for one in await services.register.tips.all()),
    }


def _fits(incident: Incident, chosen: dict[str, str]) -> bool:
    return all(not value or getattr(incident, name) == value for name, value in chosen.items())


def _likely(incidents: Sequence[Incident], findings: Sequence[StoredFinding], tip: Tip | None) -> list[Incident]:
    """Those of the same duty first, those that happened last before others."""
    policies = {one.finding.policy for one in findings} | ({tip.policy} if tip and tip.policy else set())
    return sorted(incidents, key=lambda one: one.policy not in policies)


async def _sampled(request: web.Request, fields: Mapping[str, str]) -> SampledContact | None:
    """The contact of a sample that is named, whose verdict stands from now on; its incident is shown if it has one."""
    if not fields.get("sample"):
        return None
    services, place = request.app[SERVICES], Sampled(forms.number(fields, "sample"), forms.number(fields, "position"))
    if incident := await services.register.incidents.of_sampled(place):
        to_incident(incident)
    return await services.samples.compare(request[ACTOR], *place)


async def _of_sampled(services: Services, sampled: SampledContact) -> dict[str, Any]:
    """What the sample says already."""
    contact = await services.contacts.get(sampled.contact_id) if sampled.contact_id else None
    given = sampled.given
    return {
        "policy": given.policies[0] if given and len(given.policies) == 1 else None,
        "line": sampled.kind.line,
        "found_by": FoundBy.SAMPLE,
        "what": given.note if given else "",
        "happened_on": contact.received_at.astimezone(services.zone).date() if contact else "",
    }


async def _given(services: Services, findings: Sequence[StoredFinding], tip: Tip | None) -> dict[str, Any]:
    """What is known before somebody writes a word."""
    given: dict[str, Any] = {"policy": None, "line": None, "found_by": FoundBy.SCAN, "what": "", "happened_on": ""}
    if tip is not None:
        facts = {"policy": tip.policy, "line": tip.line, "what": tip.text, "happened_on": tip.happened_on}
        return given | facts | {"found_by": _FOUND.get(tip.kind, FoundBy.TIP)}
    if not findings:
        return given | {"found_by": FoundBy.OTHER}
    policies, on = {one.finding.policy for one in findings}, {one.line for one in findings}
    histories = await services.desk.histories([one.fingerprint for one in findings])
    notes = dict.fromkeys(said.note for one in histories for said in one.known if said.note)
    return given | {
        "policy": policies.pop() if len(policies) == 1 else None,
        "line": on.pop() if len(on) == 1 else None,
        "what": "\n".join(notes),
        "happened_on": min(one.happened_at for one in findings).astimezone(services.zone).date(),
    }
