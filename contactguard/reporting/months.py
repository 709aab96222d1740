"""Months as the reports write them: 2026-10."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contactguard.errors import InputError, NotFoundError

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


def checked(month: str) -> str:
    """The month as given. Raises InputError for what is none."""
    if not _MONTH.fullmatch(month):
        raise InputError("{month!r} is not a month; write year and month, such as 2026-10", month=month)
    return month


def without_contacts(kind: str, key: str, known: Sequence[str]) -> NotFoundError:
    """That nothing came in in a month or year, with the months in which something did."""
    if not known:
        return NotFoundError("there are no contacts of {key}; no contact has been scanned yet", kind=kind, key=key)
    return NotFoundError(
        "there are no contacts of {key}; there are contacts from {first} to {last}",
        kind=kind,
        key=key,
        first=known[0],
        last=known[-1],
    )


def earlier(month: str, by: int) -> str:
    """So many months before."""
    whole = _number(month) - by
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def upto(month: str, count: int) -> tuple[str, ...]:
    """The last `count` months, this one at the end."""
    return tuple(earlier(month, by) for by in reversed(range(count)))


def between(first: str, last: str) -> tuple[str, ...]:
    """All months from the first to the last; none where the last is earlier."""
    return upto(last, max(0, _number(last) - _number(first) + 1))


def begin(month: str, zone: ZoneInfo) -> datetime:
    """Its first midnight there."""
    return datetime.combine(_first(month), time(), zone)


def days(month: str) -> tuple[date, ...]:
    day, after = _first(month), _first(earlier(month, -1))
    return tuple(day + timedelta(days=number) for number in range((after - day).days))


def _number(month: str) -> int:
    year, number = map(int, month.split("-"))
    return year * 12 + number - 1


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
