"""Days on which a source was silent, of spans told in words: which of them a report tells."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from contactguard.organisation.profile import load
from contactguard.organisation.workdays import Workdays
from contactguard.reporting.counted import Counted
from contactguard.reporting.sources import sources
from contactguard.store.counts.records import ContactCount, CountFilter
from tests.conftest import CORPUS

ORGANISATION = load(CORPUS / "profiles" / "struer.toml")
WORKDAYS = Workdays(ORGANISATION.grid_company)
BEGUN, TODAY = date(2026, 1, 1), date(2026, 11, 23)
OCTOBER = ("2026-10", "2026-10")


def between(first: str, last: str) -> Callable[[date], bool]:
    return lambda day: first <= day.isoformat() <= last


def never(day: date) -> bool:
    return False


def working(is_told: Callable[[date], bool]) -> list[str]:
    """Days of the year 2026 on which the company works, as far as they are told."""
    every = (BEGUN + timedelta(days=number) for number in range(365))
    return [f"{day}" for day in every if not WORKDAYS.closed_on(day) and is_told(day)]


def counted(
    first: str,
    last: str,
    days: dict[str, list[str]],
    *,
    today: date = TODAY,
    line: str | None = None,
    last_read: Mapping[str, date] = MappingProxyType({}),
) -> Counted:
    """A contact a day by source; all else is empty."""
    told = [(source, day, 1) for source, every in days.items() for day in every if day[:7] <= last]
    contacts = [ContactCount(day[:7], source, "general", "email", "da", False, 1, 0, 0) for source, day, _ in told]
    known = sorted({day[:7] for every in days.values() for day in every})
    return Counted(
        only=CountFilter(first, last, line=line),
        contacts=[one for one in contacts if one.month >= first],
        found=(),
        by_policy=(),
        kinds=(),
        topics=(),
        mentions={},
        decisions=(),
        strata=(),
        days=told,
        failures={},
        rule_sets={},
        months=known,
        today=today,
        last_read=last_read,
    )


SPANS = [
    # the source was silent; what is asked for; the silent days told of
    (between("2026-10-14", "2026-10-14"), OCTOBER, between("2026-10-14", "2026-10-14")),
    (between("2026-10-12", "2026-12-31"), OCTOBER, between("2026-10-12", "2026-10-31")),
    (between("2026-10-05", "2026-10-16"), OCTOBER, between("2026-10-05", "2026-10-16")),
    (between("2026-05-01", "2026-05-31"), ("2026-01", "2026-12"), between("2026-05-01", "2026-05-31")),
    (between("2026-09-10", "2026-12-31"), OCTOBER, between("2026-10-01", "2026-10-31")),
    (between("2026-10-14", "2026-12-31"), ("2026-11", "2026-11"), between("2026-11-01", "2026-11-22")),
    (between("2026-01-01", "2026-10-11"), OCTOBER, never),  # its first day was the 12th
    (between("2026-01-01", "2026-10-05"), OCTOBER, never),  # or the 6th, and it is steady since
    (lambda day: day.weekday() != 2, OCTOBER, never),  # once a week is no steady source
    (lambda day: day.weekday() != 2 and day.month > 2, OCTOBER, never),  # nor is what was one in two months of nine
]


@pytest.mark.parametrize(("silent", "asked", "told"), SPANS)
def test_a_source_is_told_silent_on_working_days_where_it_normally_has_contacts(
    silent: Callable[[date], bool], asked: tuple[str, str], told: Callable[[date], bool]
) -> None:
    days = {"notes": working(lambda day: not silent(day)), "mail": working(lambda day: True)}
    gaps = {one.source: [f"{day}" for day in one.gaps] for one in sources(counted(*asked, days), ORGANISATION)}
    assert gaps.get("notes", []) == working(told)
    assert gaps["mail"] == []


@pytest.mark.parametrize(
    ("last_read", "told"),
    [
        (date(2026, 9, 30), never),
        (date(2026, 10, 6), between("2026-10-01", "2026-10-05")),  # at night, when its last day had hardly begun
        (TODAY, between("2026-10-01", "2026-10-31")),
    ],
)
def test_a_source_is_told_silent_as_long_as_it_is_read(last_read: date, told: Callable[[date], bool]) -> None:
    days = {"notes": working(between("2026-01-01", "2026-09-30")), "mail": working(lambda day: True)}
    have = counted(*OCTOBER, days, last_read={"notes": last_read, "mail": TODAY})
    gaps = {one.source: [f"{day}" for day in one.gaps] for one in sources(have, ORGANISATION)}
    assert gaps.get("notes", []) == working(told)


def test_what_no_source_has_been_scanned_of_yet_is_no_gap() -> None:
    days = {"notes": working(between("2026-01-01", "2026-10-13")), "mail": working(between("2026-01-01", "2026-10-15"))}
    told = {one.source: [day.day for day in one.gaps] for one in sources(counted(*OCTOBER, days), ORGANISATION)}
    assert told == {"mail": [], "notes": [14, 15]}


def test_days_on_which_every_source_was_silent_are_gaps_once_later_ones_are_scanned() -> None:
    silent = between("2026-10-29", "2026-11-01")
    (told,) = sources(counted(*OCTOBER, {"notes": working(lambda day: not silent(day))}), ORGANISATION)
    assert [day.day for day in told.gaps] == [29, 30]


def test_a_contact_dated_in_days_to_come_makes_no_gaps_of_the_days_before_it() -> None:
    days = {"notes": [*working(between("2026-01-01", "2026-10-13")), "2030-01-07"]}
    (told,) = sources(counted(*OCTOBER, days, today=date(2026, 10, 14)), ORGANISATION)
    assert told.gaps == ()


def test_of_a_part_of_the_contacts_no_gaps_are_told() -> None:
    days = {"notes": working(lambda day: day.day != 14)}
    assert [one.gaps for one in sources(counted(*OCTOBER, days, line="general"), ORGANISATION)] == [()]
