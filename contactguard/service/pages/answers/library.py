"""The officer's side of the knowledge base: where each answer stands, its versions, remarks, and the steps to take."""

from collections import Counter

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError, NotFoundError
from contactguard.knowledge.differences import compare_answers
from contactguard.knowledge.editing import prolonged
from contactguard.knowledge.overview import Mark, Standing, overview
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.version import State, Version
from contactguard.service.access import requires
from contactguard.service.answering import USES, acting, publication_of, take_step
from contactguard.service.keys import SERVICES, WORDS
from contactguard.service.pages.rendering import page

MARKS = {
    Mark.FAILING: "fails the scan",
    Mark.EXPIRED: "expired",
    Mark.EXPIRING: "expires soon",
    Mark.DRAFT: "draft",
    Mark.PASSED: "scan passed, waits for approval",
    Mark.APPROVED: "approved, not published",
    Mark.UNREAD: "as supplied",
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
    "valid_until": "Valid until",
}

routes = web.RouteTableDef()


@routes.get("/answers/library")
@requires(Right.PUBLISH_ANSWERS)
async def library(request: web.Request) -> web.Response:
    publication = publication_of(request)
    everything = overview(await publication.history(), publication.today())
    language = request.query.get("language") or _first_language(request)
    mine = [one for one in everything if one.answer.language == language]
    chosen = request.query.get("mark", "")
    return page(
        request,
        "library/library.html",
        standings=[one for one in mine if not chosen or chosen in one.marks],
        counts=Counter(mark for one in mine for mark in one.marks),
        total=len(mine),
        chosen=chosen,
        language=language,
        known_languages=sorted({one.answer.language for one in everything}),
        remarks=await request.app[USES].open_remarks(),
        titles={one.answer.id: one.answer.title for one in everything},
        marks=MARKS,
        signs=SIGNS,
    )


@routes.get("/answers/library/{id}")
@requires(Right.PUBLISH_ANSWERS)
async def one_answer(request: web.Request) -> web.Response:
    publication = publication_of(request)
    history = await versions_of(publication, request.match_info["id"])
    standing = overview(history, publication.today())[0]
    remarks = [one for one in await request.app[USES].open_remarks() if one.answer_id == standing.answer.id]
    return page(
        request,
        "library/answer.html",
        standing=standing,
        versions=[_shown(history, place) for place in range(len(history) - 1, -1, -1)],
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
    await take_step(request)
    return back(request.match_info["id"])


@routes.post("/answers/library/{id}/valid-until")
@requires(Right.PUBLISH_ANSWERS)
async def set_valid_until(request: web.Request) -> web.Response:
    """A live version never changes, so another day is a new version on its way."""
    publication = publication_of(request)
    history = await versions_of(publication, request.match_info["id"])
    answer = overview(history, publication.today())[0].answer
    day = str((await request.post()).get("valid_until", ""))
    await publication.inspect(await publication.draft(prolonged(answer, day), acting(request)))
    return back(answer.id)


@routes.post("/answers/remarks/{number}/settle")
@requires(Right.PUBLISH_ANSWERS)
async def settle(request: web.Request) -> web.Response:
    number = request.match_info["number"]
    if not number.isdecimal() or len(number) > 9:
        raise InputError(f"a remark is a number, not {number!r}")
    await request.app[USES].settle_remark(int(number), acting(request))
    raise web.HTTPSeeOther("/answers/library")


async def versions_of(publication: Publication, id_: str) -> list[Version]:
    """Oldest first. Raises NotFoundError."""
    if history := await publication.history(id_):
        return history
    raise NotFoundError(f"there is no answer {id_!r}; those supplied appear once they were scanned", id=id_)


def back(id_: str) -> web.Response:
    raise web.HTTPSeeOther(f"/answers/library/{id_}")


def _shown(history: list[Version], place: int) -> dict[str, object]:
    """A version beside the one before it; the first is beside nothing."""
    version = history[place]
    changes = compare_answers(history[place - 1].answer, version.answer) if place else {}
    return {"version": version, "changes": changes, "before": history[place - 1] if place else None}


def _steps(request: web.Request, standing: Standing) -> list[tuple[Version, str, str]]:
    """What this person may do now: the version, the step, its word."""
    steps = []
    coming, live, me = standing.coming, standing.live, acting(request).casefold()
    if coming is not None:
        match coming.state:
            case State.DRAFT | State.FAILED:
                steps.append((coming, "inspect", "Scan again"))
            case State.PASSED if coming.stored.author.casefold() != me:
                steps.append((coming, "approve", "Approve"))
            case State.APPROVED:
                steps.append((coming, "publish", "Publish"))
    if live is not None and live.supplied and live.approved_by is None and not live.objections:
        steps.append((live, "approve", "Approve as supplied"))
    if live is not None:
        steps.append((live, "retire", "Retire"))
    return steps


def _first_language(request: web.Request) -> str:
    own = request.app[SERVICES].scanner.organisation.grid_company.languages
    reader = request[WORDS].language
    return reader if reader in own else own[0]
