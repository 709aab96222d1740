"""Answers on their way to the agents: written, scanned, approved by someone else, live, retired."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date

from contactguard.contacts.model import Contact
from contactguard.errors import ConflictError, InputError
from contactguard.knowledge import placeholders
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.inspection import Objection, as_contacts
from contactguard.knowledge.library import Library
from contactguard.knowledge.version import SUPPLIER, State, Step, Version
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding
from contactguard.store.answers.versions import AnswerRepository

Scan = Callable[[Contact], Awaitable[list[Finding]]]


@dataclass(frozen=True)
class Publication:
    """`rule_set` names the rules and the organisation that scans are made with; `today` is the grid company's day."""

    store: AnswerRepository
    organisation: Organisation
    scan: Scan
    rule_set: str
    today: Callable[[], date]

    async def draft(self, answer: Answer, author: str) -> Version:
        """A new version, on its way. What is live stays so until this one is published.

        Raises InputError for a placeholder that no profile can fill.
        """
        if faults := [*placeholders.faults(answer)]:
            raise InputError("\n".join(faults), faults=faults)
        number = await self.store.add_version(answer.id, answer.model_dump(mode="json"), author)
        return await self.version(answer.id, number)

    async def inspect(self, version: Version) -> Version:
        """Scans a draft in every form."""
        self._expect(version, State.DRAFT, State.FAILED, State.PASSED)
        found = [str(one) for one in await self.judge(version.answer)]
        step = Step.FAIL if found else Step.PASS
        await self.store.note_scan(version.stored, step, rule_set=self.rule_set, found=found)
        return await self._again(version)

    async def take_in(self, answers: Iterable[Answer], author: str) -> list[Version]:
        """A scanned draft of each answer that is not worded as its newest version."""
        newest = {one.answer.id: one.answer for one in await self.history()}
        changed = [one for one in answers if newest.get(one.id) != one]
        return [await self.inspect(await self.draft(one, author)) for one in changed]

    async def judge(self, answer: Answer) -> list[Objection]:
        """What our scanner finds in any form of a wording, stored or not."""
        return [
            Objection(answer.id, form.value, finding)
            for form, contact in as_contacts(answer, self.organisation).items()
            for finding in await self.scan(contact)
        ]

    async def approve(self, version: Version, officer: str) -> Version:
        """Raises ConflictError unless today's rules passed it, another wrote it, and it is valid still.

        What came with the program is live before anybody here has read it; approved, it stays so.
        """
        waiting = version.state is State.LIVE and version.supplied and version.approved_by is None
        if not waiting:
            self._expect(version, State.PASSED)
        if version.objections:
            raise ConflictError("our own scanner finds something in it; write it as a new draft")
        if version.scanned_with != self.rule_set:
            raise ConflictError("rules or companies have changed since it was scanned; scan it again")
        if officer.strip().casefold() == version.stored.author.strip().casefold():
            raise ConflictError("the author of an answer cannot approve it; ask another officer")
        if version.answer.expired(self.today()):
            raise ConflictError(f"it was valid until {version.answer.valid_until}; give it a later day first")
        steps = [Step.APPROVE, Step.PUBLISH] if waiting else [Step.APPROVE]
        await self.store.add_steps(version.stored, steps, officer)
        return await self._again(version)

    async def publish(self, version: Version, officer: str) -> Version:
        """Puts it before the agents; the version that was live is retired in the same moment."""
        self._expect(version, State.APPROVED)
        if version.scanned_with != self.rule_set:
            raise ConflictError("rules or companies have changed since it was scanned; write it as a new draft")
        await self._replace(version, officer, decided=True)
        return await self._again(version)

    async def retire(self, version: Version, officer: str) -> Version:
        self._expect(version, State.LIVE)
        await self.store.add_steps(version.stored, [Step.RETIRE], officer)
        return await self._again(version)

    async def supply(self, supplied: Library) -> int:
        """Takes in what came with the program and is new or worded anew; what our scanner passes goes live at once.

        Where the company has its own wording live, or has retired the answer, it stays a draft that passed. Returns
        how many were taken in.
        """
        history = await self.history()
        known = {one.answer.id: one.answer for one in history if one.supplied}
        new = {id_: answer for id_, answer in supplied.answers.items() if known.get(id_) != answer}
        if not new:
            return 0
        contents = {id_: answer.model_dump(mode="json") for id_, answer in new.items()}
        numbers = await self.store.add_supplied(contents, SUPPLIER)
        own = _own(history)
        for id_, number in numbers.items():
            await self._try_supplied(await self.version(id_, number), own)
        return len(new)

    async def rescan(self) -> list[Version]:
        """Scans each live answer not yet scanned with today's rules and companies; returns all that fail.

        Supplied answers that failed before are tried again, and are among the failing if they still do.
        """
        history = await self.history()
        live = [await self._rescanned(version) for version in history if version.state is State.LIVE]
        own, newest = _own(history), {one.answer.id: one for one in history if one.supplied}
        refused = [await self._try_supplied(one, own) for one in newest.values() if one.state is State.FAILED]
        return [one for one in (*live, *refused) if one.objections]

    async def version(self, answer_id: str, number: int) -> Version:
        """Raises NotFoundError."""
        return Version.of(await self.store.version(answer_id, number))

    async def history(self, answer_id: str | None = None) -> list[Version]:
        return [Version.of(stored) for stored in await self.store.versions(answer_id)]

    async def library(self, supplied: Library) -> Library:
        """What agents see: the answers supplied with the program, replaced or retired by the company's own.

        Supplied ones in which our scanner finds something are not shown.
        """
        history = await self.history()
        newest = {one.answer.id: one for one in history if one.supplied}
        hidden = _retired(history) | {id_ for id_, one in newest.items() if one.state is State.FAILED}
        live = {one.answer.id: one.answer for one in history if one.state is State.LIVE}
        answers = {id_: answer for id_, answer in supplied.answers.items() if id_ not in hidden} | live
        return Library(dict(sorted(answers.items())), supplied.scripts)

    async def _rescanned(self, version: Version) -> Version:
        if version.scanned_with == self.rule_set:
            return version
        found = [str(one) for one in await self.judge(version.answer)]
        step = Step.RESCAN_FAIL if found else Step.RESCAN_PASS
        await self.store.note_scan(version.stored, step, rule_set=self.rule_set, found=found)
        return await self._again(version)

    async def _try_supplied(self, version: Version, own: set[str]) -> Version:
        """Scans it unless today's rules did; it goes live if it passes and nobody here decided otherwise."""
        if version.scanned_with != self.rule_set:
            version = await self.inspect(version)
        if version.state is State.PASSED and version.answer.id not in own:
            await self._replace(version, SUPPLIER, decided=False)
        return version

    async def _replace(self, version: Version, by: str, *, decided: bool) -> None:
        before = [one for one in await self.history(version.answer.id) if one.state is State.LIVE]
        steps = [*((one.stored, Step.RETIRE.value) for one in before), (version.stored, Step.PUBLISH.value)]
        await self.store.add_events(steps, by, decided=decided)

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


def _own(history: list[Version]) -> set[str]:
    """Answers about which somebody here has decided: an own wording is live or about to be, or it was retired."""
    written = {one.answer.id for one in history if not one.supplied and one.state in (State.LIVE, State.APPROVED)}
    return written | _retired(history)


def _retired(history: list[Version]) -> set[str]:
    """Answers of which nothing is live any more because somebody here said so."""
    live = {one.answer.id for one in history if one.state is State.LIVE}
    return {one.answer.id for one in history if one.state is State.RETIRED} - live
