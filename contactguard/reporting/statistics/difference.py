"""Two rates in, the difference between them out, and whether chance alone explains it.

Newcombe's hybrid score interval for the difference of two proportions (Statistics in Medicine 1998, method 10): it
takes Wilson's two-sided ends of both, also where none or all were found, and keeps within -1 and 1.
"""

from enum import StrEnum
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field

from contactguard.reporting.statistics.intervals import wilson


class Shift(StrEnum):
    """What the interval of a difference says; never more than that."""

    LESS = "less"
    MORE = "more"
    NOISE = "noise"  # chance alone explains the difference
    UNKNOWN = "unknown"  # nothing was scanned in one of the two


class Difference(BaseModel):
    """The second rate less the first, per 1,000 contacts, with its 95% interval."""

    model_config = ConfigDict(frozen=True)

    per_1000: float | None = Field(description="null where nothing was scanned in one of the two.")
    low: float | None
    high: float | None
    shift: Shift


def difference(before: tuple[int, int], after: tuple[int, int]) -> Difference:
    """Each is (found, of)."""
    if not before[1] or not after[1]:
        return Difference(per_1000=None, low=None, high=None, shift=Shift.UNKNOWN)
    (first, first_low, first_high), (second, second_low, second_high) = _ends(*before), _ends(*after)
    gap = second - first
    low = gap - sqrt((second - second_low) ** 2 + (first_high - first) ** 2)
    high = gap + sqrt((second_high - second) ** 2 + (first - first_low) ** 2)
    shift = Shift.LESS if high < 0 else Shift.MORE if low > 0 else Shift.NOISE
    return Difference(per_1000=_per_1000(gap), low=_per_1000(low), high=_per_1000(high), shift=shift)


def _ends(found: int, of: int) -> tuple[float, float, float]:
    return min(found, of) / of, *wilson(min(found, of), of)


def _per_1000(share: float) -> float:
    return round(1000 * share, 2)
