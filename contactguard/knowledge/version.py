"""A stored wording of an answer or script, and the state that what happened to it makes."""

from dataclasses import dataclass
from enum import StrEnum

from contactguard.knowledge.wording import Wording, read
from contactguard.store.answers.versions import StoredVersion

SUPPLIER = "ContactGuard"  # the author of what came with the program


class State(StrEnum):
    DRAFT = "draft"
    FAILED = "failed"  # our scanner found something
    PASSED = "passed"
    APPROVED = "approved"
    LIVE = "live"
    RETIRED = "retired"


class Step(StrEnum):
    """What happens to a version. A scan of an approved or live version leaves it so."""

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
    wording: Wording

    @classmethod
    def of(cls, stored: StoredVersion) -> "Version":
        return cls(stored, read(stored.answer_id, stored.content))

    @property
    def supplied(self) -> bool:
        """Whether it came with the program."""
        return self.stored.author == SUPPLIER

    @property
    def approved_by(self) -> str | None:
        return next((event.by for event in self.stored.events if event.step == Step.APPROVE), None)

    @property
    def state(self) -> State:
        states = [_STATES[step] for event in self.stored.events if (step := Step(event.step)) in _STATES]
        return states[-1] if states else State.DRAFT

    @property
    def was_live(self) -> bool:
        return any(event.step == Step.PUBLISH for event in self.stored.events)

    @property
    def scanned_with(self) -> str | None:
        """The rule set and organisation of its last scan."""
        return next((event.rule_set for event in reversed(self.stored.events) if event.rule_set), None)

    @property
    def objections(self) -> tuple[str, ...]:
        """What its last scan found."""
        return next((event.found for event in reversed(self.stored.events) if event.rule_set), ())
