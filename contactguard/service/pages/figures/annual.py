"""The annual report: its chapters with what records show beside the officer's text, its versions, its files."""

from datetime import datetime
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.dispatch.annual_reports import FORMATS, approve, draft, form_for, hand_in, year_report
from contactguard.dispatch.reports import Format
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.knowledge.differences import Stretch, compare_texts
from contactguard.reporting.annual.form import Chapter, Question
from contactguard.reporting.annual.records import checked
from contactguard.reporting.annual.report import AnnualReport
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES, WORDS
from contactguard.service.pages import forms
from contactguard.service.pages.rendering import page
from contactguard.store.reports.annual import OwnText

LONGEST = 20_000  # characters

routes = web.RouteTableDef()


@routes.get("/annual", name="annual")
@requires(Right.READ_DECIDED)
async def latest(request: web.Request) -> web.Response:
    """The year of the last contacts, else this year."""
    known = await request.app[SERVICES].counts.months()
    year = known[-1][:4] if known else str(datetime.now(request[WORDS].zone).year)
    raise web.HTTPFound(f"/annual/{year}")


@routes.get(r"/annual/{year:\d{4}}", name="annual-year")
@requires(Right.READ_DECIDED)
async def overview(request: web.Request) -> web.Response:
    services, year = request.app[SERVICES], _year(request)
    versions = await services.annual.versions(year)
    return page(
        request,
        "annual/year.html",
        report=await _draft(request),
        versions=versions,
        formats=FORMATS,
        months=await _months(request, year),
        **_frame(request, year),
    )


@routes.get(r"/annual/{year:\d{4}}/{chapter:\d+}", name="annual-chapter")
@requires(Right.READ_DECIDED)
async def chapter(request: web.Request) -> web.Response:
    """A chapter to write: each question with what records show, the officer's text and last year's."""
    services, year = request.app[SERVICES], _year(request)
    form, report = form_for(services), await _draft(request)
    asked = _chapter(request)
    at = form.chapters.index(asked)
    texts, before = await services.annual.texts(year), await services.annual.texts(year - 1)
    return page(
        request,
        "annual/chapter.html",
        report=report,
        told=report.chapters[at],
        asked=asked,
        texts=texts,
        before=before,
        changes={one.id: _changes(texts.get(one.id), before.get(one.id)) for one in asked.questions},
        earlier=report.chapters[at - 1] if at else None,
        later=report.chapters[at + 1] if at + 1 < len(report.chapters) else None,
        longest=LONGEST,
        **_frame(request, year),
    )


@routes.post(r"/annual/{year:\d{4}}/texts/{question}", name="annual-text")
@requires(Right.DECIDE)
async def write(request: web.Request) -> web.Response:
    """Keeps a wording: by itself as it is written, or by the form's button."""
    services, year, question = request.app[SERVICES], _year(request), _question(request)
    fields = await forms.read(request)
    text, note = (fields.get(name, "").replace("\r\n", "\n").strip() for name in ("text", "note"))
    if max(len(text), len(note)) > LONGEST:
        raise InputError("a text has at most {longest} characters; shorten it", longest=LONGEST)
    seen, fault = fields.get("seen", ""), None
    try:
        kept = await services.annual.write(year, question.id, text, note, by=request[ACTOR].name, seen=seen)
        seen = kept.mark if kept else ""
    except ConflictError as error:
        fault = error
    if request.headers.get("HX-Request") == "true":
        return _saved(request, seen, fault)
    if fault is not None:
        raise fault
    raise web.HTTPSeeOther(_address(request, question))


@routes.post(r"/annual/{year:\d{4}}/texts/{question}/start", name="annual-start")
@requires(Right.DECIDE)
async def start(request: web.Request) -> web.Response:
    """Takes over last year's text as a first wording."""
    services, year, question = request.app[SERVICES], _year(request), _question(request)
    before = (await services.annual.texts(year - 1)).get(question.id)
    if before is None:
        raise NotFoundError("there is no text of {year} on {key!r}", kind="text", key=question.id, year=year - 1)
    await services.annual.write(year, question.id, before.text, before.note, by=request[ACTOR].name, seen="")
    raise web.HTTPSeeOther(_address(request, question))


@routes.post(r"/annual/{year:\d{4}}/versions", name="annual-kept")
@requires(Right.DECIDE)
async def keep(request: web.Request) -> web.Response:
    year = _year(request)
    await hand_in(request.app[SERVICES], year, by=request[ACTOR].name)
    raise web.HTTPSeeOther(f"/annual/{year}#versions")


@routes.post(r"/annual/{year:\d{4}}/versions/{number:\d{1,4}}/approve", name="annual-approve")
@requires(Right.DECIDE)
async def approved(request: web.Request) -> web.Response:
    year, number = _year(request), int(request.match_info["number"])
    await approve(request.app[SERVICES], year, number, by=request[ACTOR].name)
    raise web.HTTPSeeOther(f"/annual/{year}#versions")


@routes.get(r"/annual/{year:\d{4}}/report.{format}", name="annual-report")
@requires(Right.READ_DECIDED)
async def report(request: web.Request) -> web.Response:
    """The report as a file: `public` leaves out what is not for the public, `version` asks for one handed in."""
    asked = request.match_info["format"]
    if asked not in FORMATS:
        raise NotFoundError(
            "there is no report as {key!r}; there are {known}", kind="report", key=asked, known=", ".join(FORMATS)
        )
    version = request.query.get("version", "")
    made = await year_report(
        request.app[SERVICES],
        _year(request),
        Format(asked),
        request[WORDS].language,
        public=request.query.get("public") == "1",
        number=int(version) if version.isdecimal() and len(version) < 5 else None,
    )
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return web.Response(body=made.content, content_type=made.media, charset=None, headers=headers)


async def _draft(request: web.Request) -> AnnualReport:
    return await draft(request.app[SERVICES], _year(request), request[WORDS].language)


async def _months(request: web.Request, year: int) -> list[str]:
    return [one for one in await request.app[SERVICES].counts.months() if one.startswith(f"{year}-")]


def _saved(request: web.Request, seen: str, fault: ConflictError | None) -> web.Response:
    """What stands under the text; a fault is shown there, too, as the page keeps what was written."""
    told = request[WORDS].error(fault) if fault else None
    return page(request, "annual/_saved.html", saved_at=datetime.now(request[WORDS].zone), seen=seen, fault=told)


def _frame(request: web.Request, year: int) -> dict[str, Any]:
    return {"year": year, "may_decide": request[ACTOR].may(Right.DECIDE)}


def _year(request: web.Request) -> int:
    return checked(int(request.match_info["year"]))


def _chapter(request: web.Request) -> Chapter:
    number = request.match_info["chapter"]
    found = form_for(request.app[SERVICES]).chapter(number)
    if found is None:
        raise NotFoundError("the report has no chapter {key}", kind="chapter", key=number)
    return found


def _question(request: web.Request) -> Question:
    id_ = request.match_info["question"]
    found = form_for(request.app[SERVICES]).question(id_)
    if found is None:
        raise NotFoundError("the report has no question {key!r}", kind="question", key=id_)
    return found


def _address(request: web.Request, question: Question) -> str:
    chapters = form_for(request.app[SERVICES]).chapters
    number = next(one.number for one in chapters if question in one.questions)
    return f"/annual/{request.match_info['year']}/{number}#{question.id}"


def _changes(now: OwnText | None, before: OwnText | None) -> list[Stretch]:
    """Word by word; nothing where either is missing or both say the same."""
    if now is None or before is None or now.text == before.text:
        return []
    return compare_texts(before.text, now.text)
