"""A promise in, the reviews it takes out: "to promise recall of at least x you need n reviews, about m hours".

An acceptance plan (Stephens, The Handbook of Applied Acceptance Sampling, 2001): the smallest sample whose exact upper
bound on the misses keeps the promise, allowing as many misses as will probably turn up.
"""

from dataclasses import dataclass
from math import ceil, log, log1p

from scipy.stats import beta, binom

from contactguard.reporting.statistics.intervals import DOUBT

LIKELY = 0.8  # how probable it should be that the sample keeps the promise, if the scan is as good as thought
MOST_ALLOWED = 200


@dataclass(frozen=True)
class Plan:
    """So many unflagged contacts to review; the promise holds if at most `allowed` of them have a breach."""

    reviews: int
    allowed: int
    hours: float


def plan(promise: float, found: int, silent: int, *, expected: float = 0.0, minutes: float = 2.0) -> Plan | None:
    """Reviews of `silent` unflagged contacts that let one promise recall (0–1), with `found` breaches flagged.

    `expected` is the share of misses thought likely, `minutes` what a review takes. None where the promise cannot be
    kept: nothing found, or more misses expected than it allows.
    """
    if not 0 < promise < 1 or not found or not silent:
        return None
    bearable = found * (1 - promise) / promise / silent
    if bearable >= 1:
        return Plan(0, 0, 0.0)
    if expected >= bearable:
        return None
    for allowed in range(MOST_ALLOWED):
        reviews = needed(bearable, allowed)
        if reviews >= silent:
            return Plan(silent, int(bearable * silent), round(silent * minutes / 60, 1))
        if binom.cdf(allowed, reviews, expected) >= LIKELY:
            return Plan(reviews, allowed, round(reviews * minutes / 60, 1))
    return None


def needed(bearable: float, allowed: int = 0) -> int:
    """The fewest reviews after which `allowed` misses still mean, with 95% confidence, at most this share."""
    if allowed == 0:
        return ceil(log(DOUBT) / log1p(-bearable))
    low, high = allowed + 1, allowed + 2
    while upper(allowed, high) > bearable:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if upper(allowed, middle) > bearable else (low, middle)
    return low


def upper(misses: int, reviews: int) -> float:
    """The exact one-sided upper bound (Clopper and Pearson) of the share of misses."""
    return float(beta.ppf(1 - DOUBT, misses + 1, reviews - misses)) if misses < reviews else 1.0
