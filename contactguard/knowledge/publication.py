"""Answers on their way to the agents: written, scanned, approved by someone else, live, retired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contactguard.errors import ConflictError
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.inspection import Scan, inspect_answer
from contactguard.knowledge.library import Library
from contactguard.organisation.model import Organisation
from contactguard.store.answers import AnswerRepository, StoredVersion


class State(StrEnum):
    DRAFT = "draft"
    FAILED = "failed"  # our scanner found something
    PASSED = "passed"
    APPROVED = "approved"
    LIVE = "live"
    RETIRED = "retired"


class Step(StrEnum):
    """What happens to a version. A scan of a live version is noted too and leaves it live."""

    PASS = "pass"
    FAIL = "fail"
    APPROVE = "approve"
    PUBLISH = "publish"
    RETIRE = "retire"
    RESCAN_PASS = "rescan-pass"
    RESCAN_FAIL = "rescan-fail"


_STATES = {
    Step.PASS: State.PASSED,
    Step.FAIL: State.FAILED,
    Step.APPROVE: State.APPROVED,
    Step.PUBLISH: State.LIVE,
    Step.RETIRE: State.RETIRED,
}


@dataclass(frozen=True)
class Version:
    """A stored version read as what it is."""

    stored: StoredVersion
    answer: Answer

    @property
    def state(self) -> State:
        states = [_STATES[step] for event in self.stored.events if (step := Step(event.step)) in _STATES]
        return states[-1] if states else State.DRAFT

    @property
    def scanned_with(self) -> str | None:
        """The rule set and organisation of its last scan."""
        return next((event.rule_set for event in reversed(self.stored.events) if event.rule_set), None)

    @property
    def objections(self) -> tuple[str, ...]:
        """What its last scan found."""
        return next((event.found for event in reversed(self.stored.events) if event.rule_set), ())


@dataclass(frozen=True)
class Publication:
    """`rule_set` names the rules and the organisation that scans are made with; `today` is the grid company's day."""

    store: AnswerRepository
    organisation: Organisation
    scan: Scan
    rule_set: str
    today: Callable[[], date]

    async def draft(self, answer: Answer, author: str) -> Version:
        """A new version, on its way. What is live stays so until this one is published."""
        number = await self.store.add_version(answer.id, answer.model_dump(mode="json"), author)
        return await self.version(answer.id, number)

    async def inspect(self, version: Version) -> Version:
        """Scans a draft in every form."""
        self._expect(version, State.DRAFT, State.FAILED, State.PASSED)
        found = [str(one) for one in inspect_answer(version.answer, self.organisation, self.scan)]
        step = Step.FAIL if found else Step.PASS
        await self.store.add_event(version.stored, step, "scanner", rule_set=self.rule_set, found=found)
        return await self._again(version)

    async def approve(self, version: Version, officer: str) -> Version:
        """Raises ConflictError unless today's rules passed it, another wrote it, and it is valid still."""
        self._expect(version, State.PASSED)
        if version.scanned_with != self.rule_set:
            raise ConflictError("rules or companies have changed since it was scanned; scan it again")
        if officer.strip().casefold() == version.stored.author.strip().casefold():
            raise ConflictError("the author of an answer cannot approve it; ask another officer")
        if version.answer.expired(self.today()):
            raise ConflictError(f"it was valid until {version.answer.valid_until}; give it a later day first")
        await self.store.add_event(version.stored, Step.APPROVE, officer)
        return await self._again(version)

    async def publish(self, version: Version, officer: str) -> Version:
        """Puts it before the agents; the version that was live is retired in the same moment."""
        self._expect(version, State.APPROVED)
        if version.scanned_with != self.rule_set:
            raise ConflictError("rules or companies have changed since it was scanned; write it as a new draft")
        before = [one for one in await self.history(version.answer.id) if one.state is State.LIVE]
        steps = [*((one.stored, Step.RETIRE.value) for one in before), (version.stored, Step.PUBLISH.value)]
        await self.store.add_events(steps, officer)
        return await self._again(version)

    async def retire(self, version: Version, officer: str) -> Version:
        self._expect(version, State.LIVE)
        await self.store.add_event(version.stored, Step.RETIRE, officer)
        return await self._again(version)

    async def rescan(self) -> list[Version]:
        """Scans each live answer not yet scanned with today's rules and companies; returns all that fail."""
        live = [one for one in await self.history() if one.state is State.LIVE]
        return [one for one in [await self._rescanned(version) for version in live] if one.objections]

    async def version(self, answer_id: str, number: int) -> Version:
        """Raises NotFoundError."""
        return _read(await self.store.version(answer_id, number))

    async def history(self, answer_id: str | None = None) -> list[Version]:
        return [_read(stored) for stored in await self.store.versions(answer_id)]

    async def library(self, supplied: Library) -> Library:
        """What agents see: the answers supplied with the program, replaced or retired by the company's own."""
        history = await self.history()
        retired = {one.answer.id for one in history if one.state is State.RETIRED}
        live = {one.answer.id: one.answer for one in history if one.state is State.LIVE}
        answers = {id_: answer for id_, answer in supplied.answers.items() if id_ not in retired} | live
        return Library(dict(sorted(answers.items())), supplied.scripts)

    async def _rescanned(self, version: Version) -> Version:
        if version.scanned_with == self.rule_set:
            return version
        found = [str(one) for one in inspect_answer(version.answer, self.organisation, self.scan)]
        step = Step.RESCAN_FAIL if found else Step.RESCAN_PASS
        await self.store.add_event(version.stored, step, "scanner", rule_set=self.rule_set, found=found)
        return await self._again(version)

    async def _again(self, version: Version) -> Version:
        return await self.version(version.stored.answer_id, version.stored.number)

    def _expect(self, version: Version, *states: State) -> None:
        if version.state not in states:
            wanted = " or ".join(states)
            raise ConflictError(
                f"version {version.stored.number} of {version.answer.id} is {version.state}; this needs {wanted}",
                id=version.answer.id,
                state=version.state.value,
            )


def _read(stored: StoredVersion) -> Version:
    return Version(stored, Answer.model_validate(stored.content))
