"""What is due, computed from records alone: tables of days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contactguard.errors import InputError
from contactguard.review.calendar import Duty, Records, Terms, checked_day, coming, deadlines, quarter
from contactguard.store.register.histories import actions, state
from contactguard.store.register.records import Check, Conclusion, Event, FoundBy, Incident, Outcome, Step, Tip, TipKind

TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("Europe/Copenhagen")
DANISH = Terms.of("DK", {})
SINCE = date(2025, 11, 1)


def event(kind: Step, at: str = "2026-10-01", **told: Any) -> Event:
    return Event(kind, "x", "Olga", datetime.fromisoformat(f"{at}T12:00").replace(tzinfo=UTC), told)


def incident(*events: Event) -> Incident:
    return Incident(
        id=3,
        title="Henvisning",
        happened_on=date(2026, 9, 1),
        found_by=FoundBy.SCAN,
        policy=None,
        line=None,
        opened_by="Olga",
        opened_at=datetime(2026, 9, 2, tzinfo=UTC),
        state=state(events),
        what="",
        cause="",
        actions=actions(events),
        checks=(),
        findings=(),
        sampled=(),
        events=events,
    )


ACTION = event(Step.ACTION, number=1, owner="Teamleder", due="2026-12-01")
DONE = event(Step.DONE, number=1, on="2026-10-15")


def found(records: Records, terms: Terms = DANISH, today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(one.duty.value, one.day.isoformat(), one.key) for one in deadlines(today, records, terms, ZONE)]


YEARLY = [
    # since, done, what is due of the yearly duties within a year
    (None, (), []),
    (
        SINCE,
        (),
        [
            ("programme-review", "2026-03-31", "2026"),
            ("annual-report", "2026-06-01", "2025"),
            ("programme-review", "2027-03-31", "2027"),
            ("annual-report", "2027-06-01", "2026"),
        ],
    ),
    (
        SINCE,
        ((Duty.PROGRAMME_REVIEW, "2026"), (Duty.ANNUAL_REPORT, "2025")),
        [("programme-review", "2027-03-31", "2027"), ("annual-report", "2027-06-01", "2026")],
    ),
    (date(2026, 7, 1), (), [("programme-review", "2027-03-31", "2027"), ("annual-report", "2027-06-01", "2026")]),
]


@pytest.mark.parametrize(("since", "done", "expected"), YEARLY)
def test_yearly_duties_are_late_until_they_are_done_and_never_before_there_was_work(
    since: date | None, done: tuple[tuple[str, str], ...], expected: list[tuple[str, str, str]]
) -> None:
    records = Records(since=since, done=frozenset(done), sampled=DANISH.quota, sampled_before=DANISH.quota)
    assert found(records) == expected


@pytest.mark.parametrize(
    ("country", "stored", "report"),
    [("SE", {}, (3, 15)), ("DK", {}, (6, 1)), ("SE", {Duty.ANNUAL_REPORT: {"month": 2, "day": 1}}, (2, 1))],
)
def test_the_report_is_due_when_the_country_or_the_company_says(
    country: str, stored: dict[str, dict[str, int]], report: tuple[int, int]
) -> None:
    assert Terms.of(country, stored).report == report


THIRD, FOURTH = (date(2026, 9, 30), "2026-Q3"), (date(2026, 12, 31), "2026-Q4")


@pytest.mark.parametrize(
    ("today", "read_before", "read", "since", "expected"),
    [
        (TODAY, 40, 33, SINCE, [(*FOURTH, 7)]),
        (TODAY, 40, 40, SINCE, []),
        (date(2026, 9, 30), 40, 33, SINCE, [(*THIRD, 7)]),
        (date(2026, 10, 1), 33, 0, SINCE, [(*THIRD, 7), (*FOURTH, 40)]),
        (date(2026, 12, 31), 33, 40, SINCE, [(*THIRD, 7)]),
        (date(2026, 12, 31), 33, 45, SINCE, [(*THIRD, 2)]),
        (date(2026, 12, 31), 33, 47, SINCE, []),
        (date(2026, 10, 1), 0, 0, date(2026, 10, 1), [(*FOURTH, 40)]),
        (TODAY, 0, 0, None, []),
    ],
)
def test_the_quota_of_a_quarter_is_due_at_its_end_and_late_until_the_next_makes_up_for_it(
    today: date, read_before: int, read: int, since: date | None, expected: list[tuple[date, str, int]]
) -> None:
    terms = Terms.of("DK", {Duty.SAMPLE_QUOTA: {"contacts": 40}})
    due = deadlines(today, Records(since, sampled=read, sampled_before=read_before), terms, ZONE)
    assert [(one.day, one.key, one.count) for one in due if one.duty is Duty.SAMPLE_QUOTA] == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((ACTION,), [("action", "2026-12-01", "3.1")]),
        ((ACTION, event(Step.POSTPONED, number=1, due="2027-01-10")), [("action", "2027-01-10", "3.1")]),
        ((ACTION, DONE), [("effect-check", "2026-12-14", "3")]),
        ((ACTION, DONE, event(Step.CHECK, figures={}, conclusion=Conclusion.HELPED)), []),
        ((ACTION, event(Step.CLOSED)), []),
    ],
)
def test_an_incident_asks_for_its_actions_and_then_for_a_later_figure(
    events: tuple[Event, ...], expected: list[tuple[str, str, str]]
) -> None:
    assert found(Records(None, incidents=[incident(*events)])) == expected


def test_a_look_at_a_figure_in_the_night_counts_on_the_day_of_the_companys_wall() -> None:
    night = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    looked = replace(incident(ACTION, DONE), checks=(Check({}, Conclusion.NOT_YET, "For tidligt", "Olga", night),))
    assert found(Records(None, incidents=[looked])) == [("effect-check", "2026-12-31", "3")]


def test_what_ends_on_one_day_is_told_once() -> None:
    day = date(2026, 12, 5)
    records = Records(None, disputes=[("a", day), ("b", day)], answers=[("Strømafbrydelse", day)])
    told = [(one.duty, one.subject, one.count) for one in deadlines(TODAY, records, DANISH, ZONE)]
    assert told == [(Duty.ANSWER, "Strømafbrydelse", 1), (Duty.DISPUTE, "", 2)]


def test_a_tip_waits_two_weeks_for_an_answer() -> None:
    tips = [
        Tip(TipKind.TIP, TODAY, "x", None, id=number, told_on=date(2026, 11, 1), outcome=outcome)
        for number, outcome in enumerate((None, Outcome.SET_ASIDE))
    ]
    assert found(Records(None, tips=tips)) == [("tip", "2026-11-15", "0")]


def test_a_relation_that_ended_is_no_date_any_more() -> None:
    relations = [("Gammel", date(2026, 11, 21)), ("Struer Energi", TODAY)]
    assert found(Records(None, relations=relations)) == [("relation", "2026-11-22", "Struer Energi-2026-11-22")]


def test_two_ends_of_one_companys_relations_are_two_dates() -> None:
    relations = [("Vest Energi", TODAY), ("Vest Energi", TODAY + timedelta(days=3))]
    assert len({key for _, _, key in found(Records(None, relations=relations))}) == 2


def test_what_is_late_is_always_among_what_is_coming() -> None:
    records = Records(SINCE, sampled=0)
    assert [one.duty for one in coming(TODAY, deadlines(TODAY, records, DANISH, ZONE), 0)] == [
        Duty.PROGRAMME_REVIEW,
        Duty.ANNUAL_REPORT,
        Duty.SAMPLE_QUOTA,
    ]


@pytest.mark.parametrize(("month", "day"), [(2, 29), (13, 1), (4, 31), (0, 1)])
def test_no_day_of_every_year_is_refused(month: int, day: int) -> None:
    with pytest.raises(InputError):
        checked_day(month, day)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [("2026-01-01", "2026-01-01", "2026-04-01"), ("2026-12-31", "2026-10-01", "2027-01-01")],
)
def test_quarters(day: str, first: str, after: str) -> None:
    assert [one.isoformat() for one in quarter(date.fromisoformat(day))] == [first, after]
