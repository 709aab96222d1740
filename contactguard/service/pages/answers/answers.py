"""The agent's page: one search field, answers while typing, the draft beside; and the script player."""

from typing import Any
from urllib.parse import quote

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.contacts.model import Channel, composed
from contactguard.errors import InputError
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.drafts import Advice, pieces
from contactguard.knowledge.duties import duty_label
from contactguard.knowledge.placeholders import fill_script, filler
from contactguard.knowledge.search.searcher import TRUSTED
from contactguard.knowledge.walking import call_note, walk
from contactguard.knowledge.wording import Wording
from contactguard.service.access import requires
from contactguard.service.answering import DESK, TEAM, USES, note_use, publication_of, shelf
from contactguard.service.api.answers import shown
from contactguard.service.api.schemas import LONGEST_DRAFT, Draft
from contactguard.service.embedding import is_framed, keep_cookie
from contactguard.service.keys import ACTOR, SCANS, WORDS
from contactguard.service.pages.rendering import page
from contactguard.store.answers.use import Use

SHOWN = 5
WORTH_SHOWING = 0.002  # share of trust; what has less only takes the eye off the rest
LONGEST_TEAM = 100  # characters
SHORTEST = 2  # letters; with one, anything would be found

routes = web.RouteTableDef()


@routes.get("/answers", name="answers")
@requires(Right.READ_ANSWERS)
async def answers(request: web.Request) -> web.Response:
    query = request.query.get("q", "").strip()
    if len(query) < SHORTEST:
        request.app[DESK].prepare()
        return _page(request, query, [])
    on_shelf = await shelf(request)
    language = request[WORDS].language
    found = on_shelf.searcher.search(query, language, SHOWN)
    hits = [hit for place, hit in enumerate(found) if place == 0 or hit.score >= WORTH_SHOWING]
    cards = [await _card(request, on_shelf.library.answer(hit.id)) for hit in hits]
    return _page(request, query, cards, trusted=bool(hits) and hits[0].score >= TRUSTED)


@routes.get("/answers/{id}", name="answer")
@requires(Right.READ_ANSWERS)
async def one_answer(request: web.Request) -> web.Response:
    found = (await shelf(request)).library.answer(request.match_info["id"])
    await note_use(request, Use("open", found.language, found.topic))
    return _page(request, found.title, [await _card(request, found)], opened=True)


@routes.post("/answers/draft", name="draft")
@requires(Right.CHECK_DRAFT)
async def check_draft(request: web.Request) -> web.Response:
    """Nothing of the draft is kept."""
    text = composed(str((await request.post()).get("draft", "")).replace("\r\n", "\n"))
    if len(text) > LONGEST_DRAFT:
        raise InputError("the draft has {count} characters; the limit is {most}", most=LONGEST_DRAFT, count=len(text))
    advice = await _advice(request, text) if text.strip() else []
    return page(request, "answers/_draft.html", text=text, advice=advice, pieces=pieces(text, advice))


@routes.post("/answers/{id}/remark", name="remark")
@requires(Right.READ_ANSWERS)
async def remark(request: web.Request) -> web.Response:
    return await _remarked(request, (await shelf(request)).library.answer(request.match_info["id"]))


@routes.get("/scripts/{id}", name="script")
@requires(Right.READ_ANSWERS)
async def script(request: web.Request) -> web.Response:
    """The call after the keys in the address; going back in the browser is going back in the call."""
    written = (await shelf(request)).library.script(request.match_info["id"])
    fill = filler(request.app[DESK].publication.organisation, written.language)
    call = walk(fill_script(written, fill), request.query.get("keys", "")[:200])
    if call.ended:
        await note_use(request, Use("walk", written.language, written.topic))
    duties = [(duty_label(duty, written.language), duty in call.said) for duty in written.must]
    return agent_page(
        request,
        "answers/script.html",
        script=call.script,
        call=call,
        duties=duties,
        note=call_note(call, fill) if call.ended else None,
        doubts=(await shelf(request)).current.doubts(written, publication_of(request).today()),
    )


@routes.post("/scripts/{id}/remark")
@requires(Right.READ_ANSWERS)
async def script_remark(request: web.Request) -> web.Response:
    return await _remarked(request, (await shelf(request)).library.script(request.match_info["id"]))


async def _remarked(request: web.Request, found: Wording) -> web.Response:
    text = str((await request.post()).get("text", "")).strip()[:2000]
    if text:
        await request.app[USES].add_remark(found.key, text)
    return page(request, "answers/_thanks.html", kept=bool(text))


def _page(
    request: web.Request, query: str, cards: list[dict[str, object]], *, trusted: bool = True, opened: bool = False
) -> web.Response:
    """`opened` says that its one card was counted as opened already."""
    template = "answers/_cards.html" if "HX-Request" in request.headers else "answers/answers.html"
    searched = len(query) >= SHORTEST
    told = {"query": query, "cards": cards, "searched": searched, "trusted": trusted, "opened": opened}
    response = agent_page(request, template, **told)
    if team := request.query.get(TEAM, "").strip()[:LONGEST_TEAM]:
        keep_cookie(request, response, TEAM, quote(team))
    return response


def agent_page(request: web.Request, template: str, **context: Any) -> web.Response:
    """A page that may stand in a frame, where it shows nothing but itself."""
    may_edit = request[ACTOR].may(Right.PUBLISH_ANSWERS)
    return page(request, template, embedded=is_framed(request), may_edit=may_edit, **context)


async def _card(request: web.Request, found: Answer) -> dict[str, object]:
    library = (await shelf(request)).library
    related = [library.answers.get(f"{topic}-{found.language}") for topic in found.related]
    return {
        "answer": await shown(request, found),
        "scripts": library.scripts_for(found.topic, found.language),
        "related": [one for one in related if one],
    }


async def _advice(request: web.Request, text: str) -> list[Advice]:
    language = request[WORDS].language
    contact = Draft(draft=text, channel=Channel.EMAIL).contact()
    findings = await request.app[SCANS].findings(contact)
    return (await shelf(request)).drafts.advise(contact, findings, language, publication_of(request).today())
