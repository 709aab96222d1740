"""The officer's side of the knowledge base: where each answer and script stands, its versions, the steps to take."""

from collections import Counter

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError
from contactguard.knowledge.approval import waiting
from contactguard.knowledge.differences import compare_wordings, texts
from contactguard.knowledge.editing import prolonged
from contactguard.knowledge.overview import Mark, Standing, overview
from contactguard.knowledge.placeholders import label, missing
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.script import Script
from contactguard.knowledge.version import State, Version
from contactguard.knowledge.wording import Wording
from contactguard.service.access import requires
from contactguard.service.answering import DESK, USES, acting, publication_of, take_step
from contactguard.service.keys import SERVICES, WORDS
from contactguard.service.pages import forms
from contactguard.service.pages.paging import paged
from contactguard.service.pages.rendering import page

MARKS = {
    Mark.FAILING: "fails the scan",
    Mark.EXPIRED: "expired",
    Mark.EXPIRING: "expires soon",
    Mark.DRAFT: "draft",
    Mark.PASSED: "scan passed, waits for approval",
    Mark.APPROVED: "approved, not published",
    Mark.LIVE: "live",
    Mark.RETIRED: "retired",
}
SIGNS = {Mark.FAILING: "▲", Mark.EXPIRED: "▲", Mark.EXPIRING: "△", Mark.LIVE: "✓", Mark.RETIRED: "–"}
STATES = {
    State.DRAFT: "draft",
    State.FAILED: "fails the scan",
    State.PASSED: "scan passed",
    State.APPROVED: "approved",
    State.LIVE: "live",
    State.RETIRED: "retired",
}
EVENTS = {
    "pass": "scan passed",
    "fail": "scan found something",
    "approve": "approved",
    "publish": "published",
    "retire": "retired",
    "rescan-pass": "scan passed again",
    "rescan-fail": "a later scan found something",
}
FIELDS = {
    "title": "Title",
    "summary": "Summary",
    "phone": "Phone",
    "email": "E-mail",
    "say": "Say",
    "never": "Never say",
    "keywords": "Keywords",
    "asked": "How customers put it",
    "facts": "Facts and sources",
    "steps": "Steps",
    "end": "End",
    "must": "To be said",
    "valid_until": "Valid until",
}

routes = web.RouteTableDef()


@routes.get("/answers/library")
@requires(Right.PUBLISH_ANSWERS)
async def library(request: web.Request) -> web.Response:
    publication = publication_of(request)
    everything = overview(await publication.history(), publication.today())
    chosen = request.query.get("mark", "")
    language = request.query.get("language") or _language_of(request, everything, chosen)
    mine = [one for one in everything if one.wording.language == language]
    standings, rest = paged(request, [one for one in mine if not chosen or chosen in one.marks])
    return page(
        request,
        "library/library.html",
        standings=standings,
        rest=rest,
        counts=Counter(mark for one in mine for mark in one.marks),
        total=len(mine),
        chosen=chosen,
        language=language,
        waiting=len(waiting(mine)),
        known_languages=sorted({one.wording.language for one in everything}),
        remarks=await request.app[USES].open_remarks(),
        titles={one.wording.key: one.wording.title for one in everything},
        marks=MARKS,
        signs=SIGNS,
    )


@routes.get("/answers/library/{id}")
@requires(Right.PUBLISH_ANSWERS)
async def one_answer(request: web.Request) -> web.Response:
    publication = publication_of(request)
    history = await publication.versions(request.match_info["id"])
    standing = overview(history, publication.today())[0]
    country = publication.organisation.grid_company.country
    remarks = [one for one in await request.app[USES].open_remarks() if one.answer_id == standing.wording.key]
    return page(
        request,
        "library/answer.html",
        standing=standing,
        versions=[_shown(history, place, country) for place in range(len(history) - 1, -1, -1)],
        is_script=isinstance(standing.wording, Script),
        missing=missing_facts(publication, (standing.coming or standing.newest).wording),
        remarks=remarks,
        steps=_steps(request, standing),
        marks=MARKS,
        signs=SIGNS,
        states=STATES,
        events=EVENTS,
        fields=FIELDS,
    )


@routes.post("/answers/library/{id}/versions/{number}/{step}")
@requires(Right.PUBLISH_ANSWERS)
async def step(request: web.Request) -> web.Response:
    await take_step(request, request.match_info["id"])
    return back(request.match_info["id"])


@routes.post("/answers/library/{id}/valid-until")
@requires(Right.PUBLISH_ANSWERS)
@forms.called(FIELDS)
async def set_valid_until(request: web.Request) -> web.Response:
    """A live version never changes, so another day is a new version on its way."""
    publication = publication_of(request)
    history = await publication.versions(request.match_info["id"])
    wording = overview(history, publication.today())[0].wording
    day = str((await request.post()).get("valid_until", ""))
    await publication.inspect(await publication.draft(prolonged(wording, day), acting(request)))
    await request.app[DESK].renew()
    return back(wording.key)


@routes.post("/answers/remarks/{number}/settle")
@requires(Right.PUBLISH_ANSWERS)
async def settle(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    if not number.isdecimal() or len(number) > 9:
        raise InputError("name a remark by its number, not {number!r}", number=number)
    await request.app[USES].settle_remark(int(number), acting(request))
    raise web.HTTPSeeOther("/answers/library")


def back(key: str) -> web.Response:
    raise web.HTTPSeeOther(f"/answers/library/{key}")


def missing_facts(publication: Publication, wording: Wording) -> list[str]:
    """What the profile has nothing for, in the words of the wording's language."""
    return [label(name, wording.language) for name in missing(wording, publication.organisation)]


def first_language(request: web.Request) -> str:
    """The reader's, if the company writes in it."""
    own = request.app[SERVICES].scanner.organisation.grid_company.languages
    reader = request[WORDS].language
    return reader if reader in own else own[0]


def _language_of(request: web.Request, everything: list[Standing], mark: str) -> str:
    """The reader's, unless the state asked for is found in another only."""
    first, marked = first_language(request), [one.wording.language for one in everything if mark in one.marks]
    return first if first in marked or not marked else marked[0]


def _shown(history: list[Version], place: int, country: str) -> dict[str, object]:
    """A version as this country has it, beside the one before it; the first is beside nothing."""
    told = [one.wording.for_country(country) for one in history[max(place - 1, 0) : place + 1]]
    return {
        "version": history[place],
        "texts": texts(told[-1]),
        "changes": compare_wordings(*told) if place else {},
        "before": history[place - 1] if place else None,
    }


def _steps(request: web.Request, standing: Standing) -> list[tuple[Version, str, str]]:
    """What this person may do now: the version, the step, its word."""
    steps = []
    coming, live, me = standing.coming, standing.live, acting(request).casefold()
    if coming is not None:
        match coming.state:
            case State.DRAFT | State.FAILED:
                steps.append((coming, "inspect", "Scan again"))
            case State.PASSED if coming.stored.author.casefold() != me and not coming.objections:
                steps.append((coming, "approve", "Approve"))
            case State.APPROVED:
                steps.append((coming, "publish", "Publish"))
    if coming is not None:
        steps.append((coming, "retire", "Put aside"))
    if live is not None:
        steps.append((live, "retire", "Retire"))
    return steps
