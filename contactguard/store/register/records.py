"""What the store knows of incidents: what happened, what was done about it, and whether it helped."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from contactguard.policies.finding import Policy


class FoundBy(StrEnum):
    """How a breach came to light."""

    SCAN = "scan"
    SAMPLE = "sample"
    COMPLAINT = "complaint"
    TIP = "tip"
    DISPUTE = "dispute"
    OTHER = "other"


class State(StrEnum):
    OPEN = "open"
    ACTED = "acted"  # every corrective action is done
    CHECKED = "checked"  # and a later figure was looked at
    CLOSED = "closed"


class Step(StrEnum):
    """What happens to an incident."""

    OPENED = "opened"
    CAUSE = "cause"
    NOTE = "note"
    ADDED = "added"  # a finding, which belongs to it from now on
    REMOVED = "removed"
    SAMPLED = "sampled"  # a contact of a sample, likewise
    ACTION = "action"
    POSTPONED = "postponed"
    DONE = "done"
    CHECK = "check"
    CLOSED = "closed"
    REOPENED = "reopened"


class Conclusion(StrEnum):
    """What the officer makes of a later figure."""

    HELPED = "helped"
    NOT_YET = "not yet"  # too early, or too few contacts, to say
    NO_EFFECT = "no effect"


class TipKind(StrEnum):
    COMPLAINT = "complaint"  # a customer or a company complains
    TIP = "tip"  # somebody saw or heard of favouring
    DOUBT = "doubt"  # an event of which nobody knows whether it was right


class Outcome(StrEnum):
    INCIDENT = "incident"
    SET_ASIDE = "set aside"


@dataclass(frozen=True)
class NewEvent:
    kind: Step
    text: str
    by: str
    at: datetime
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Event(NewEvent):
    id: int = 0


@dataclass(frozen=True)
class NewIncident:
    """`policy` and `line` are None where several or none are meant."""

    title: str
    happened_on: date
    found_by: FoundBy
    policy: Policy | None = None
    line: str | None = None


class Sampled(NamedTuple):
    """A contact of a sample by its place: a breach that no finding stands for."""

    sample: int
    position: int


@dataclass(frozen=True)
class Action:
    """Something to be done; `number` counts from 1 within its incident."""

    number: int
    text: str
    owner: str
    due: date
    done_on: date | None = None
    done_note: str = ""

    @property
    def is_done(self) -> bool:
        return self.done_on is not None


@dataclass(frozen=True)
class Check:
    """A look at a later figure. `figures` is that figure as it was then, in the form of `reporting.effects`."""

    figures: dict[str, Any]
    conclusion: Conclusion
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Incident:
    """An incident as its events make it."""

    id: int
    title: str
    happened_on: date
    found_by: FoundBy
    policy: Policy | None
    line: str | None
    opened_by: str
    opened_at: datetime
    state: State
    what: str
    cause: str
    actions: tuple[Action, ...]
    checks: tuple[Check, ...]
    findings: tuple[str, ...]
    sampled: tuple[Sampled, ...]
    events: tuple[Event, ...]

    @property
    def to_do(self) -> tuple[Action, ...]:
        """Actions not done yet, the one due first at the beginning; none of a closed incident."""
        waiting = [] if self.state is State.CLOSED else [one for one in self.actions if not one.is_done]
        return tuple(sorted(waiting, key=lambda one: (one.due, one.number)))

    @property
    def acted_on(self) -> date | None:
        """The day of the last action done."""
        return max((one.done_on for one in self.actions if one.done_on), default=None)


@dataclass(frozen=True)
class NewTip:
    """`by` is None for somebody who does not want to be named."""

    kind: TipKind
    happened_on: date
    text: str
    by: str | None
    policy: Policy | None = None
    line: str | None = None


@dataclass(frozen=True)
class Tip(NewTip):
    id: int = 0
    told_on: date = date.min
    outcome: Outcome | None = None
    incident: int | None = None
    note: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class NewTraining:
    """A session held. `audience` is a team or role, `material` a link or the name of a file."""

    held_on: date
    subject: str
    audience: str
    minutes: int
    invited: int
    attended: int
    material: str = ""
    incidents: tuple[int, ...] = ()


@dataclass(frozen=True)
class Training(NewTraining):
    id: int = 0
    recorded_by: str = ""
    struck_by: str | None = None
    struck_for: str = ""


@dataclass(frozen=True)
class Reminder:
    """The mail of a day; `reason` says why it failed, or whom the server refused while it took others."""

    day: date
    state: str
    at: datetime
    due: int
    recipients: int
    reason: str
