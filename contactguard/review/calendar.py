"""The company's records in, what is due when out. Only its own dates and what it marked as done are stored.

Sweden's report is due on 15 March (Energimarknadsinspektionen), Denmark's on 1 June (Forsyningstilsynet), Germany's on
31 March (§ 7a EnWG). Norway names no day in what we read: the end of March stands until the company sets its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from enum import StrEnum

from contactguard.errors import InputError
from contactguard.store.register.records import Incident, State, Tip

AHEAD = timedelta(days=370)  # how far the calendar looks
FIRST_LOOK = timedelta(days=60)  # after an action was done, time enough for a figure that says something


class Duty(StrEnum):
    """What may be due."""

    PROGRAMME_REVIEW = "programme-review"
    ANNUAL_REPORT = "annual-report"
    SAMPLE_QUOTA = "sample-quota"
    ACTION = "action"
    CHECK = "effect-check"
    TIP = "tip"
    DISPUTE = "dispute"
    ANSWER = "answer"
    RELATION = "relation"


YEARLY = (Duty.PROGRAMME_REVIEW, Duty.ANNUAL_REPORT)
REMIND = "remind"  # the kind of setting that says how many days ahead a date is told of
ANSWER_TIPS = timedelta(days=14)  # how long a tip may wait before somebody says what follows

_REPORTS = {"SE": (3, 15), "DK": (6, 1), "NO": (3, 31), "DE": (3, 31)}
_REVIEW = (3, 31)
_QUOTA = 60  # contacts read a quarter
_REMIND = 30


@dataclass(frozen=True)
class Terms:
    """The company's dates: month and day of the yearly duties, contacts to read a quarter, days of notice."""

    review: tuple[int, int]
    report: tuple[int, int]
    quota: int = _QUOTA
    remind_days: int = _REMIND

    @classmethod
    def of(cls, country: str, stored: Mapping[str, Mapping[str, int]]) -> "Terms":
        """What is stored, else the country's own."""
        told = {kind: tuple(stored[kind][part] for part in ("month", "day")) for kind in YEARLY if kind in stored}
        review = told.get(Duty.PROGRAMME_REVIEW, _REVIEW)
        report = told.get(Duty.ANNUAL_REPORT, _REPORTS.get(country, (6, 1)))
        return cls(
            review=(review[0], review[1]),
            report=(report[0], report[1]),
            quota=stored.get(Duty.SAMPLE_QUOTA, {}).get("contacts", _QUOTA),
            remind_days=stored.get(REMIND, {}).get("days", _REMIND),
        )


@dataclass(frozen=True)
class Records:
    """What is known of the work. `since` is the day of the first contact: nothing was due before it."""

    since: date | None
    incidents: Iterable[Incident] = ()
    tips: Iterable[Tip] = ()
    disputes: Iterable[tuple[str, date]] = ()  # provisional breaches, and until when they may be disputed
    answers: Iterable[tuple[str, date]] = ()  # what agents see, by title, and its last day
    relations: Iterable[tuple[str, date]] = ()  # companies, and the last day of their relation
    sampled: int = 0  # contacts of samples read this quarter
    sampled_before: int = 0  # and in the quarter before
    done: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Deadline:
    """Something due on a day. `key` tells it from others of its duty, `subject` says what it is about in words that
    the company wrote itself, `count` how many are meant or missing."""

    duty: Duty
    day: date
    key: str
    subject: str = ""
    count: int = 1
    link: str = "/calendar"

    def days_left(self, today: date) -> int:
        """Below zero when it is late."""
        return (self.day - today).days


def deadlines(today: date, records: Records, terms: Terms, zone: tzinfo) -> list[Deadline]:
    """What is late or due within a year, the earliest first; `zone` is the grid company's."""
    found = [
        *_yearly(Duty.PROGRAMME_REVIEW, terms.review, 0, today, records),
        *_yearly(Duty.ANNUAL_REPORT, terms.report, -1, today, records),
        *_quota(today, records, terms),
        *_of_incidents(records, zone),
        *_waiting(records),
        *_together(Duty.ANSWER, records.answers, "/answers/library"),
        *_together(Duty.DISPUTE, records.disputes, "/findings?standing=provisional"),
        *(Deadline(Duty.RELATION, day, f"{name}-{day}", name) for name, day in records.relations if day >= today),
    ]
    near = [one for one in found if one.day <= today + AHEAD]
    return sorted(near, key=lambda one: (one.day, one.duty, one.key))


def coming(today: date, found: Iterable[Deadline], days: int) -> list[Deadline]:
    """Those late or due within so many days."""
    return [one for one in found if one.days_left(today) <= days]


def checked_day(month: int, day: int) -> dict[str, int]:
    """A day of every year. Raises InputError for what is none, 29 February among them."""
    try:
        date(2001, month, day)
    except ValueError:
        raise InputError("{day}/{month} does not occur every year", day=day, month=month) from None
    return {"month": month, "day": day}


def quarter(day: date) -> tuple[date, date]:
    """The first day of the quarter, and that of the next."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, (first + timedelta(days=95)).replace(day=1)


def _yearly(duty: Duty, at: tuple[int, int], about: int, today: date, records: Records) -> Iterator[Deadline]:
    """Last year's where it is late, this year's, the next; `about` is the year told of, seen from that of the day."""
    if records.since is None:
        return
    for year in (today.year - 1, today.year, today.year + 1):
        day, period = date(year, *at), str(year + about)
        if records.since <= day and (duty, period) not in records.done:
            yield Deadline(duty, day, period, period)


def _quota(today: date, records: Records, terms: Terms) -> Iterator[Deadline]:
    """Last quarter's where it is late, and this one's. What is read above this one's makes up for the last."""
    first, after = quarter(today)
    left = terms.quota - records.sampled
    late = terms.quota - records.sampled_before + min(0, left)
    for missing, end in ((late, first - timedelta(days=1)), (left, after - timedelta(days=1))):
        if missing > 0 and records.since is not None and records.since <= end:
            key = f"{end.year}-Q{end.month // 3}"
            yield Deadline(Duty.SAMPLE_QUOTA, end, key, key, missing, "/samples")


def _of_incidents(records: Records, zone: tzinfo) -> Iterator[Deadline]:
    for incident in records.incidents:
        link = f"/incidents/{incident.id}"
        for action in incident.to_do:
            key = f"{incident.id}.{action.number}"
            yield Deadline(Duty.ACTION, action.due, key, incident.title, link=link)
        if incident.state is State.ACTED and incident.acted_on is not None:
            looked = [check.at.astimezone(zone).date() for check in incident.checks]
            day = max(incident.acted_on, *looked) if looked else incident.acted_on
            yield Deadline(Duty.CHECK, day + FIRST_LOOK, str(incident.id), incident.title, link=link)


def _waiting(records: Records) -> Iterator[Deadline]:
    for tip in records.tips:
        if tip.outcome is None:
            yield Deadline(Duty.TIP, tip.told_on + ANSWER_TIPS, str(tip.id), link=f"/tips#tip-{tip.id}")


def _together(duty: Duty, ending: Iterable[tuple[str, date]], link: str) -> Iterator[Deadline]:
    """What ends on one day is one deadline; the name of what ends stands where it is alone."""
    named: dict[date, list[str]] = {}
    for name, day in ending:
        named.setdefault(day, []).append(name)
    for day, names in named.items():
        subject = names[0] if len(names) == 1 else ""
        yield Deadline(duty, day, day.isoformat(), subject, len(names), link)
