"""Answers and scripts on their way to the agents: written, scanned, approved by someone else, live, retired."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contactguard.contacts.model import Contact
from contactguard.errors import ConflictError, FormError, InputError, NotFoundError
from contactguard.knowledge import placeholders
from contactguard.knowledge.current import Current, current
from contactguard.knowledge.duties import DUTIES
from contactguard.knowledge.inspection import Objection, as_contacts, objections
from contactguard.knowledge.library import Library
from contactguard.knowledge.script import Script
from contactguard.knowledge.script_checks import script_faults
from contactguard.knowledge.version import SUPPLIER, State, Step, Version
from contactguard.knowledge.wording import Wording
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding
from contactguard.store.answers.versions import AnswerRepository

Scan = Callable[[Contact], Awaitable[list[Finding]]]

_SETTLED = (State.APPROVED, State.LIVE)  # a later scan is noted and changes nothing else
_ON_ITS_WAY = (State.DRAFT, State.FAILED, State.PASSED)


class Obstacle(StrEnum):
    """Why an officer may not approve a version."""

    FOUND = "our own scanner finds something in it; write it as a new draft"
    OLD_SCAN = "rules or companies have changed since it was scanned; scan it again"
    OWN = "the author of an answer cannot approve it; ask another officer"
    EXPIRED = "its last day of validity has passed; give it a later day first"


@dataclass(frozen=True)
class Publication:
    """`rule_set` names the rules and the profile that scans are made with; `today` is the grid company's day."""

    store: AnswerRepository
    organisation: Organisation
    scan: Scan
    rule_set: str
    today: Callable[[], date]

    @property
    def scans_with(self) -> str:
        """What scans are made with today: the rule set, and the last day on which a company's relation changed."""
        turned = [day.isoformat() for day in self.organisation.turns() if day <= self.today()]
        return "/".join([self.rule_set, *turned[-1:]])

    async def draft(self, wording: Wording, author: str) -> Version:
        """A new version, on its way. What is live stays so until this one is published.

        Raises InputError for a language or a placeholder that is unknown, and for a script with ways that lead nowhere.
        """
        if faults := [*placeholders.faults(wording), *_tree_faults(wording)]:
            raise FormError(faults)
        number = await self.store.add_version(wording.key, wording.model_dump(mode="json"), author)
        return await self.version(wording.key, number)

    async def inspect(self, version: Version) -> Version:
        """Scans a draft in every form."""
        self._expect(version, *_ON_ITS_WAY)
        return await self._scanned(version, Step.PASS, Step.FAIL)

    async def take_in(self, wordings: Iterable[Wording], author: str) -> list[Version]:
        """A scanned draft of each that is worded neither as its newest version nor as what is live."""
        history = await self.history()
        newest = {one.wording.key: one.wording for one in history}
        live = {one.wording.key: one.wording for one in history if one.state is State.LIVE}
        changed = [one for one in wordings if one not in (newest.get(one.key), live.get(one.key))]
        return [await self.inspect(await self.draft(one, author)) for one in changed]

    async def judge(self, wording: Wording) -> list[Objection]:
        """What our scanner finds in any form of a wording, stored or not."""
        return [
            objection
            for place, contact in as_contacts(wording, self.organisation).items()
            for objection in objections(wording, place, await self.scan(contact))
        ]

    def obstacles(self, version: Version, officer: str) -> list[Obstacle]:
        """What keeps this officer from approving a version that was scanned."""
        met = {
            Obstacle.FOUND: bool(version.objections),
            Obstacle.OLD_SCAN: version.scanned_with != self.scans_with,
            Obstacle.OWN: officer.strip().casefold() == version.stored.author.strip().casefold(),
            Obstacle.EXPIRED: version.wording.expired(self.today()),
        }
        return [obstacle for obstacle, is_met in met.items() if is_met]

    async def approve(self, version: Version, officer: str) -> Version:
        """Raises ConflictError unless today's rules passed it, another wrote it, and it is valid still."""
        self._expect(version, State.PASSED)
        if obstacles := self.obstacles(version, officer):
            raise ConflictError(obstacles[0].value)
        await self.store.add_steps(version.stored, [Step.APPROVE], officer)
        return await self._again(version)

    async def publish(self, version: Version, officer: str) -> Version:
        """Puts it before the agents; the version that was live is retired in the same moment."""
        self._expect(version, State.APPROVED)
        if version.scanned_with != self.scans_with or version.objections:
            raise ConflictError("rules or companies have changed since it was scanned; write it as a new draft")
        history = await self.history(version.wording.key)
        before = [(one.stored, Step.RETIRE.value) for one in history if one.state is State.LIVE]
        steps = [*before, (version.stored, Step.PUBLISH.value)]
        beside = [one.stored for one in history]  # of two published at once, each would find none live before it
        await self.store.add_events(steps, officer, beside=beside)
        return await self._again(version)

    async def retire(self, version: Version, officer: str) -> Version:
        """Takes it from the agents, or a wording on its way from the list of those that wait."""
        self._expect(version, *_SETTLED, *_ON_ITS_WAY)
        await self.store.add_steps(version.stored, [Step.RETIRE], officer)
        return await self._again(version)

    async def supply(self, supplied: Library) -> int:
        """Takes in what came with the program and is new or worded anew, scanned, for an officer to approve.

        Returns how many were taken in.
        """
        known = {one.wording.key: one.wording for one in await self.history() if one.supplied}
        new = {one.key: one.model_dump(mode="json") for one in supplied.wordings if known.get(one.key) != one}
        for key, number in (await self.store.add_supplied(new, SUPPLIER)).items() if new else ():
            await self._rescanned(await self.version(key, number))
        return len(new)

    async def rescan(self) -> list[Version]:
        """Scans what today's rules and companies have not seen of what is live, approved or waits for approval.

        Returns the live ones that fail, and the supplied ones that do.
        """
        seen = [await self._rescanned(version) for version in _to_rescan(await self.history())]
        return [one for one in seen if one.objections and (one.state is State.LIVE or one.supplied)]

    async def version(self, key: str, number: int) -> Version:
        """Raises NotFoundError."""
        return Version.of(await self.store.version(key, number))

    async def history(self, key: str | None = None) -> list[Version]:
        """By key and number."""
        return [Version.of(stored) for stored in await self.store.versions(key)]

    async def versions(self, key: str) -> list[Version]:
        """Oldest first. Raises NotFoundError."""
        if history := await self.history(key):
            return history
        raise NotFoundError("there is no answer {id!r}; those supplied appear once they were scanned", id=key)

    async def current(self, supplied: Library) -> Current:
        """What agents see."""
        return current(await self.history(), supplied)

    async def _rescanned(self, version: Version) -> Version:
        """As it stands then, also where somebody else was first, as service and nightly scan may be at once."""
        if version.scanned_with == self.scans_with:
            return version
        try:
            if version.state in _SETTLED:
                return await self._scanned(version, Step.RESCAN_PASS, Step.RESCAN_FAIL)
            return await self.inspect(version)
        except ConflictError:
            return await self._again(version)

    async def _scanned(self, version: Version, clean: Step, failed: Step) -> Version:
        found = [str(one) for one in await self.judge(version.wording)]
        await self.store.note_scan(version.stored, failed if found else clean, rule_set=self.scans_with, found=found)
        return await self._again(version)

    async def _again(self, version: Version) -> Version:
        return await self.version(version.stored.answer_id, version.stored.number)

    def _expect(self, version: Version, *states: State) -> None:
        if version.state not in states:
            wanted = " or ".join(states)
            raise ConflictError(
                "version {number} of {id} is {state}; this needs {wanted}",
                id=version.wording.id,
                state=version.state.value,
                number=version.stored.number,
                wanted=wanted,
            )


def _tree_faults(wording: Wording) -> Iterator[InputError]:
    if isinstance(wording, Script):
        yield from (InputError("{reason}", reason=fault) for _, fault in script_faults(wording, DUTIES))


def _to_rescan(history: Iterable[Version]) -> list[Version]:
    """What is live or approved, and the newest of each thing's other wordings, the newest supplied one as well."""
    versions = list(history)
    newest = {(one.wording.key, one.supplied): one for one in versions if one.state not in _SETTLED}
    return [
        one
        for one in versions
        if one.state in _SETTLED
        or (one is newest[one.wording.key, one.supplied] and one.state in _ON_ITS_WAY and _was_to_be_scanned(one))
    ]


def _was_to_be_scanned(version: Version) -> bool:
    """A draft of somebody here is scanned when she says so; what is supplied, at once."""
    return version.supplied or version.state is not State.DRAFT
