"""Months as the reports write them: 2026-10."""

import re
from datetime import date, timedelta

from contactguard.errors import InputError

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")


def checked(month: str) -> str:
    """The month as given. Raises InputError for what is none."""
    if not _MONTH.fullmatch(month):
        raise InputError(f"{month!r} is no month; write year and month, such as 2026-10", month=month)
    return month


def earlier(month: str, by: int) -> str:
    """So many months before."""
    year, number = map(int, month.split("-"))
    whole = year * 12 + number - 1 - by
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def upto(month: str, count: int) -> tuple[str, ...]:
    """The last `count` months, this one at the end."""
    return tuple(earlier(month, by) for by in reversed(range(count)))


def workdays(month: str) -> tuple[date, ...]:
    """Mondays to Fridays."""
    day, after = _first(month), _first(earlier(month, -1))
    days = (day + timedelta(days=number) for number in range((after - day).days))
    return tuple(one for one in days if one.weekday() < 5)


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
