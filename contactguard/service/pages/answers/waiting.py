"""What waits for an officer's approval, each wording as agents would get it; many approved at once."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.approval import Candidate, approve_all, candidate, waiting
from contactguard.knowledge.differences import texts
from contactguard.knowledge.overview import overview
from contactguard.knowledge.placeholders import filler, label
from contactguard.knowledge.publication import Publication
from contactguard.knowledge.version import SUPPLIER, Version
from contactguard.service.access import requires
from contactguard.service.answering import DESK, acting, publication_of
from contactguard.service.pages import forms
from contactguard.service.pages.answers.library import FIELDS, first_language
from contactguard.service.pages.rendering import page

# Told beside the text, or words for the search that no customer hears.
APART = {"title", "facts", "valid_until", "keywords", "asked"}

routes = web.RouteTableDef()


@routes.get("/answers/waiting")
@requires(Right.PUBLISH_ANSWERS)
async def list_waiting(request: web.Request) -> web.Response:
    return await _page(request, request.query.get("language"))


@routes.post("/answers/waiting")
@requires(Right.PUBLISH_ANSWERS)
async def approve_chosen(request: web.Request) -> web.Response:
    """Only the versions that were shown: of what was worded anew since, nothing is approved."""
    publication, fields = publication_of(request), await forms.read(request)
    chosen = set(fields.getall("chosen", []))
    asked = [one for one in _candidates(request, await _waiting(publication)) if _name(one.version) in chosen]
    approved, left = await approve_all(publication, asked, acting(request))
    await request.app[DESK].renew()
    return await _page(request, fields.get("language"), approved=approved, left=left)


async def _page(
    request: web.Request, language: str | None, approved: Iterable[Version] = (), left: Iterable[Candidate] = ()
) -> web.Response:
    publication = publication_of(request)
    everything = await _waiting(publication)
    shown = language or first_language(request)
    mine = [one for one in everything if one.wording.language == shown]
    return page(
        request,
        "library/waiting.html",
        candidates=[_told(publication, one) for one in _candidates(request, mine)],
        counts=sorted(Counter(one.wording.language for one in everything).items()),
        language=shown,
        approved=list(approved),
        left=list(left),
        fields=FIELDS,
        supplier=SUPPLIER,
    )


async def _waiting(publication: Publication) -> list[Version]:
    return waiting(overview(await publication.history(), publication.today()))


def _candidates(request: web.Request, versions: Iterable[Version]) -> list[Candidate]:
    return [candidate(publication_of(request), one, acting(request)) for one in versions]


def _told(publication: Publication, one: Candidate) -> dict[str, Any]:
    """A candidate with its texts as agents get them."""
    organisation, wording = publication.organisation, one.version.wording
    fill = filler(organisation, wording.language).fill
    told = wording.for_country(organisation.grid_company.country)
    facts = told.facts if isinstance(told, Answer) else ()
    return {
        "name": _name(one.version),
        "version": one.version,
        "ready": one.ready,
        "obstacles": one.obstacles,
        "missing": [label(name, wording.language) for name in one.missing],
        "texts": {name: fill(text).text for name, text in texts(told).items() if name not in APART},
        "facts": [fact.model_copy(update={"text": fill(fact.text).text}) for fact in facts],
        "is_script": not isinstance(told, Answer),
    }


def _name(version: Version) -> str:
    return f"{version.wording.key} {version.stored.number}"
