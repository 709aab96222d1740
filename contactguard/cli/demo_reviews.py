"""The example year's findings, reviewed at the real desk by its invented reviewers."""

from datetime import UTC, datetime, timedelta

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.demo.reviews import Planned, Said, reviews
from contactguard.errors import ConflictError
from contactguard.review.desk import Desk
from contactguard.review.verdicts import Judgement
from contactguard.store.review.records import Standing
from contactguard.store.scanned.findings import FindingFilter
from contactguard.wiring import Services, review_terms


class _Clock:
    """The time as the invented reviewers have it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


async def review_year(services: Services, company: str) -> None:
    """Once; an example that has verdicts is left as it is."""
    if await services.desk.decided.standing(*Standing):
        return
    now = datetime.now(UTC)
    clock = _Clock(now)
    desk = Desk(services.database, review_terms(services.settings), clock)
    findings = (await services.findings.page(FindingFilter(), limit=10_000)).findings
    for planned in reviews(company, findings, now):
        await _review(desk, clock, planned)
    clock.now = now
    await desk.settle()


async def somebody(services: Services) -> str | None:
    """The pseudonym of an agent who has something to dispute."""
    for fingerprint, _ in await services.desk.decided.standing(Standing.PROVISIONAL):
        agent = (await services.desk.history(fingerprint)).agent
        if agent is not None:
            return agent
    return None


async def _review(desk: Desk, clock: _Clock, planned: Planned) -> None:
    fingerprint = planned.first.fingerprint
    try:
        await _give(desk, clock, planned.first, Role.REVIEWER)
    except ConflictError:
        return  # it was decided with another alike
    history = await desk.history(fingerprint)
    if history.second:
        await _give(desk, clock, planned.second, Role.REVIEWER)
        history = await desk.history(fingerprint)
    if history.standing and history.standing.standing is Standing.DISAGREED:
        await _give(desk, clock, planned.officer, Role.OFFICER)
        history = await desk.history(fingerprint)
    if not planned.objection or history.agent is None or not desk.may_be_disputed(history):
        return
    clock.now += timedelta(hours=22)
    agent = frozenset({Role.AGENT})
    await desk.dispute(Actor(history.agent, rights_of(agent), agent, history.agent), fingerprint, planned.objection)
    if planned.answer:
        await _give(desk, clock, planned.answer, Role.OFFICER)


async def _give(desk: Desk, clock: _Clock, said: Said, role: Role) -> None:
    """Opened, read for some time, decided."""
    actor = Actor(said.by, rights_of([role]), frozenset({role}))
    clock.now = said.at - timedelta(seconds=said.seconds)
    await desk.open(actor, said.fingerprint)
    clock.now = said.at
    await desk.decide(actor, said.fingerprint, Judgement(said.verdict, said.reason, said.note))
