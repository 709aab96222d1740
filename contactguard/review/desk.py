"""The review desk: what waits for whom, taken up by one reader at a time, decided, taken back, reopened, disputed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contactguard.accounts.roles import Actor, Right
from contactguard.errors import ConflictError, InputError
from contactguard.review import verdicts
from contactguard.review.grouping import Group, candidates, grouped, plain, stands_in
from contactguard.review.reasons import LONGEST_NOTE
from contactguard.review.verdicts import Judgement, Moment, Terms
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.store.database import Database
from contactguard.store.review.decided import DecidedRepository
from contactguard.store.review.queue import QueueRepository
from contactguard.store.review.records import Change, Claim, History, Standing, StoredVerdict
from contactguard.store.review.verdicts import VerdictRepository

USUAL_SECONDS = 90.0  # for reading a finding in its contact and deciding, until enough verdicts tell
TO_DECIDE = (Standing.DISPUTED, Standing.DISAGREED)  # what only an officer settles
LONGEST_READ = 1800  # seconds; whoever took longer was called away


@dataclass(frozen=True)
class Work:
    """What waits: findings, the decisions they take, and about how many minutes that is."""

    findings: int
    decisions: int
    minutes: int


@dataclass(frozen=True)
class Task:
    """A finding on the screen of a reader, with those alike that one decision serves."""

    fingerprint: str
    alike: tuple[str, ...]
    until: datetime


class Desk:
    """The desk over one database. Nobody decides on contacts of her own, nor on words of an answer that she wrote."""

    def __init__(self, database: Database, terms: Terms, clock: Callable[[], datetime] | None = None) -> None:
        self.terms = terms
        self.decided = DecidedRepository(database)
        self._verdicts = VerdictRepository(database)
        self._queue = QueueRepository(database)
        self._accounts = AccountRepository(database)
        self._now = clock or (lambda: datetime.now(UTC))

    async def groups(self, actor: Actor | None = None) -> list[Group]:
        """What this person may decide, in the order in which to read it; all that waits, where nobody is named."""
        by, agent = (actor.name, actor.pseudonym) if actor else (None, None)
        waiting = await self._queue.waiting(self._now(), by, agent)
        own = [plain(text) for text in await self._queue.written_by(actor.name)] if actor else []
        foreign = [one for one in waiting if not stands_in(one.quote, own)]
        return grouped(foreign, await self._queue.texts(candidates(foreign)))

    async def work(self, groups: Sequence[Group]) -> Work:
        seconds = await self.decided.usual_seconds() or USUAL_SECONDS
        findings = sum(group.size for group in groups)
        return Work(findings, len(groups), max(1, round(len(groups) * seconds / 60)) if groups else 0)

    async def take(self, actor: Actor, groups: Sequence[Group]) -> Task | None:
        """The first of these that nobody took in the meantime; None where there is none."""
        for group in groups:
            try:
                return await self._claim(actor, group.first.fingerprint, [one.fingerprint for one in group.alike])
            except ConflictError:
                continue
        await self._queue.release(actor.name)
        return None

    async def open(self, actor: Actor, fingerprint: str) -> Task:
        """Takes one finding and those alike. Raises ConflictError if it is not this person's to decide now."""
        for group in await self.groups(actor):
            members = [group.first.fingerprint, *(one.fingerprint for one in group.alike)]
            if fingerprint in members:
                return await self._claim(actor, fingerprint, [one for one in members if one != fingerprint])
        await self._refuse_written(actor, await self._verdicts.history(fingerprint))
        return await self._claim(actor, fingerprint, [])

    async def decide(self, actor: Actor, fingerprint: str, judgement: Judgement, *, alone: bool = False) -> list[str]:
        """Gives a verdict on a finding, and the same on those taken with it; returns what was decided.

        Raises ConflictError if somebody else holds it or it is not this person's to decide.
        """
        history = await self._verdicts.history(fingerprint)
        await self._refuse_written(actor, history)
        moment = await self._moment(actor, fingerprint, self._seconds(history, actor))
        alike = [] if alone else await self._queue.held_with(fingerprint, actor.name)

        def choose(one: History) -> Change | None:
            try:
                return verdicts.decided(one, judgement, moment, self.terms)
            except ConflictError:
                if one.fingerprint == fingerprint:
                    raise
                return None  # somebody took it after the claim ran out

        done = await self._verdicts.decide([fingerprint, *alike], choose)
        await self._queue.release(actor.name)
        return done

    async def take_back(self, actor: Actor) -> str:
        """Opens again what this person decided last; returns the finding that was read. Raises ConflictError."""
        given = {one.fingerprint: one for one in await self._verdicts.last_decision(actor.name)}
        if not given:
            raise ConflictError("you have given no verdict yet")
        shown = next(iter(given.values())).shown
        now = self._now()

        def choose(one: History) -> Change | None:
            return verdicts.taken_back(one, given[one.fingerprint], now, self.terms)

        await self._verdicts.decide(list(given), choose)
        return shown

    async def reopen(self, actor: Actor, fingerprint: str, note: str) -> None:
        """Opens a decided finding again. Raises InputError without a reason, ConflictError for one that is open."""
        if not note.strip() or len(note) > LONGEST_NOTE:
            raise InputError("say in a few words why it is opened again; at most {most} characters", most=LONGEST_NOTE)
        moment = await self._moment(actor, fingerprint)
        await self._verdicts.decide([fingerprint], lambda one: verdicts.reopened(one, moment, note.strip()))

    async def dispute(self, actor: Actor, fingerprint: str, text: str) -> None:
        """Keeps an agent's objection. Raises InputError without words, NotFoundError, ConflictError."""
        if not text.strip() or len(text) > LONGEST_NOTE:
            raise InputError("say in a few words why; at most {most} characters", most=LONGEST_NOTE)
        now = self._now()

        def check(history: History) -> None:
            verdicts.check_dispute(history, actor, now)

        await self._verdicts.dispute(fingerprint, actor.name, text.strip(), now, check)

    async def settle(self) -> int:
        """What nobody disputed or read again in time stands from now on; returns how many breaches became final."""
        now = self._now()
        await self._verdicts.decide(
            await self._verdicts.overdue_seconds(now), lambda one: verdicts.lapsed(one, now, self.terms)
        )
        return await self._verdicts.settle(now)

    async def history(self, fingerprint: str) -> History:
        """Raises NotFoundError."""
        return await self._verdicts.history(fingerprint)

    async def histories(self, fingerprints: Sequence[str]) -> list[History]:
        return await self._verdicts.histories(fingerprints)

    async def to_decide(self) -> list[str]:
        """Disputes, and verdicts that differ, for the officer; what waits longest first."""
        return [fingerprint for fingerprint, _ in await self.decided.standing(*TO_DECIDE)]

    async def of_agent(self, agent: str, *, disputable: bool, limit: int | None = None) -> list[str]:
        """The findings in an agent's contacts, newest first: those that she may dispute now, or all others."""
        return await self.decided.of_agent(agent, self._now(), disputable=disputable, limit=limit)

    def may_be_disputed(self, history: History) -> bool:
        return verdicts.may_be_disputed(history, self._now())

    async def may_take_back(self, actor: Actor) -> StoredVerdict | None:
        """The last verdict, as long as it can be taken back."""
        for given in await self._verdicts.last_decision(actor.name):
            try:
                verdicts.taken_back(await self.history(given.fingerprint), given, self._now(), self.terms)
            except ConflictError:
                return None
            return given
        return None

    async def _claim(self, actor: Actor, fingerprint: str, alike: Sequence[str]) -> Task:
        moment = await self._moment(actor, fingerprint)
        claim = Claim(actor.name, fingerprint, moment.at, moment.at + self.terms.claim)

        def check(history: History) -> None:
            verdicts.check_claim(history, moment)

        shown, *others = await self._queue.claim(fingerprint, alike, claim, check)
        return Task(shown, tuple(others), claim.until)

    async def refusals(self, actor: Actor, histories: Sequence[History]) -> dict[str, str]:
        """Why this person may not decide findings now, by finding; those that she may are not among them."""
        deciders, told = await self._deciders(), {}
        for one in histories:
            try:
                verdicts.check_claim(one, Moment(actor, self._now(), one.fingerprint, deciders=deciders))
            except ConflictError as error:
                told[one.fingerprint] = error.message
        return told

    async def _moment(self, actor: Actor, fingerprint: str, seconds: int | None = None) -> Moment:
        return Moment(actor, self._now(), fingerprint, seconds, await self._deciders())

    async def _deciders(self) -> frozenset[str]:
        """Who may settle disputes and verdicts that differ."""
        accounts = await self._accounts.all()
        return frozenset(one.name for one in accounts if one.disabled_at is None and one.actor.may(Right.DECIDE))

    async def _refuse_written(self, actor: Actor, history: History) -> None:
        if stands_in(history.quote, [plain(text) for text in await self._queue.written_by(actor.name)]):
            raise ConflictError("this stands in an answer that you wrote; somebody else must decide")

    def _seconds(self, history: History, actor: Actor) -> int | None:
        claim = history.claim
        if claim is None or (claim.by, claim.shown) != (actor.name, history.fingerprint):
            return None
        return min(round((self._now() - claim.since).total_seconds()), LONGEST_READ)
