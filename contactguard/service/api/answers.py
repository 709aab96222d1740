"""The knowledge base for programs: search, answers, scripts, versions and their publication, import and export."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.search.searcher import TRUSTED
from contactguard.service.access import requires
from contactguard.service.answering import DESK, USES, acting, note_use, publication_of, shelf
from contactguard.service.answering import take_step as advance
from contactguard.service.api.answers_schemas import (
    AnswerList,
    AnswerOut,
    DraftIn,
    Exported,
    FoundOut,
    ImportIn,
    Noted,
    NothingIn,
    RemarkIn,
    SearchQuery,
    UseIn,
    VersionList,
    VersionOut,
)
from contactguard.service.api.operations import Api, answer, read_body, read_query
from contactguard.service.keys import WORDS
from contactguard.store.answers.use import Use

api = Api()


@api.get("/api/v1/answers", summary="Finds answers.", query=SearchQuery, returns=AnswerList)
@requires(Right.READ_ANSWERS)
async def search_answers(request: web.Request) -> web.Response:
    asked = read_query(request, SearchQuery)
    language = asked.language or request[WORDS].language
    on_shelf = await shelf(request)
    hits = on_shelf.searcher.search(asked.q, language, asked.limit)
    topic = hits[0].topic if hits else None
    trusted = bool(hits) and hits[0].score >= TRUSTED
    await note_use(request, Use("search", language, topic, asked.team, found=trusted))
    results = [FoundOut.found(hit, await shown(request, on_shelf.library.answer(hit.id))) for hit in hits]
    return answer(AnswerList(query=asked.q, language=language, results=results))


@api.get("/api/v1/answers/export", summary="All answers and scripts as agents see them now.", returns=Exported)
@requires(Right.PUBLISH_ANSWERS)
async def export_answers(request: web.Request) -> web.Response:
    await publication_of(request).store.note_export(acting(request))
    base = (await shelf(request)).library
    return answer(Exported(answers=list(base.answers.values()), scripts=list(base.scripts.values())))


@api.post(
    "/api/v1/answers/import",
    summary="Takes answers and scripts in as drafts and scans them.",
    body=ImportIn,
    returns={201: VersionList},
)
@requires(Right.PUBLISH_ANSWERS)
async def import_answers(request: web.Request) -> web.Response:
    given: ImportIn = await read_body(request, ImportIn)
    drafts = await publication_of(request).take_in([*given.answers, *given.scripts], acting(request))
    await request.app[DESK].renew()
    return answer(VersionList(versions=[VersionOut.of(draft) for draft in drafts]), 201)


@api.post("/api/v1/answers", summary="Takes one answer in as a draft.", body=DraftIn, returns={201: VersionOut})
@requires(Right.PUBLISH_ANSWERS)
async def add_draft(request: web.Request) -> web.Response:
    given: DraftIn = await read_body(request, DraftIn)
    return answer(VersionOut.of(await publication_of(request).draft(given.answer, acting(request))), 201)


@api.get("/api/v1/answers/{id}", summary="One answer, filled from the profile.", returns=AnswerOut, errors=(404,))
@requires(Right.READ_ANSWERS)
async def get_answer(request: web.Request) -> web.Response:
    return answer(await shown(request, (await shelf(request)).library.answer(request.match_info["id"])))


@api.get("/api/v1/answers/{id}/versions", summary="Every version of an answer.", returns=VersionList, errors=(404,))
@requires(Right.PUBLISH_ANSWERS)
async def get_versions(request: web.Request) -> web.Response:
    history = await publication_of(request).versions(request.match_info["id"])
    return answer(VersionList(versions=[VersionOut.of(version) for version in history]))


@api.post(
    "/api/v1/answers/{id}/versions/{number}/{step}",
    summary="Takes a version a step on: inspect, approve, publish or retire.",
    body=NothingIn,
    returns={200: VersionOut},
    errors=(400, 404, 409, 413, 415),
)
@requires(Right.PUBLISH_ANSWERS)
async def take_step(request: web.Request) -> web.Response:
    await read_body(request, NothingIn)
    return answer(VersionOut.of(await advance(request, request.match_info["id"])))


@api.post(
    "/api/v1/answers/{id}/remarks",
    summary="Says that something is wrong.",
    body=RemarkIn,
    returns={201: Noted},
    errors=(400, 404, 413, 415),
)
@requires(Right.READ_ANSWERS)
async def add_remark(request: web.Request) -> web.Response:
    given: RemarkIn = await read_body(request, RemarkIn)
    found = (await shelf(request)).library.answer(request.match_info["id"])
    await request.app[USES].add_remark(found.id, given.text)
    return answer(Noted(), 201)


@api.post(
    "/api/v1/answers/{id}/uses",
    summary="Notes that an answer was used.",
    body=UseIn,
    returns={201: Noted},
    errors=(400, 404, 413, 415),
)
@requires(Right.READ_ANSWERS)
async def add_use(request: web.Request) -> web.Response:
    given: UseIn = await read_body(request, UseIn)
    found = (await shelf(request)).library.answer(request.match_info["id"])
    await note_use(request, Use(given.kind, found.language, found.topic, given.team))
    return answer(Noted(), 201)


async def shown(request: web.Request, found: Answer) -> AnswerOut:
    """The answer as this organisation gives it today."""
    publication = publication_of(request)
    return AnswerOut.of(found, (await shelf(request)).current, publication.organisation, publication.today())
