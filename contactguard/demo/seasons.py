"""When customers call: by month and subject, by weekday and hour, on stormy days and in the bad weeks of the story."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

MONTHS = tuple(date(2025 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(11, 23))

_EVEN = (1.0,) * 12
#                         nov  dec  jan  feb  mar  apr  may  jun  jul  aug  sep  oct
_VOLUME = dict(zip(MONTHS, (9.5, 8.2, 12.0, 9.5, 9.6, 8.0, 7.8, 9.2, 8.4, 10.6, 9.0, 10.4), strict=True))
_SUBJECTS: Mapping[str, tuple[float, ...]] = {
    "outage": (1.7, 1.5, 1.5, 1.2, 0.8, 0.6, 0.5, 0.6, 0.6, 0.7, 1.1, 1.9),
    "moving": (0.7, 0.7, 0.9, 0.7, 0.8, 0.9, 1.1, 1.7, 1.6, 1.9, 1.1, 0.8),
    "bill": (0.8, 0.8, 2.4, 1.3, 0.9, 1.2, 0.7, 0.6, 1.1, 0.7, 0.8, 1.2),
    "solar": (0.5, 0.3, 0.4, 0.7, 1.5, 1.8, 1.8, 1.6, 1.2, 1.2, 0.9, 0.6),
    "cold": (1.5, 1.2, 1.2, 1.0, 0.7, 0.5, 0.4, 0.4, 0.4, 0.8, 1.4, 1.8),
    "digging": (0.7, 0.3, 0.3, 0.5, 1.3, 1.7, 1.7, 1.4, 0.9, 1.3, 1.2, 0.9),
    "trees": (1.6, 1.1, 1.2, 1.2, 1.3, 0.6, 0.6, 0.8, 0.6, 0.6, 0.9, 1.5),
    "breach": (0.8, 0.5, 0.9, 0.8, 1.0, 0.8, 0.6, 0.7, 0.4, 0.8, 1.0, 0.7),
}
_STORMS = tuple(map(date.fromisoformat, ("2025-11-21", "2025-12-29", "2026-01-09", "2026-02-17", "2026-10-16")))
_STORMY = 0.45
_BAD_WEEKS = {"march": (date(2026, 3, 16), 5), "august": (date(2026, 8, 10), 19)}
_WEEKDAYS = (1.35, 1.1, 1.0, 1.0, 0.75)
_HOURS = {8: 1.1, 9: 1.6, 10: 1.5, 11: 1.2, 12: 0.8, 13: 1.2, 14: 1.1, 15: 0.8}
_ANY_HOUR = {6: 0.6, 7: 1.0, **_HOURS, 16: 0.8, 17: 0.8, 18: 0.7, 19: 0.5, 20: 0.4, 21: 0.3, 22: 0.2, 23: 0.1}


class Calendar:
    """Draws the moments of one company's contacts, in its zone and to the minute."""

    def __init__(self, rng: Random, zone: str, free_days: frozenset[str]) -> None:
        self._rng = rng
        self._zone = ZoneInfo(zone)
        self._free = frozenset(map(date.fromisoformat, free_days))

    def moment(self, subject: str, when: str | None = None) -> datetime:
        """When a contact on this subject comes in."""
        if when is not None:
            first, days = _BAD_WEEKS[when]
            return self._at(self._open_day(first, days), _HOURS)
        if subject == "outage" and self._rng.random() < _STORMY:
            return self._at(self._rng.choice(_STORMS), _ANY_HOUR)
        month = self._month(subject)
        length = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - month
        if subject == "outage":
            return self._at(month + timedelta(days=self._rng.randrange(length.days)), _ANY_HOUR)
        return self._at(self._open_day(month, length.days), _HOURS)

    def _month(self, subject: str) -> date:
        shape = _SUBJECTS.get(subject, _EVEN)
        weights = [volume * season for volume, season in zip(_VOLUME.values(), shape, strict=True)]
        return self._rng.choices(MONTHS, weights)[0]

    def _open_day(self, first: date, days: int) -> date:
        """A working day of the span; Mondays are the busiest."""
        span = [day for day in (first + timedelta(days=n) for n in range(days)) if self._is_open(day)]
        return self._rng.choices(span, [_WEEKDAYS[day.weekday()] for day in span])[0]

    def _is_open(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self._free

    def _at(self, day: date, hours: Mapping[int, float]) -> datetime:
        hour = self._rng.choices(list(hours), list(hours.values()))[0]
        return datetime.combine(day, time(hour, self._rng.randrange(60)), self._zone)
