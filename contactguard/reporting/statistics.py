"""Counts in, rates with honest intervals and the usual range out, by SciPy."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import binom, binomtest

THREE_SIGMA = 0.00135  # the tail beyond a control limit on each side, as control charts have it
FEWEST_MONTHS = 3  # fewer say nothing about what is usual


class Rate(BaseModel):
    """Contacts that have something, of all contacts; the rate in 1,000 with its 95 % interval."""

    model_config = ConfigDict(frozen=True)

    contacts: int = Field(description="Contacts with at least one such finding.")
    of: int = Field(description="Contacts scanned.")
    per_1000: float | None = Field(description="Rate in 1,000 contacts; null where none were scanned.")
    low: float | None = Field(description="Lower end of the 95 % interval, in 1,000 contacts.")
    high: float | None = Field(description="Upper end of the 95 % interval, in 1,000 contacts.")


def rate(contacts: int, of: int) -> Rate:
    """The interval is Wilson's score interval (Wilson 1927; Brown, Cai and DasGupta 2001), which holds for few."""
    if of == 0:
        return Rate(contacts=contacts, of=0, per_1000=None, low=None, high=None)
    found = min(contacts, of)  # a thread of two months is flagged in both but counted in its first
    interval = binomtest(found, of).proportion_ci(method="wilson")
    low, high = (round(1000 * float(end), 2) for end in (interval.low, interval.high))
    return Rate(contacts=contacts, of=of, per_1000=round(1000 * found / of, 2), low=max(0.0, low), high=high)


@dataclass(frozen=True)
class Usual:
    """What chance alone gives a month of this many contacts, if it is like the months before; in 1,000 contacts."""

    mean: float
    low: float
    high: float


def usual_range(before: Sequence[tuple[int, int]], of: int) -> Usual | None:
    """Exact binomial limits of a p-chart (Montgomery, Statistical Quality Control, 7.3) for `of` contacts.

    `before` holds (flagged, contacts) of earlier months. None with fewer than three of them, or none scanned.
    """
    months = [(flagged, contacts) for flagged, contacts in before if contacts]
    if len(months) < FEWEST_MONTHS or of == 0:
        return None
    mean = min(1.0, sum(flagged for flagged, _ in months) / sum(contacts for _, contacts in months))
    low, high = (float(binom.ppf(tail, of, mean)) for tail in (THREE_SIGMA, 1 - THREE_SIGMA))
    return Usual(mean=round(1000 * mean, 2), low=round(1000 * max(0.0, low) / of, 2), high=round(1000 * high / of, 2))
