"""The example year's breaches followed up in the real register by its invented officer."""

from datetime import UTC, date, datetime, time

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.demo.followed import Followed, PlannedAction, PlannedCheck, PlannedIncident, followed
from contactguard.demo.reviews import OFFICERS
from contactguard.reporting import months
from contactguard.reporting.effects import Asked, Period, effect
from contactguard.review.incidents import Register
from contactguard.store.register.records import NewIncident, NewTip, NewTraining, State, Step
from contactguard.wiring import Services


class _Year:
    """The register on the day that a step is taken."""

    def __init__(self, services: Services, officer: str) -> None:
        self.services = services
        self.officer = Actor(officer, rights_of([Role.OFFICER]), frozenset({Role.OFFICER}))
        self.day = date.min
        self.register = Register(services.database, lambda: self.day, self._now)

    def on(self, day: date) -> Register:
        self.day = day
        return self.register

    def _now(self) -> datetime:
        return datetime.combine(self.day, time(13, 30), UTC)


async def follow_year(services: Services) -> None:
    """Once; an example that has incidents is left as it is."""
    if await services.register.incidents.all():
        return
    language = "sv" if services.scanner.organisation.grid_company.country == "SE" else "da"
    plan, year = followed(language), _Year(services, OFFICERS[language])
    for incident in plan.incidents:
        await _follow(year, incident)
    await _around(year, plan)


async def _follow(year: _Year, plan: PlannedIncident) -> None:
    known = [
        one
        for one in await year.register.incidents.unfollowed()
        if one.finding.policy == plan.policy and one.happened_at.date() >= plan.day
    ]
    chosen = sorted(known, key=lambda one: (one.happened_at, one.fingerprint))[: plan.findings]
    line = chosen[0].line if chosen and len({one.line for one in chosen}) == 1 else None
    new = NewIncident(plan.title, plan.day, plan.found_by, plan.policy, line)
    register = year.on(plan.day)
    number = await register.open(year.officer, new, plan.what, [one.fingerprint for one in chosen])
    if plan.cause:
        await register.tell(year.officer, number, Step.CAUSE, plan.cause)
    for planned in plan.actions:
        await register.plan(year.officer, number, planned.what, planned.owner, planned.due)
    await _act(year, number, plan.actions)
    if plan.check:
        await _check(year, number, plan, plan.check)
    if plan.closed and (await register.incidents.get(number)).state is State.CHECKED:
        await year.on(plan.closed.day).close(year.officer, number, plan.closed.note)


async def _act(year: _Year, number: int, actions: tuple[PlannedAction, ...]) -> None:
    for place, planned in enumerate(actions, 1):
        if planned.done:
            await year.on(planned.done).finish(year.officer, number, place, planned.done, "")


async def _check(year: _Year, number: int, plan: PlannedIncident, check: PlannedCheck) -> None:
    """The months before the incident beside those before the look."""
    known = await year.services.counts.months()
    last, looked = plan.day.strftime("%Y-%m"), check.day.strftime("%Y-%m")
    before = [one for one in months.upto(last, 3) if one in known]
    after = [one for one in months.upto(months.earlier(looked, 1), 3) if one in known and one > last]
    if not before or not after:
        return
    asked = Asked(
        policy=plan.policy,
        before=Period(first=before[0], last=before[-1]),
        after=Period(first=after[0], last=after[-1]),
    )
    figures = (await effect(year.services.counts, asked)).model_dump(mode="json")
    await year.on(check.day).check(year.officer, number, figures, check.conclusion, check.note)


async def _around(year: _Year, plan: Followed) -> None:
    for held in plan.training:
        told = {name: value for name, value in held.model_dump().items() if name != "day"}
        await year.on(held.day).train(year.officer, NewTraining(held_on=held.day, **told))
    for tip in plan.tips:
        number = await year.on(tip.day).tip(NewTip(tip.kind, tip.day, tip.text, None))
        if tip.aside:
            await year.register.set_aside(year.officer, number, tip.aside)
    for kind, period in plan.done:
        await year.services.calendar.mark(kind, period, by=year.officer.name)
