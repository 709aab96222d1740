"""The notice to staff: open for everyone to read, recorded by the officer."""

from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.review.notices import CONSULTED, LANGUAGES, earliest_start, read_notice, refusal, template
from contactguard.service.access import public, requires
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages import forms
from contactguard.service.pages.rendering import page

FIELDS = {
    "given_on": "Given to staff on",
    "starts_on": "Scanning from",
    "consulted_on": "Discussed with the unions",
    "purpose": "Purpose",
    "legal_basis": "Legal basis",
    "retention": "How long things are kept",
    "contact": "Whom to ask",
}
LABELS = FIELDS | {"texts": "Text"}

routes = web.RouteTableDef()


@routes.get("/notice", name="notice")
@public
async def notice(request: web.Request) -> web.Response:
    """The version in force, or the one that will be; older ones below."""
    versions = await request.app[SERVICES].privacy.notices.all()
    today = request.app[SERVICES].register.today()
    shown = next((one for one in versions if one.notice.starts_on <= today), versions[0] if versions else None)
    language, words = shown.notice.text(request[WORDS].language) if shown else ("", "")
    return page(
        request,
        "privacy/notice.html",
        shown=shown,
        versions=versions,
        language=language,
        paragraphs=[part.splitlines() for part in words.strip().split("\n\n")] if words else [],
        waits=refusal(versions, today) is not None,
    )


@routes.get("/notice/new", name="notice_new")
@requires(Right.DECIDE)
async def new_notice(request: web.Request) -> web.Response:
    return _form(request, _proposed(request))


@routes.post("/notice", name="notice_record")
@requires(Right.DECIDE)
async def record_notice(request: web.Request) -> web.Response:
    services, words, form = request.app[SERVICES], request[WORDS], await forms.read(request)
    given = {name: form.get(name, "").strip() for name in FIELDS}
    texts = {code: form.get(f"text_{code}", "").strip() for code in LANGUAGES}
    told: dict[str, Any] = {name: value for name, value in given.items() if value}
    told["texts"] = {code: text for code, text in texts.items() if text}
    country = services.scanner.organisation.grid_company.country
    try:
        read = read_notice(told, country)
    except InputError as error:
        labels = {name: words.text(label) for name, label in LABELS.items()}
        labels |= {f"texts.{code}": f"{labels['texts']} ({code})" for code in LANGUAGES}
        faults = words.error(forms.labelled(error, labels)).splitlines()
        return _form(request, given | {"texts": texts}, faults=faults)
    await services.privacy.notices.add(read, by=request[ACTOR].name)
    raise web.HTTPFound("/notice")


def _proposed(request: web.Request) -> dict[str, Any]:
    """The template in each of the company's languages."""
    services = request.app[SERVICES]
    company, settings = services.scanner.organisation.grid_company, services.settings
    keep = (settings.keep_texts_days, settings.keep_findings_months)
    spoken = [code for code in company.languages if code in LANGUAGES] or ["en"]
    parts = {code: template(code, company, *keep) for code in spoken}
    today = services.register.today()
    dates = {"given_on": today, "starts_on": earliest_start(company.country, today), "consulted_on": ""}
    return {**parts[spoken[0]], **dates, "texts": {code: parts[code]["text"] for code in spoken}}


def _form(request: web.Request, values: dict[str, Any], faults: list[str] | None = None) -> web.Response:
    country = request.app[SERVICES].scanner.organisation.grid_company.country
    shown = [code for code in LANGUAGES if code in values["texts"]]
    return page(
        request,
        "privacy/notice_form.html",
        status=400 if faults else 200,
        values=values,
        fields=LABELS,
        faults=faults or [],
        consulted=country in CONSULTED,
        danish=country == "DK",
        shown=shown,
    )
