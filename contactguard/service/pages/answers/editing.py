"""An answer worded anew in the page: a field each, our scanner's findings while one writes, kept as a draft."""

from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.knowledge import placeholders
from contactguard.knowledge.answer import Answer, Form
from contactguard.knowledge.editing import FACT, LISTS, edited, fact_numbers, fields
from contactguard.knowledge.overview import overview
from contactguard.knowledge.placeholders import filler
from contactguard.knowledge.publication import Publication
from contactguard.service.access import requires
from contactguard.service.answering import acting, publication_of
from contactguard.service.pages.answers.library import FIELDS, back, versions_of
from contactguard.service.pages.rendering import page

FORMS = {Form.PHONE.value: "Phone", Form.EMAIL.value: "E-mail"}
ROWS = {"phone": 8, "email": 14, "say": 4, "never": 4, "keywords": 4, "asked": 8}

routes = web.RouteTableDef()


@routes.get("/answers/library/{id}/edit")
@requires(Right.PUBLISH_ANSWERS)
async def edit(request: web.Request) -> web.Response:
    answer = await _to_edit(request)
    return await _form(request, answer, fields(answer))


@routes.post("/answers/library/{id}/try")
@requires(Right.PUBLISH_ANSWERS)
async def try_wording(request: web.Request) -> web.Response:
    """What our scanner says of the wording as it stands; nothing is kept."""
    form = await _read(request)
    return page(request, "library/_judged.html", **await _judged(request, await _to_edit(request), form))


@routes.post("/answers/library/{id}/edit")
@requires(Right.PUBLISH_ANSWERS)
async def keep(request: web.Request) -> web.Response:
    answer, form = await _to_edit(request), await _read(request)
    try:
        worded = edited(answer, form)
        publication = publication_of(request)
        version = await publication.draft(worded, acting(request))
    except InputError as error:
        return await _form(request, answer, form, error)
    await publication.inspect(version)
    return back(answer.id)


async def _to_edit(request: web.Request) -> Answer:
    """The newest wording as this country has it: an own version is of the company's own country."""
    publication = publication_of(request)
    standing = overview(await versions_of(publication, request.match_info["id"]), publication.today())[0]
    answer = (standing.coming or standing.newest).answer
    return answer.for_country(publication.organisation.grid_company.country)


async def _form(
    request: web.Request, answer: Answer, form: dict[str, str], error: InputError | None = None
) -> web.Response:
    return page(
        request,
        "library/edit.html",
        status=400 if error else 200,
        answer=answer,
        form=form,
        lists=LISTS,
        rows=ROWS,
        facts=fact_numbers(form),
        parts=FACT,
        placeholders=sorted(placeholders.KNOWN),
        **await _judged(request, answer, form),
    )


async def _judged(request: web.Request, answer: Answer, form: dict[str, str]) -> dict[str, Any]:
    """Faults of the form, else what the scanner finds and which facts the profile lacks."""
    publication = publication_of(request)
    try:
        worded = edited(answer, form)
        faults = list(placeholders.faults(worded))
    except InputError as error:
        return {"faults": error.details["faults"], "objections": [], "missing": [], "forms": FORMS, "names": FIELDS}
    return {
        "faults": faults,
        "objections": await publication.judge(worded),
        "missing": _missing(publication, worded),
        "forms": FORMS,
        "names": FIELDS,
    }


def _missing(publication: Publication, worded: Answer) -> list[str]:
    fill = filler(publication.organisation, worded.language).fill
    names = dict.fromkeys(name for form in Form for name in fill(worded.text(form)).missing)
    return [placeholders.label(name, worded.language) for name in names]


async def _read(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
