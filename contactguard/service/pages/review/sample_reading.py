"""Reading a sample: one contact after the other, blind and by keyboard; and afterwards what the scan made of each."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Channel
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.policies.finding import Policy
from contactguard.review.sampling_desk import Reading
from contactguard.review.sampling_misses import Miss, misses
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages.findings.marked import shown
from contactguard.service.pages.rendering import page
from contactguard.store.register.records import Sampled
from contactguard.store.review.records import Verdict
from contactguard.store.review.sample_records import SampledContact

PLACE = r"/samples/{id:\d{1,9}}/{position:\d{1,9}}"

routes = web.RouteTableDef()


@routes.get("/samples/read", name="sample-next")
@requires(Right.REVIEW)
async def next_contact(request: web.Request) -> web.Response:
    return await _next(request)


@routes.post("/samples/undo", name="sample-undo")
@requires(Right.REVIEW)
async def undo(request: web.Request) -> web.Response:
    """The last verdict is taken back, and its contact shown again."""
    desk, actor = request.app[SERVICES].samples, request[ACTOR]
    try:
        taken = await desk.take_back(actor)
        reading = await desk.open(actor, taken.sample, taken.position)
    except ConflictError as error:
        return await _next(request, told=request[WORDS].error(error))
    return await _reading(request, reading, taken_back=True)


@routes.post(PLACE + "/verdict", name="sample-verdict")
@requires(Right.REVIEW)
async def give_verdict(request: web.Request) -> web.Response:
    desk, actor = request.app[SERVICES].samples, request[ACTOR]
    number, position = _place(request)
    form = {name: str(value) for name, value in (await request.post()).items()}
    try:
        given = await desk.judge(actor, number, position, _said(form), form.get("note", ""))
    except InputError as error:
        reading = await desk.open(actor, number, position)
        return await _reading(request, reading, told=request[WORDS].error(error), given=form)
    except ConflictError as error:
        return await _next(request, told=request[WORDS].error(error))
    if "HX-Request" not in request.headers:
        raise web.HTTPSeeOther("/samples/read")
    return await _next(request, saved=given.given.verdict if given.given else None)


@routes.get(PLACE, name="sampled-contact")
@requires(Right.READ_CONTACTS)
async def read_contact(request: web.Request) -> web.Response:
    """A contact that was read: the verdict beside what the scan said, and why it said no more."""
    services = request.app[SERVICES]
    sampled = await services.samples.compare(request[ACTOR], *_place(request))
    words = await services.contacts.text(sampled.contact_id) if sampled.contact_id else None
    findings = await services.findings.of_contact(sampled.contact_id) if sampled.contact_id else []
    return page(
        request,
        "samples/contact.html",
        sampled=sampled,
        incident=await services.register.incidents.of_sampled(Sampled(sampled.sample, sampled.position)),
        may_decide=request[ACTOR].may(Right.DECIDE),
        findings=findings,
        misses=await _misses(request, sampled),
        messages=shown(words, findings) if words else [],
        contact=await services.contacts.get(sampled.contact_id) if sampled.contact_id else None,
        is_transcript=sampled.kind.channel == Channel.TRANSCRIPT,
        lines=_lines(request),
    )


@routes.get(PLACE + "/example", name="sampled-example")
@requires(Right.READ_CONTACTS)
async def example(request: web.Request) -> web.Response:
    """The examples for the rules, masked, as a file."""
    sampled = await request.app[SERVICES].samples.compare(request[ACTOR], *_place(request))
    found = await _misses(request, sampled)
    if not found:
        raise NotFoundError("there is no example: nothing was missed, or its words are deleted", kind="example")
    text = "\n".join(f"# {one.file}{f', {one.rule}' if one.rule else ''}\n{one.yaml}" for one in found)
    name = f"sample-{sampled.sample}-{sampled.position}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type="application/yaml", headers=headers)


async def _misses(request: web.Request, sampled: SampledContact) -> list[Miss]:
    """Marked breaches whose duty no finding of the contact names."""
    services = request.app[SERVICES]
    if sampled.given is None or sampled.contact_id is None:
        return []
    words = await services.contacts.text(sampled.contact_id)
    if words is None:
        return []
    named = {one.finding.policy for one in await services.findings.of_contact(sampled.contact_id)}
    marks = tuple(mark for mark in sampled.given.marks if mark.policy not in named)
    return await asyncio.to_thread(misses, services.scanner, words, marks, services.settings.rules)


async def _next(request: web.Request, **told: Any) -> web.Response:
    desk, actor = request.app[SERVICES].samples, request[ACTOR]
    reading = await desk.next(actor)
    if reading is None:
        undoable = await desk.may_take_back(actor)
        drawn = bool(await desk.samples.all())
        return _page(request, "samples/all_read.html", undo=undoable, drawn=drawn, rights=Right, **told)
    return await _reading(request, reading, **told)


async def _reading(request: web.Request, reading: Reading, **told: Any) -> web.Response:
    """The contact without a word of what the scan made of it."""
    services = request.app[SERVICES]
    sampled = reading.sampled
    contact = await services.contacts.get(sampled.contact_id or "")
    words = await services.contacts.text(contact.id)
    return _page(
        request,
        "samples/read.html",
        reading=reading,
        contact=contact,
        subject=words.subject if words else "",
        messages=shown(words, []) if words else [],
        is_transcript=contact.channel == Channel.TRANSCRIPT,
        policies=list(enumerate(Policy, 1)),
        undo=await services.samples.may_take_back(request[ACTOR]),
        lines=_lines(request),
        **told,
    )


def _page(request: web.Request, template: str, **told: Any) -> web.Response:
    nothing: dict[str, Any] = {"told": "", "saved": None, "taken_back": False, "given": {}}
    return page(request, template, **(nothing | told))


def _said(form: Mapping[str, str]) -> dict[Policy, str] | None:
    """The duties ticked with the words of each; None for nothing. Raises InputError."""
    if form.get("verdict") == Verdict.NO_BREACH:
        return None
    if form.get("verdict") != Verdict.BREACH:
        raise InputError("choose a verdict: nothing or breach")
    return {policy: form.get(f"words-{policy}", "") for policy in Policy if f"policy-{policy}" in form}


def _place(request: web.Request) -> tuple[int, int]:
    return int(request.match_info["id"]), int(request.match_info["position"])


def _lines(request: web.Request) -> dict[str, str]:
    return {line.id: line.label for line in request.app[SERVICES].scanner.organisation.lines}
