"""What the store counted for a selection, added up in the ways that figures need."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from contactguard.organisation.model import GridCompany
from contactguard.reporting import months
from contactguard.reporting.statistics.intervals import Rate, rate
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.records import (
    ContactCount,
    CountFilter,
    DecisionCount,
    FoundCount,
    Part,
    StratumCount,
    TopicCount,
)

SHOWN = 13  # months of a trend: the last one and the same of last year
BEFORE = 12  # months that make the usual


@dataclass(frozen=True)
class Counted:
    """Contacts, their days and findings of the months of the trend and those that make them usual; the rest of the
    selection. `today` is the day on the grid company's wall, `last_read` that of each source but what programs hand in.
    """

    only: CountFilter
    contacts: Sequence[ContactCount]
    found: Sequence[FoundCount]
    by_policy: Sequence[FoundCount]
    kinds: Sequence[tuple[int, tuple[Part, ...]]]
    topics: Sequence[TopicCount]
    mentions: Mapping[tuple[str, str], int]
    decisions: Sequence[DecisionCount]
    strata: Sequence[StratumCount]
    days: Sequence[tuple[str, str, int]]
    failures: Mapping[str, int]
    rule_sets: Mapping[str, int]
    months: Sequence[str]
    today: date
    last_read: Mapping[str, date]
    breaches: Sequence[datetime] = ()  # only where they are few, see `course.control_kind`

    @cached_property
    def selected(self) -> list[ContactCount]:
        """Contacts of the selection itself."""
        return [one for one in self.contacts if one.month >= self.only.first]

    @cached_property
    def scanned_by_month(self) -> Counter[str]:
        return added((one.month, one.contacts) for one in self.contacts if not one.exempt)

    def scanned(self, name: str) -> Counter[str]:
        """Contacts of the selection by line, channel or language."""
        return added((getattr(one, name), one.contacts) for one in self.selected if not one.exempt)

    def sums(self, name: str, key: Callable[[FoundCount], Any], *, by_policy: bool = False) -> Counter[Any]:
        """One of the counts of the selection by a key."""
        return added((key(one), getattr(one, name)) for one in self._chosen(by_policy))

    def month_sums(self, name: str, policy: str = "") -> Counter[str]:
        """One of the counts by month, the months before the selection too."""
        found = self.by_policy if policy else self.found
        return added((one.month, getattr(one, name)) for one in found if one.policy == policy)

    def total(self, name: str) -> int:
        return sum(getattr(one, name) for one in self._chosen(by_policy=False))

    def rate(self, contacts: int) -> Rate:
        return rate(contacts, sum(self.scanned("line").values()))

    def _chosen(self, by_policy: bool) -> list[FoundCount]:
        return [one for one in (self.by_policy if by_policy else self.found) if one.month >= self.only.first]


async def counted(counts: CountRepository, only: CountFilter, company: GridCompany) -> Counted:
    wide = widened(only)
    return Counted(
        only=only,
        contacts=await counts.contacts(wide),
        found=await counts.found(wide),
        by_policy=await counts.found(wide, by_policy=True),
        kinds=await counts.kinds(only),
        topics=await counts.topics(only),
        mentions=await counts.mentions(only),
        decisions=await counts.decisions(only),
        strata=await counts.strata(only),
        days=await counts.days(wide),
        failures=await counts.failures(),
        rule_sets=await counts.rule_sets(only),
        months=await counts.months(),
        today=company.today(),
        last_read={name: at.astimezone(company.zone).date() for name, at in (await counts.last_read()).items()},
    )


def added(pairs: Iterable[tuple[Any, int]]) -> Counter[Any]:
    total = Counter[Any]()
    for key, count in pairs:
        total[key] += count
    return total


def widened(only: CountFilter) -> CountFilter:
    """The same from the first month on that makes usual what the trend shows."""
    first = min(months.earlier(only.first, BEFORE), months.earlier(only.last, SHOWN + BEFORE - 1))
    return replace(only, first=first)
