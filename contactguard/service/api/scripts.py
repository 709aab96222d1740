"""Call scripts for programs: read, handed in, and taken from draft to live, like answers."""

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.knowledge.script import KEYS
from contactguard.service.access import requires
from contactguard.service.answering import acting, publication_of, shelf
from contactguard.service.answering import take_step as advance
from contactguard.service.api.answers_schemas import NothingIn, ScriptIn, ScriptOut, VersionList, VersionOut
from contactguard.service.api.operations import Api, answer, read_body

api = Api()


@api.get("/api/v1/scripts/{id}", summary="One script, filled from the profile.", returns=ScriptOut, errors=(404,))
@requires(Right.READ_ANSWERS)
async def get_script(request: web.Request) -> web.Response:
    script, publication = (await shelf(request)).library.script(request.match_info["id"]), publication_of(request)
    current = (await shelf(request)).current
    return answer(ScriptOut.of(script, current, publication.organisation, publication.today()))


@api.post("/api/v1/scripts", summary="Takes one script in as a draft.", body=ScriptIn, returns={201: VersionOut})
@requires(Right.PUBLISH_ANSWERS)
async def add_script(request: web.Request) -> web.Response:
    given: ScriptIn = await read_body(request, ScriptIn)
    return answer(VersionOut.of(await publication_of(request).draft(given.script, acting(request))), 201)


@api.get("/api/v1/scripts/{id}/versions", summary="Every version of a script.", returns=VersionList, errors=(404,))
@requires(Right.PUBLISH_ANSWERS)
async def get_script_versions(request: web.Request) -> web.Response:
    history = await publication_of(request).versions(_key(request))
    return answer(VersionList(versions=[VersionOut.of(version) for version in history]))


@api.post(
    "/api/v1/scripts/{id}/versions/{number}/{step}",
    summary="Takes a version of a script a step on.",
    body=NothingIn,
    returns={200: VersionOut},
    errors=(400, 404, 409, 413, 415),
)
@requires(Right.PUBLISH_ANSWERS)
async def take_script_step(request: web.Request) -> web.Response:
    await read_body(request, NothingIn)
    return answer(VersionOut.of(await advance(request, _key(request))))


def _key(request: web.Request) -> str:
    return KEYS + request.match_info["id"]
