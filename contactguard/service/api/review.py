"""The review desk for programs: take a finding, decide on it."""

from datetime import datetime

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from contactguard.accounts.roles import Right
from contactguard.review.reasons import LONGEST_NOTE
from contactguard.review.verdicts import Judgement
from contactguard.service.access import requires
from contactguard.service.api.operations import Api, answer, read_body
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.store.review.records import Reason, Verdict

api = Api()


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claimed(_Model):
    """A finding kept from other reviewers until then, with those alike that one verdict may serve."""

    id: str
    alike: list[str]
    until: datetime


class VerdictIn(_Model):
    verdict: Verdict
    reason: Reason = Field(description="One that the verdict knows; an unfit one is refused with those that fit.")
    note: str = Field(default="", max_length=LONGEST_NOTE, description="A few words; required for a breach.")
    alike: bool = Field(default=False, description="Whether it is given on those claimed along as well.")


class Decided(_Model):
    """The findings that the verdict was given on."""

    decided: list[str]


@api.post(
    "/api/v1/findings/{id}/claim",
    summary="Takes a finding to read it, so that nobody else does.",
    body=None,
    returns={200: Claimed},
    errors=(404, 409),
)
@requires(Right.REVIEW)
async def claim_finding(request: web.Request) -> web.Response:
    desk = request.app[SERVICES].desk
    task = await desk.open(request[ACTOR], request.match_info["id"])
    return answer(Claimed(id=task.fingerprint, alike=list(task.alike), until=task.until))


@api.post(
    "/api/v1/findings/{id}/verdict",
    summary="Decides whether a finding is a breach.",
    body=VerdictIn,
    returns={200: Decided},
    errors=(400, 404, 409, 413, 415),
)
@requires(Right.REVIEW)
async def give_verdict(request: web.Request) -> web.Response:
    given: VerdictIn = await read_body(request, VerdictIn)
    judgement = Judgement(given.verdict, given.reason, given.note)
    desk = request.app[SERVICES].desk
    decided = await desk.decide(request[ACTOR], request.match_info["id"], judgement, alone=not given.alike)
    return answer(Decided(decided=decided))
