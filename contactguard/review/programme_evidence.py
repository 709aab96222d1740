"""What is known of a control, and the day, in; whether it is in order, due or missing out."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contactguard.review.programme import Control, ControlKind, Frequency, Paragraph

LATE_SCAN = timedelta(days=2)  # a night, and the day to mend it
READ_WITHIN = timedelta(days=31)  # how long a finding may wait


class State(StrEnum):
    IN_ORDER = "in order"
    DUE = "due"  # this period's is still to be done
    MISSING = "missing"  # nor was the last period's done, or what must be in force is not


@dataclass(frozen=True)
class Facts:
    """Live evidence, as of today: days on which things were last done, and counts of what waits."""

    today: date
    scanned_on: date | None = None
    samples_read_on: date | None = None
    trained_on: date | None = None
    notice_since: date | None = None
    revised_on: date | None = None
    answers_live: int = 0
    answers_expired: int = 0
    findings_waiting: int = 0
    oldest_waiting: date | None = None
    incidents_open: int = 0
    actions_late: int = 0


@dataclass(frozen=True)
class Shown:
    """The state of a control; `on` is the day that shows it, `count` what there is, `lacking` what should not be."""

    control: Control
    state: State
    on: date | None = None
    count: int | None = None
    lacking: int = 0


def shown(control: Control, facts: Facts, done_on: date | None = None) -> Shown:
    """`done_on` is the day on which somebody recorded the control last."""
    match control.kind:
        case ControlKind.SCAN:
            return Shown(control, _within(facts.scanned_on, facts.today, LATE_SCAN), facts.scanned_on)
        case ControlKind.NOTICE:
            since = facts.notice_since
            in_force = since is not None and since <= facts.today
            return Shown(control, State.IN_ORDER if in_force else State.MISSING, since)
        case ControlKind.REVIEW:
            late = facts.oldest_waiting is not None and facts.today - facts.oldest_waiting > READ_WITHIN
            return Shown(control, State.DUE if late else State.IN_ORDER, facts.oldest_waiting, facts.findings_waiting)
        case ControlKind.ANSWERS:
            state = State.DUE if facts.answers_expired else State.IN_ORDER if facts.answers_live else State.MISSING
            return Shown(control, state, None, facts.answers_live, facts.answers_expired)
        case ControlKind.INCIDENTS:
            state = State.DUE if facts.actions_late else State.IN_ORDER
            return Shown(control, state, None, facts.incidents_open, facts.actions_late)
        case ControlKind.SAMPLES:
            on = facts.samples_read_on
        case ControlKind.TRAINING:
            on = facts.trained_on
        case ControlKind.REVISION:
            on = facts.revised_on
        case ControlKind.MANUAL:
            on = done_on
    return Shown(control, periodic(control.frequency, on, facts.today), on)


def periodic(frequency: Frequency, on: date | None, today: date) -> State:
    """In order if done in this period of the calendar, due if in the one before."""
    if on is None:
        return State.MISSING
    if frequency is Frequency.ONCE:
        return State.IN_ORDER
    behind = _period(frequency, today) - _period(frequency, on)
    return State.IN_ORDER if behind <= 0 else State.DUE if behind == 1 else State.MISSING


def worst(paragraph: Paragraph, states: list[Shown]) -> State | None:
    """The state of a paragraph is that of its worst control; None where it has none."""
    ids = {control.id for control in paragraph.controls}
    found = {one.state for one in states if one.control.id in ids}
    return next((state for state in (State.MISSING, State.DUE, State.IN_ORDER) if state in found), None)


def _within(on: date | None, today: date, longest: timedelta) -> State:
    if on is None:
        return State.MISSING
    behind = today - on
    return State.IN_ORDER if behind <= longest else State.DUE if behind <= 2 * longest else State.MISSING


def _period(frequency: Frequency, day: date) -> int:
    match frequency:
        case Frequency.YEARLY:
            return day.year
        case Frequency.QUARTERLY:
            return day.year * 4 + (day.month - 1) // 3
        case Frequency.MONTHLY:
            return day.year * 12 + day.month
        case _:
            return day.toordinal()
