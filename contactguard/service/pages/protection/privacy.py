"""Requests of people about themselves, what is past its time, and names behind pseudonyms."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.identifiers import IdentifierKind
from contactguard.errors import InputError
from contactguard.reporting.personal import personal_html, personal_json
from contactguard.service.access import requires, signed_in
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages.protection.places import PLACES
from contactguard.service.pages.rendering import page
from contactguard.store.privacy.files import File
from contactguard.wiring import retention_limits

routes = web.RouteTableDef()


@routes.get("/privacy", name="privacy")
@requires(Right.DECIDE)
async def privacy(request: web.Request) -> web.Response:
    return await _page(request)


@routes.post("/privacy/find", name="privacy_find")
@requires(Right.DECIDE)
async def find(request: web.Request) -> web.Response:
    """Where a person is named; a number in the address of a page would stand in logs, hence a form."""
    given = await _given(request)
    desk = request.app[SERVICES].persons
    try:
        found = await desk.find(desk.read(given), by=request[ACTOR].name)
    except InputError as error:
        return await _page(request, given=given, fault=request[WORDS].error(error))
    contacts = [await request.app[SERVICES].contacts.get(id_) for id_ in found.contacts[:200]]
    return await _page(request, given=given, found=found, contacts=contacts)


@routes.post("/privacy/export", name="privacy_export")
@requires(Right.DECIDE)
async def export(request: web.Request) -> web.Response:
    desk = request.app[SERVICES].persons
    file = await desk.export(desk.read(await _given(request)), by=request[ACTOR].name)
    return _handed_over(request, file, str((await request.post()).get("format", "html")))


@routes.post("/privacy/erase", name="privacy_erase")
@requires(Right.DECIDE)
async def erase(request: web.Request) -> web.Response:
    given = await _given(request)
    if (await request.post()).get("sure") != "yes":
        return await _page(request, given=given, fault=request[WORDS].text("Tick that it may be erased for ever."))
    desk = request.app[SERVICES].persons
    erased = await desk.erase(desk.read(given), by=request[ACTOR].name)
    return await _page(request, erased=erased)


@routes.post("/privacy/aliases", name="alias")
@requires(Right.DECIDE)
async def alias(request: web.Request) -> web.Response:
    """Two names in the sources are one agent."""
    form = await request.post()
    names = (str(form.get("other", "")), str(form.get("agent", "")))
    try:
        await request.app[SERVICES].persons.alias(*names, by=request[ACTOR].name)
    except InputError as error:
        return await _page(request, fault=request[WORDS].error(error))
    raise web.HTTPSeeOther("/privacy#aliases")


@routes.post("/privacy/aliases/apply", name="aliases_applied")
@requires(Right.DECIDE)
async def apply_aliases(request: web.Request) -> web.Response:
    await request.app[SERVICES].privacy.aliases.apply(by=request[ACTOR].name)
    raise web.HTTPSeeOther("/privacy#aliases")


@routes.post("/privacy/aliases/{alias}/remove", name="alias_removed")
@requires(Right.DECIDE)
async def remove_alias(request: web.Request) -> web.Response:
    await request.app[SERVICES].privacy.aliases.remove(request.match_info["alias"], by=request[ACTOR].name)
    raise web.HTTPSeeOther("/privacy#aliases")


@routes.get("/reveal/{pseudonym}", name="reveal")
@requires(Right.REVEAL)
async def reveal_form(request: web.Request) -> web.Response:
    return await _reveal(request)


@routes.post("/reveal/{pseudonym}", name="reveal_name")
@requires(Right.REVEAL)
async def reveal(request: web.Request) -> web.Response:
    """The name, shown once; whoever it is can see who asked and why."""
    pseudonym, reason = request.match_info["pseudonym"], str((await request.post()).get("reason", ""))
    reveals = request.app[SERVICES].privacy.reveals
    try:
        name = await reveals.reveal(pseudonym, by=request[ACTOR].name, reason=reason)
    except InputError:
        return await _reveal(request, reason=reason, too_short=True)
    return await _reveal(request, name=name)


@routes.get("/kept", name="kept")
@signed_in
async def kept(request: web.Request) -> web.Response:
    """What is kept about whoever is signed in, and who has looked behind the pseudonym."""
    pseudonym = request[ACTOR].pseudonym
    looked = await request.app[SERVICES].privacy.reveals.of(pseudonym) if pseudonym else []
    return page(request, "privacy/kept.html", pseudonym=pseudonym, looked=looked)


@routes.post("/kept/export", name="kept_export")
@signed_in
async def export_own(request: web.Request) -> web.Response:
    actor, form = request[ACTOR], await request.post()
    file = await request.app[SERVICES].persons.export_staff(actor.pseudonym, actor.name, by=actor.name)
    return _handed_over(request, file, str(form.get("format", "html")))


async def _given(request: web.Request) -> dict[IdentifierKind, str | None]:
    form = await request.post()
    return {kind: str(form.get(kind.value, "")).strip() or None for kind in IdentifierKind}


async def _page(request: web.Request, *, fault: str | None = None, **more: Any) -> web.Response:
    services = request.app[SERVICES]
    context: dict[str, Any] = {
        "given": dict.fromkeys(IdentifierKind),
        "found": None,
        "contacts": [],
        "erased": None,
        "places": PLACES,
        "aliases": await services.privacy.aliases.all(),
    } | more
    due = await services.privacy.retention.preview(retention_limits(services))
    keep = {"texts_days": services.settings.keep_texts_days, "findings_months": services.settings.keep_findings_months}
    return page(
        request, "privacy/privacy.html", status=400 if fault else 200, fault=fault, due=due, keep=keep, **context
    )


async def _reveal(request: web.Request, **more: Any) -> web.Response:
    pseudonym = request.match_info["pseudonym"]
    earlier = await request.app[SERVICES].privacy.reveals.of(pseudonym)
    context: dict[str, Any] = {"name": None, "reason": "", "too_short": False} | more
    status = 400 if context["too_short"] else 200
    return page(request, "privacy/reveal.html", status=status, pseudonym=pseudonym, earlier=earlier, **context)


def _handed_over(request: web.Request, file: File, form: str) -> web.Response:
    """As a download, so that no copy stays in a tab. The page carries its own style, which its own policy allows."""
    made_at = datetime.now(UTC)
    if form == "json":
        text, kind, name = personal_json(file, made_at), "application/json", "kept.json"
    else:
        text, kind, name = personal_html(file, request[WORDS], made_at), "text/html", "kept.html"
    return web.Response(text=text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
