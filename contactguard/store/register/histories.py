"""The events of an incident in, the incident as it stands out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from contactguard.policies.finding import Policy
from contactguard.store.register.records import (
    Action,
    Check,
    Conclusion,
    Event,
    FoundBy,
    Incident,
    Sampled,
    State,
    Step,
)
from contactguard.store.tables.incidents import IncidentEventRow, IncidentRow


def incident_of(
    row: IncidentRow, events: Sequence[IncidentEventRow], findings: Sequence[str], sampled: Sequence[Sampled]
) -> Incident:
    """Events in the order in which they happened."""
    told = tuple(_event(one) for one in events)
    return Incident(
        id=row.id or 0,
        title=row.title,
        happened_on=row.happened_on,
        found_by=FoundBy(row.found_by),
        policy=Policy(row.policy) if row.policy else None,
        line=row.line,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        findings=tuple(findings),
        sampled=tuple(sampled),
        **_standing(told),
    )


def as_of(incident: Incident, moment: datetime) -> Incident:
    """The incident as it stood just before the moment, but for what belongs to it."""
    return replace(incident, **_standing(tuple(one for one in incident.events if one.at < moment)))


def _standing(events: tuple[Event, ...]) -> dict[str, Any]:
    """What the events alone say of an incident."""
    return {
        "state": state(events),
        "what": _last(events, Step.OPENED),
        "cause": _last(events, Step.CAUSE),
        "actions": actions(events),
        "checks": tuple(_check(one) for one in events if one.kind is Step.CHECK),
        "events": events,
    }


def state(events: Sequence[Event]) -> State:
    """Since it was last opened: closed, else open while an action waits or none was done, else acted or checked."""
    since = max((place for place, one in enumerate(events) if one.kind is Step.REOPENED), default=-1) + 1
    kinds = [one.kind for one in events[since:]]
    if Step.CLOSED in kinds:
        return State.CLOSED
    if Step.DONE not in kinds or any(not one.is_done for one in actions(events)):
        return State.OPEN
    later = events[since + len(kinds) - kinds[::-1].index(Step.DONE) :]
    checks = [_check(one).conclusion for one in later if one.kind is Step.CHECK]
    return State.CHECKED if checks and checks[-1] is not Conclusion.NOT_YET else State.ACTED


def actions(events: Sequence[Event]) -> tuple[Action, ...]:
    found: dict[int, Action] = {}
    for one in events:
        number = one.told.get("number", 0)
        if one.kind is Step.ACTION:
            found[number] = Action(number, one.text, one.told["owner"], date.fromisoformat(one.told["due"]))
        elif one.kind is Step.POSTPONED:
            found[number] = replace(found[number], due=date.fromisoformat(one.told["due"]))
        elif one.kind is Step.DONE:
            done_on = date.fromisoformat(one.told["on"])
            found[number] = replace(found[number], done_on=done_on, done_note=one.text)
    return tuple(found.values())


def _check(event: Event) -> Check:
    conclusion = Conclusion(event.told["conclusion"])
    return Check(event.told["figures"], conclusion, event.text, event.by, event.at)


def _event(row: IncidentEventRow) -> Event:
    return Event(Step(row.kind), row.text, row.by, row.at, row.told, row.id or 0)


def _last(events: Sequence[Event], kind: Step) -> str:
    return next((one.text for one in reversed(events) if one.kind is kind), "")
