"""The desk of samples: drawn by the officer, read blind by one person at a time, never by whoever wrote the contact."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contactguard.accounts.roles import Actor
from contactguard.contacts.model import Author, Contact
from contactguard.errors import ConflictError, InputError
from contactguard.policies.finding import Policy
from contactguard.review.reasons import LONGEST_NOTE
from contactguard.review.sampling import Plan, draw, plan
from contactguard.store.database import Database
from contactguard.store.review.drawing import DrawRepository
from contactguard.store.review.records import Verdict
from contactguard.store.review.sample_records import Mark, NewSample, SampledContact, SampleVerdict
from contactguard.store.review.samples import SampleRepository
from contactguard.store.scanned.contacts import ContactRepository

LARGEST_SEED = 2**31 - 1
MOST_MINUTES = 6000
UNDO = timedelta(hours=1)  # after which a verdict stands; it stands at once when its reader sees what the scan said
USUAL_SECONDS = 90.0  # for reading a contact, until readings tell

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Reading:
    """A contact on the screen of a reader; `left` wait with it, about `minutes` in all."""

    sampled: SampledContact
    left: int
    minutes: int


class SampleDesk:
    """Samples over one database."""

    def __init__(self, database: Database, claim: timedelta, clock: Callable[[], datetime] | None = None) -> None:
        self.samples = SampleRepository(database)
        self._draws = DrawRepository(database)
        self._contacts = ContactRepository(database)
        self._claim = claim
        self._now = clock or (lambda: datetime.now(UTC))

    async def plan(self, first: str, last: str, minutes: int) -> Plan:
        """What a draw would be. Raises InputError for no months or no time."""
        if not (_MONTH.fullmatch(first) and _MONTH.fullmatch(last) and first <= last):
            raise InputError("choose the first and the last month, such as 2026-09 and 2026-10", first=first, last=last)
        if not 1 <= minutes <= MOST_MINUTES:
            raise InputError("give the reading between 1 and {most} minutes", minutes=minutes, most=MOST_MINUTES)
        return plan(await self._draws.population(first, last), minutes, await self._draws.seconds())

    async def draw(self, actor: Actor, first: str, last: str, minutes: int, seed: int | None = None) -> int:
        """Draws and keeps a sample; returns its number. Raises InputError where nothing can be drawn."""
        if seed is not None and not 0 <= seed <= LARGEST_SEED:
            raise InputError("a seed is a number from 0 to {most}", seed=seed, most=LARGEST_SEED)
        chosen = await self.plan(first, last, minutes)
        if not chosen.drawn:
            raise InputError(
                "there is nothing to draw: no contact of these months has words left, or the time is short"
            )
        sown = secrets.randbelow(LARGEST_SEED) if seed is None else seed
        strata, order = draw(chosen, sown)
        new = NewSample(sown, first, last, minutes, actor.name, self._now())
        return await self._draws.add(new, strata, order)

    async def waiting(self, actor: Actor) -> tuple[int, int]:
        """How many contacts this person may read, and about how many minutes that is."""
        return await self._work(await self.samples.waiting(actor.name, actor.pseudonym, self._now()))

    async def next(self, actor: Actor) -> Reading | None:
        """The next contact that nobody else took in the meantime; None where there is none."""
        waiting = await self.samples.waiting(actor.name, actor.pseudonym, self._now())
        for number, position, _ in waiting:
            try:
                return await self._read(actor, number, position, waiting)
            except ConflictError:
                continue
        return None

    async def open(self, actor: Actor, number: int, position: int) -> Reading:
        """Raises ConflictError where it is not this person's to read now."""
        waiting = await self.samples.waiting(actor.name, actor.pseudonym, self._now())
        if (number, position) not in {(one[0], one[1]) for one in waiting}:
            raise ConflictError("this contact is read, your own, or being read by somebody else")
        return await self._read(actor, number, position, waiting)

    async def judge(
        self, actor: Actor, number: int, position: int, said: Mapping[Policy, str] | None, note: str = ""
    ) -> SampledContact:
        """Keeps a verdict: nothing (None), or breaches with the words where each stands.

        Raises InputError for words that do not stand there, ConflictError where somebody else reads the contact.
        """
        sampled = await self.samples.contact(number, position)
        if len(note) > LONGEST_NOTE:
            raise InputError(
                "the words have {count} characters; the limit is {most}", most=LONGEST_NOTE, count=len(note)
            )
        given = SampleVerdict(Verdict.NO_BREACH, note=note.strip())
        if said is not None:
            if not said:
                raise InputError("choose the duty that was breached")
            words = await self._contacts.text(sampled.contact_id) if sampled.contact_id else None
            marks = tuple(find_words(words, policy, text) for policy, text in said.items()) if words else ()
            given = SampleVerdict(Verdict.BREACH, tuple(said), marks, note.strip())
        return await self.samples.judge(number, position, given, actor.name, self._now())

    async def take_back(self, actor: Actor) -> SampledContact:
        """The last verdict of this person is none any more. Raises ConflictError once it stands."""
        last = await self.may_take_back(actor)
        if last is None:
            raise ConflictError("there is no verdict of yours that can be taken back")
        await self.samples.take_back(last, actor.name)
        return last

    async def may_take_back(self, actor: Actor) -> SampledContact | None:
        last = await self.samples.last(actor.name)
        return last if last and self.is_blind(actor, last) else None

    def is_blind(self, actor: Actor, sampled: SampledContact) -> bool:
        """Whether the verdict is this person's and may still change, so that what the scan said is not shown."""
        mine = sampled.by == actor.name and sampled.compared_at is None and sampled.incident is None
        return mine and sampled.at is not None and self._now() - sampled.at <= UNDO

    async def compare(self, actor: Actor, number: int, position: int) -> SampledContact:
        """A contact that was read, for what the scan said of it; its reader's verdict stands from now on.

        Raises ConflictError for one that nobody has read, NotFoundError.
        """
        sampled = await self.samples.contact(number, position)
        if sampled.given is None:
            raise ConflictError("what the scan said is shown once somebody has read the contact")
        return await self.samples.compared(sampled, self._now()) if self.is_blind(actor, sampled) else sampled

    async def _read(self, actor: Actor, number: int, position: int, waiting: list[tuple[int, int, str]]) -> Reading:
        now = self._now()
        sampled = await self.samples.claim(number, position, actor.name, now, now + self._claim)
        return Reading(sampled, *await self._work(waiting))

    async def _work(self, waiting: list[tuple[int, int, str]]) -> tuple[int, int]:
        usual = await self._draws.seconds()
        seconds = sum(usual.get(channel, USUAL_SECONDS) for _, _, channel in waiting)
        return len(waiting), max(1, round(seconds / 60)) if waiting else 0


def find_words(contact: Contact, policy: Policy, words: str) -> Mark:
    """Where words stand in a contact, the agent's messages first; spacing and case aside. Raises InputError."""
    parts = words.split()
    if not parts:
        raise InputError("mark the words in the text that are the breach, or copy them into the field")
    wanted = re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE)
    order = sorted(range(len(contact.messages)), key=lambda at: contact.messages[at].author is not Author.AGENT)
    for index in order:
        if found := wanted.search(contact.messages[index].text):
            return Mark(policy, index, found.start(), found.end())
    raise InputError("the words do not stand in this contact; mark them in the text, or copy them as they stand")
