"""The incident register: what may be done with an incident by whom, and what its words may hold.

Numbers of people, phones and addresses are masked before anything is kept: the register is read for years.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from contactguard.accounts.roles import Actor
from contactguard.contacts.masking import mask
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.store.database import Database
from contactguard.store.register.incidents import IncidentRepository
from contactguard.store.register.records import (
    Action,
    Conclusion,
    Incident,
    NewEvent,
    NewIncident,
    NewTip,
    NewTraining,
    Outcome,
    Sampled,
    State,
    Step,
)
from contactguard.store.register.tips import TipRepository
from contactguard.store.register.training import TrainingRepository

LONGEST_TITLE = 120
LONGEST_TEXT = 4000
LONGEST_NAME = 120

Clock = Callable[[], datetime]


class Register:
    """Incidents, tips and training over one database; `today` is the day on the grid company's wall."""

    def __init__(self, database: Database, today: Callable[[], date], clock: Clock | None = None) -> None:
        self.incidents = IncidentRepository(database)
        self.tips = TipRepository(database)
        self.training = TrainingRepository(database)
        self.today = today
        self._now = clock or (lambda: datetime.now(UTC))

    async def open(  # noqa: PLR0913 - what it is opened out of
        self,
        actor: Actor,
        new: NewIncident,
        what: str,
        fingerprints: Sequence[str] = (),
        tip: int | None = None,
        sampled: Sampled | None = None,
    ) -> int:
        """Opens an incident, out of findings, a tip or a sample's contact where some are named; returns its number.

        Raises InputError for words missing or too long, ConflictError for what is no breach or was decided already.
        """
        title = words(new.title, "give a title", LONGEST_TITLE)
        self._refuse_future(new.happened_on)
        told = NewIncident(title, new.happened_on, new.found_by, new.policy, new.line)
        opened = self._event(actor, Step.OPENED, words(what, "say what happened"))
        return await self.incidents.add(told, opened, fingerprints, tip, sampled)

    async def add_findings(self, actor: Actor, number: int, fingerprints: Sequence[str]) -> None:
        """Raises InputError without findings, ConflictError where they or the incident do not allow it."""
        if not fingerprints:
            raise InputError("choose the findings that belong to the incident")

        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            return self._event(actor, Step.ADDED, "")

        await self.incidents.add_findings(number, fingerprints, choose)

    async def add_sampled(self, actor: Actor, number: int, sampled: Sampled) -> None:
        """A breach that a sample showed belongs to it. Raises ConflictError where that or the incident forbids it."""

        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            return self._event(actor, Step.SAMPLED, "", **sampled._asdict())

        await self.incidents.add_sampled(number, sampled, choose)

    async def remove_finding(self, actor: Actor, number: int, fingerprint: str) -> Incident:
        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            if fingerprint not in incident.findings:
                raise NotFoundError("finding {key!r} does not belong to this incident", kind="finding", key=fingerprint)
            return self._event(actor, Step.REMOVED, "", fingerprint=fingerprint)

        return await self.incidents.step(number, choose)

    async def tell(self, actor: Actor, number: int, kind: Step, text: str) -> Incident:
        """Adds the cause or a note; a cause told anew stands instead of the one before."""
        return await self._step(number, self._event(actor, kind, words(text, "say what is to be noted")))

    async def plan(self, actor: Actor, number: int, text: str, owner: str, due: date) -> Incident:
        """A corrective action with who sees to it and until when."""
        what, who = words(text, "say what is to be done"), words(owner, "say who sees to it", LONGEST_NAME)

        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            given = {"number": len(incident.actions) + 1, "owner": who, "due": due.isoformat()}
            return self._event(actor, Step.ACTION, what, **given)

        return await self.incidents.step(number, choose)

    async def postpone(self, actor: Actor, number: int, action: int, due: date, reason: str) -> Incident:
        why = words(reason, "say why it takes longer")

        def choose(incident: Incident) -> NewEvent:
            _waiting(incident, action)
            return self._event(actor, Step.POSTPONED, why, number=action, due=due.isoformat())

        return await self.incidents.step(number, choose)

    async def finish(self, actor: Actor, number: int, action: int, on: date, note: str) -> Incident:
        """The action was done that day; `note` says how, where there is more to say."""
        self._refuse_future(on)
        how = words(note)

        def choose(incident: Incident) -> NewEvent:
            _waiting(incident, action)
            return self._event(actor, Step.DONE, how, number=action, on=on.isoformat())

        return await self.incidents.step(number, choose)

    async def check(
        self, actor: Actor, number: int, figures: dict[str, Any], conclusion: Conclusion, note: str
    ) -> Incident:
        """Keeps the figure that was looked at, as it is now, and what the officer makes of it."""
        made = words(note, "say what you make of the figure")

        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            if incident.acted_on is None:
                raise ConflictError("no action is done yet, so there is no effect to look for")
            return self._event(actor, Step.CHECK, made, figures=figures, conclusion=conclusion.value)

        return await self.incidents.step(number, choose)

    async def close(self, actor: Actor, number: int, reason: str) -> Incident:
        """Raises ConflictError while an action waits; InputError without a reason where no effect was checked."""
        why = words(reason)

        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            if incident.to_do:
                raise ConflictError("an action waits; finish it first")
            if incident.state is not State.CHECKED and not why:
                raise InputError("say why it is closed without comparing before and after")
            return self._event(actor, Step.CLOSED, why)

        return await self.incidents.step(number, choose)

    async def reopen(self, actor: Actor, number: int, reason: str) -> Incident:
        why = words(reason, "say why it is opened again")

        def choose(incident: Incident) -> NewEvent:
            if incident.state is not State.CLOSED:
                raise ConflictError("the incident is open")
            return self._event(actor, Step.REOPENED, why)

        return await self.incidents.step(number, choose)

    async def tip(self, tip: NewTip) -> int:
        """Whoever is signed in may tell; returns the number."""
        self._refuse_future(tip.happened_on)
        told = NewTip(tip.kind, tip.happened_on, words(tip.text, "say what happened"), tip.by, tip.policy, tip.line)
        return await self.tips.add(told, self.today())

    async def set_aside(self, actor: Actor, tip: int, note: str) -> None:
        await self._decide(actor, tip, Outcome.SET_ASIDE, words(note, "say why nothing follows"))

    async def join(self, actor: Actor, tip: int, incident: int) -> None:
        """The tip is about an incident that is open already."""
        await self._decide(actor, tip, Outcome.INCIDENT, "", incident)

    async def train(self, actor: Actor, new: NewTraining) -> int:
        """Raises InputError for what is missing or cannot be."""
        self._refuse_future(new.held_on)
        if not (1 <= new.minutes <= 10_000 and 0 <= new.attended <= new.invited <= 100_000 and new.invited):
            raise InputError("give minutes and invited as numbers from 1 on, and attended as one of 0 to those invited")
        told = {
            "subject": words(new.subject, "give the subject", LONGEST_TITLE),
            "audience": words(new.audience, "say for whom it was", LONGEST_NAME),
            "material": words(new.material),
        }
        return await self.training.add(NewTraining(**(vars(new) | told)), by=actor.name)

    async def strike(self, actor: Actor, number: int, reason: str) -> None:
        await self.training.strike(number, words(reason, "say what was wrong"), by=actor.name)

    async def _decide(self, actor: Actor, tip: int, outcome: Outcome, note: str, incident: int | None = None) -> None:
        await self.tips.decide(tip, outcome, note, by=actor.name, at=self._now(), incident=incident)

    async def _step(self, number: int, event: NewEvent) -> Incident:
        def choose(incident: Incident) -> NewEvent:
            _refuse_closed(incident)
            return event

        return await self.incidents.step(number, choose)

    def _event(self, actor: Actor, kind: Step, text: str, **told: Any) -> NewEvent:
        return NewEvent(kind, text, actor.name, self._now(), told)

    def _refuse_future(self, day: date) -> None:
        if day > self.today():
            raise InputError("{day} is still to come", day=day)


def words(text: str, missing: str = "", longest: int = LONGEST_TEXT) -> str:
    """What somebody wrote, masked. Raises InputError for too many words, and where `missing` says so for none."""
    written = mask(text.replace("\r\n", "\n").strip())
    if missing and not written:
        raise InputError(missing)
    if len(written) > longest:
        raise InputError("the words have {count} characters; the limit is {most}", most=longest, count=len(written))
    return written


def _refuse_closed(incident: Incident) -> None:
    if incident.state is State.CLOSED:
        raise ConflictError("the incident is closed; open it again first")


def _waiting(incident: Incident, number: int) -> Action:
    """Raises NotFoundError for no such action, ConflictError for one that is done or whose incident is closed."""
    _refuse_closed(incident)
    found = next((one for one in incident.actions if one.number == number), None)
    if found is None:
        raise NotFoundError("the incident has no action {key}", kind="action", key=number)
    if found.is_done:
        raise ConflictError("the action is done already")
    return found
