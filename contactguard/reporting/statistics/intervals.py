"""Counts in, shares and rates out, each with the interval that honesty asks for; by SciPy.

Wilson's score interval (Wilson 1927; recommended for few by Brown, Cai and DasGupta, Statistical Science 2001). Where
nothing was found, or nothing was missing, one end is certain and the other is the exact one-sided bound (Clopper and
Pearson 1934), which the "rule of three" approximates (Hanley and Lippman-Hand, JAMA 1983). All are 95% intervals.
"""

from math import expm1, log
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import beta, binomtest

DOUBT = 0.05  # what an interval may miss


class Share(BaseModel):
    """So many of so many, with the interval (0–1) that the share lies in."""

    model_config = ConfigDict(frozen=True)

    found: int
    of: int
    share: float | None = Field(description="null where there was nothing to look at.")
    low: float | None
    high: float | None


class Rate(BaseModel):
    """Contacts that have something, of all contacts; the rate per 1,000 with its 95% interval."""

    model_config = ConfigDict(frozen=True)

    contacts: int = Field(description="Contacts with at least one such finding.")
    of: int = Field(description="Contacts scanned.")
    per_1000: float | None = Field(description="Rate per 1,000 contacts; null where none were scanned.")
    low: float | None = Field(description="Lower end of the 95% interval, per 1,000 contacts.")
    high: float | None = Field(description="Upper end of the 95% interval, per 1,000 contacts.")


def share(found: int, of: int) -> Share:
    low, high = interval(found, of) if of else (None, None)
    return Share(found=found, of=of, share=round(found / of, 4) if of else None, low=low, high=high)


def rate(contacts: int, of: int) -> Rate:
    if of == 0:
        return Rate(contacts=contacts, of=0, per_1000=None, low=None, high=None)
    found = min(contacts, of)  # a thread of two months is flagged in both but counted in its first
    low, high = (round(1000 * end, 2) for end in bounds(found, of))
    return Rate(contacts=contacts, of=of, per_1000=round(1000 * found / of, 2), low=low, high=high)


def interval(found: int, of: int) -> tuple[float, float]:
    """The interval of a share, rounded so that it never gets narrower than it should by more than 0.005%."""
    low, high = bounds(found, of)
    return round(low, 4), round(high, 4)


def bounds(found: int, of: int) -> tuple[float, float]:
    """The interval of a share as it is computed. `of` is at least 1."""
    if found == 0:
        return 0.0, at_most(of)
    if found == of:
        return 1 - at_most(of), 1.0
    return wilson(found, of)


def wilson(found: int, of: int) -> tuple[float, float]:
    """Wilson's interval itself, with doubt on both sides even where none or all were found."""
    told: Any = binomtest(found, of).proportion_ci(confidence_level=1 - DOUBT, method="wilson")
    return float(told.low), float(told.high)


def at_most(of: int, doubt: float = DOUBT) -> float:
    """0 of `of` means at most this share, with 95% confidence: 1 − 0.05^(1/n), about 3/n."""
    return -expm1(log(doubt) / of)


def exact(found: float, of: float, doubt: float = DOUBT) -> tuple[float, float]:
    """Clopper and Pearson's interval; takes effective counts, which need not be whole."""
    low = float(beta.ppf(doubt / 2, found, of - found + 1)) if found > 0 else 0.0
    high = float(beta.ppf(1 - doubt / 2, found + 1, of - found)) if found < of else 1.0
    return low, high
