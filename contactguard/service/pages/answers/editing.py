"""An answer worded anew, or a new one: a field each, our scanner's findings while one writes, kept as a draft."""

from datetime import timedelta
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import ConflictError, FormError, InputError
from contactguard.knowledge import placeholders
from contactguard.knowledge.answer import Answer, Form
from contactguard.knowledge.editing import FACT, LISTS, edited, fact_numbers, fields, written
from contactguard.knowledge.overview import overview
from contactguard.reporting.words import LANGUAGES, Words
from contactguard.service.access import requires
from contactguard.service.answering import DESK, acting, publication_of, shelf
from contactguard.service.keys import WORDS
from contactguard.service.pages import forms
from contactguard.service.pages.answers.library import FIELDS, back, first_language, missing_facts
from contactguard.service.pages.rendering import page

FORMS = {Form.PHONE.value: "Phone", Form.EMAIL.value: "E-mail"}
ROWS = {"phone": 8, "email": 14, "say": 4, "never": 4, "keywords": 4, "asked": 8}
NAMES = {name: FIELDS[name] for name in ("title", "summary", *ROWS, "valid_until")}
OF_TOPIC = {"topic": "Topic", "language": "Language"}
OF_FACT = {"text": "Fact", "source": "Source", "url": "Address", "checked": "Checked on"}
VALID = timedelta(days=365)  # what the form of a new answer proposes

routes = web.RouteTableDef()


@routes.get("/answers/library/new")
@requires(Right.PUBLISH_ANSWERS)
async def begin(request: web.Request) -> web.Response:
    valid_until = publication_of(request).today() + VALID
    return await _form(request, None, {"language": first_language(request), "valid_until": str(valid_until)})


@routes.post("/answers/library/new/try")
@requires(Right.PUBLISH_ANSWERS)
async def try_new(request: web.Request) -> web.Response:
    """What our scanner says of the wording as it stands; nothing is kept."""
    return page(request, "library/_judged.html", **await _judged(request, None, await _read(request)))


@routes.post("/answers/library/new")
@requires(Right.PUBLISH_ANSWERS)
async def add(request: web.Request) -> web.Response:
    return await _kept(request, None)


@routes.get("/answers/library/{id}/edit")
@requires(Right.PUBLISH_ANSWERS)
async def edit(request: web.Request) -> web.Response:
    answer = await _to_edit(request)
    return await _form(request, answer, fields(answer))


@routes.post("/answers/library/{id}/try")
@requires(Right.PUBLISH_ANSWERS)
async def try_wording(request: web.Request) -> web.Response:
    """As for a new one."""
    form = await _read(request)
    return page(request, "library/_judged.html", **await _judged(request, await _to_edit(request), form))


@routes.post("/answers/library/{id}/edit")
@requires(Right.PUBLISH_ANSWERS)
async def keep(request: web.Request) -> web.Response:
    return await _kept(request, await _to_edit(request))


async def _kept(request: web.Request, answer: Answer | None) -> web.Response:
    """The wording as a scanned draft, or the form again with what is wrong with it."""
    publication, form = publication_of(request), await _read(request)
    try:
        worded = _worded(answer, form)
        if answer is None:
            await _refuse_known(request, worded)
        version = await publication.draft(worded, acting(request))
    except InputError as error:
        return await _form(request, answer, form, error)
    await publication.inspect(version)
    await request.app[DESK].renew()
    return back(worded.key)


def _worded(answer: Answer | None, form: dict[str, str]) -> Answer:
    return written(form) if answer is None else edited(answer, form)


async def _refuse_known(request: web.Request, worded: Answer) -> None:
    """Raises InputError for a topic that has an answer in this language."""
    if worded.id in (await shelf(request)).library.answers or await publication_of(request).history(worded.key):
        raise InputError("{field}: there is an answer {id!r} already; reword that one", field="topic", id=worded.id)


async def _to_edit(request: web.Request) -> Answer:
    """The newest wording as this country has it: an own version is of the company's own country."""
    publication = publication_of(request)
    standing = overview(await publication.versions(request.match_info["id"]), publication.today())[0]
    wording = (standing.coming or standing.newest).wording
    if not isinstance(wording, Answer):
        raise ConflictError("a script is reworded in its file: export it, change it and import it")
    return wording.for_country(publication.organisation.grid_company.country)


async def _form(
    request: web.Request, answer: Answer | None, form: dict[str, str], error: InputError | None = None
) -> web.Response:
    base = (await shelf(request)).library
    judged = await _judged(request, answer, form) if answer else _faulty([])
    return page(
        request,
        "library/edit.html",
        status=400 if error else 200,
        answer=answer,
        language=answer.language if answer else form.get("language", ""),
        address=f"/answers/library/{answer.key}" if answer else "/answers/library/new",
        form=form,
        lists=LISTS,
        rows=ROWS,
        names=NAMES,
        untouched=answer is None and error is None,
        facts=fact_numbers(form),
        of_topic=OF_TOPIC,
        of_fact=OF_FACT,
        parts=FACT,
        placeholders=sorted(placeholders.KNOWN),
        topics=sorted({one.topic for one in base.answers.values()}),
        written_in=LANGUAGES,
        **(_faulty(_told(request, form, error)) if error else judged),
    )


async def _judged(request: web.Request, answer: Answer | None, form: dict[str, str]) -> dict[str, Any]:
    """Faults of the form, else what the scanner finds and which facts the profile lacks."""
    publication = publication_of(request)
    try:
        worded = _worded(answer, form)
        faults = list(placeholders.faults(worded))
    except InputError as error:
        return _faulty(_told(request, form, error))
    return {
        "faults": _told(request, form, FormError(faults)),
        "objections": await publication.judge(worded),
        "missing": missing_facts(publication, worded),
        "forms": FORMS,
    }


def _told(request: web.Request, form: dict[str, str], error: InputError) -> list[str]:
    """Each fault, with its field called as on the page."""
    words = request[WORDS]
    return words.error(forms.labelled(error, _labels(words, form))).splitlines()


def _labels(words: Words, form: dict[str, str]) -> dict[str, str]:
    """What the page calls the fields; facts without a text are no part of the answer, yet are counted on the page."""
    labels = {name: words.text(label) for name, label in (FIELDS | OF_TOPIC).items()}
    kept = [number for number in fact_numbers(form) if form.get(f"fact-{number}-text", "").strip()]
    for at, number in enumerate(kept):
        fact = words.text("Fact {number}", number=number + 1)
        labels |= {f"facts.{at}": fact}
        labels |= {f"facts.{at}.{name}": f"{fact}, {words.text(label)}" for name, label in OF_FACT.items()}
    return labels


def _faulty(faults: list[str]) -> dict[str, Any]:
    return {"faults": faults, "objections": [], "missing": [], "forms": FORMS}


async def _read(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
