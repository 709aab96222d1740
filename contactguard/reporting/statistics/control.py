"""Months in, what chance alone makes of them out: control charts with exact probability limits.

A p-chart (Montgomery, Statistical Quality Control, 7th ed., 7.3) with limits that follow the number of contacts. They
are predictive (Menzefricke, Communications in Statistics 2002): the binomial distribution over all rates that the
months before leave possible, by Jeffreys' prior; for what is usual is itself known only from those months. Where a
month has too few to draw one, months are taken together to quarters; where those are too few as well, the time between
two events is charted (t-chart; Nelson, Journal of Quality Technology 1994), again with exact quantiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Any

import numpy as np
from scipy.stats import betabinom

THREE_SIGMA = 0.00135  # the tail beyond a control limit on each side, as control charts have it
FEWEST_MONTHS = 3  # fewer say nothing about what is usual
FEWEST_EVENTS = 5  # expected in a point of a p-chart; with fewer, a single one would look like a signal
FEWEST_GAPS = 3  # gaps between events before a chart of them says anything


@dataclass(frozen=True)
class Usual:
    """What chance alone gives a month of this many contacts, if it is like the months before; per 1,000 contacts."""

    mean: float
    low: float
    high: float


class Kind(StrEnum):
    """What a point of the chart stands for."""

    MONTHS = "months"
    QUARTERS = "quarters"
    BETWEEN = "between"  # the time between two events


@dataclass(frozen=True)
class Between:
    """Limits of a gap between two events: a shorter one than `low` is a signal, a longer one than `high` good news."""

    mean: float
    low: float
    high: float


def usual_range(before: Sequence[tuple[int, int]], of: int) -> Usual | None:
    """Limits for `of` contacts. `before` holds (flagged, contacts) of earlier months.

    None with fewer than three of them, or none scanned.
    """
    months = [(flagged, contacts) for flagged, contacts in before if contacts]
    if len(months) < FEWEST_MONTHS or of == 0:
        return None
    contacts = sum(count for _, count in months)
    flagged = min(sum(count for count, _ in months), contacts)
    low, high = _predicted(flagged, contacts, of)
    rates = (round(1000 * one, 2) for one in (flagged / contacts, low / of, high / of))
    return Usual(*rates)


def _predicted(flagged: int, contacts: int, of: int) -> tuple[int, int]:
    """Between which counts of the next `of` lie, but for the tails; sums only where there is something to sum."""
    law: Any = betabinom(of, flagged + 0.5, contacts - flagged + 0.5)
    mean, spread = law.mean(), law.std()
    first, last = max(0, int(mean - 10 * spread)), min(of, int(mean + 40 * spread) + 20)
    sums = np.cumsum(law.pmf(np.arange(first, last + 1)))
    low, high = (min(last, first + int(np.searchsorted(sums, tail))) for tail in (THREE_SIGMA, 1 - THREE_SIGMA))
    return low, high


def fitting(months: Sequence[tuple[int, int]]) -> Kind:
    """The chart that (flagged, contacts) of so many months allow."""
    counted = [flagged for flagged, contacts in months if contacts]
    mean = sum(counted) / len(counted) if counted else 0.0
    if mean >= FEWEST_EVENTS:
        return Kind.MONTHS
    return Kind.QUARTERS if 3 * mean >= FEWEST_EVENTS else Kind.BETWEEN


def time_between(gaps: Sequence[float]) -> Between | None:
    """Limits of a t-chart: events at random leave exponential gaps. None with fewer than three."""
    if len(gaps) < FEWEST_GAPS:
        return None
    mean = sum(gaps) / len(gaps)
    return Between(mean, -mean * log(1 - THREE_SIGMA), -mean * log(THREE_SIGMA))


def quarter(month: str) -> str:
    """2026-10 as 2026-Q4."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
