"""The review desk: what waits for whom, taken up by one reader at a time, decided, taken back, reopened, disputed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from contactguard.accounts.roles import Actor, Right
from contactguard.errors import ConflictError, InputError
from contactguard.policies.likeness import plain, stands_in
from contactguard.review import verdicts
from contactguard.review.reasons import LONGEST_NOTE
from contactguard.review.verdicts import Judgement, Moment, Terms
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.store.database import Database
from contactguard.store.review.decided import DecidedRepository
from contactguard.store.review.queue import QueueRepository, Reader
from contactguard.store.review.records import LONGEST_READ, Change, Claim, History, Standing, StoredVerdict
from contactguard.store.review.verdicts import VerdictRepository

USUAL_SECONDS = 90.0  # for reading a finding in its contact and deciding, until enough verdicts tell
TO_DECIDE = (Standing.DISPUTED, Standing.DISAGREED)  # what only an officer settles


@dataclass(frozen=True)
class Work:
    """What waits: findings, the decisions they take, about how many minutes that is, and when the oldest happened."""

    findings: int
    decisions: int
    minutes: int
    oldest: datetime | None = None


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

    async def work(self, actor: Actor | None = None) -> Work:
        """What this person may decide; all that waits, where nobody is named."""
        pile = await self._queue.pile(self._now(), await self._reader(actor) if actor else None)
        seconds = await self.decided.usual_seconds() or USUAL_SECONDS
        minutes = max(1, round(pile.decisions * seconds / 60)) if pile.decisions else 0
        return Work(pile.findings, pile.decisions, minutes, pile.oldest)

    async def take(self, actor: Actor, *, after: str = "", before: str = "") -> Task | None:
        """The first that nobody took in the meantime, or that beside another; None where there is none."""
        reader = await self._reader(actor)
        firsts = await self._queue.firsts(self._now(), reader)
        for first in beside(firsts, after or before, 1 if after else -1):
            try:
                return await self._claim(actor, first, await self._queue.alike(first, self._now(), reader))
            except ConflictError:
                continue
        await self._queue.release(actor.name)
        return None

    async def open(self, actor: Actor, fingerprint: str) -> Task:
        """Takes one finding and those alike. Raises ConflictError if it is not this person's to decide now."""
        await self._refuse_written(actor, await self._verdicts.history(fingerprint))
        alike = await self._queue.alike(fingerprint, self._now(), await self._reader(actor))
        return await self._claim(actor, fingerprint, alike)

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
        given = await self._verdicts.last_decision(actor.name)
        try:
            for one, history in zip(given, await self.histories([each.fingerprint for each in given]), strict=True):
                verdicts.taken_back(history, one, self._now(), self.terms)
        except ConflictError:
            return None
        return given[0] if given else None

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

    async def _deciders(self) -> frozenset[Actor]:
        """Who may settle disputes and verdicts that differ."""
        able = (one.actor for one in await self._accounts.all() if one.disabled_at is None)
        return frozenset(one for one in able if one.may(Right.DECIDE))

    async def _reader(self, actor: Actor) -> Reader:
        own = await self._own_words(actor)
        return Reader(actor.name, actor.pseudonym, partial(stands_in, texts=own) if own else None)

    async def _own_words(self, actor: Actor) -> list[str]:
        return [plain(text) for text in await self._queue.written_by(actor.name)]

    async def _refuse_written(self, actor: Actor, history: History) -> None:
        if stands_in(history.quote, await self._own_words(actor)):
            raise ConflictError("this stands in an answer that you wrote; somebody else must decide")

    def _seconds(self, history: History, actor: Actor) -> int | None:
        claim = history.claim
        if claim is None or (claim.by, claim.shown) != (actor.name, history.fingerprint):
            return None
        return min(round((self._now() - claim.since).total_seconds()), LONGEST_READ)


def beside(firsts: Sequence[str], fingerprint: str, step: int) -> list[str]:
    """The queue from the one after (1) or before (-1) a finding on; from its beginning where that waits no more."""
    if fingerprint not in firsts:
        return list(firsts)
    begin = (firsts.index(fingerprint) + step) % len(firsts)
    return [*firsts[begin:], *firsts[:begin]]
