"""Samples of what the scan passed over in, the range of what it missed and of its recall out.

Elusion is the share of unflagged contacts that hold a breach all the same. Strata are weighed by their population
(Cochran, Sampling Techniques, 5.2); the interval is Clopper and Pearson's with the effective sample size of Korn and
Graubard (Survey Methodology 1998), which stays honest where few or none are found. Recall is then never a point: it
lies between what the ends of the intervals make of it, each at half the doubt (Bonferroni).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from contactguard.reporting.statistics.intervals import DOUBT, exact


@dataclass(frozen=True)
class Stratum:
    """Contacts alike in `group` (silent, flagged, exempt), line and channel: all, those reviewed, those with breaches.

    In a silent stratum every breach is a miss. Strata of several months may be given one after the other.
    """

    group: str
    line: str
    channel: str
    population: int
    reviewed: int
    breaches: int


class Range(BaseModel):
    """From low to high, with 95% confidence."""

    model_config = ConfigDict(frozen=True)

    low: float
    high: float


class Missed(BaseModel):
    """What samples say about the misses. Null where nothing was reviewed."""

    model_config = ConfigDict(frozen=True)

    reviewed: int = Field(description="Unflagged contacts reviewed.")
    breaches: int = Field(description="Of these, contacts with a breach.")
    population: int = Field(description="Unflagged contacts that the reviewed ones stand for.")
    uncovered: int = Field(description="Unflagged contacts of strata of which none was reviewed: nothing is known.")
    elusion: Range | None = Field(description="Share of unflagged contacts with a breach (0–1).")
    missed: Range | None = Field(description="Contacts with a breach that were not flagged.")
    recall: Range | None = Field(description="Share of contacts with a breach that were flagged (0–1).")


def missed(strata: Iterable[Stratum], confirmed: int | None = None) -> Missed:
    """Pools strata alike. `confirmed` is the number of flagged contacts with a breach, where all were reviewed;
    without it the flagged strata of the sample tell."""
    pooled = pool(strata)
    silent = [one for one in pooled if one.group == "silent"]
    covered = [one for one in silent if one.reviewed]
    population = sum(one.population for one in covered)
    elusion, narrow = interval(covered), interval(covered, DOUBT / 2)
    found = (float(confirmed), float(confirmed)) if confirmed is not None else _flagged(pooled)
    return Missed(
        reviewed=sum(one.reviewed for one in covered),
        breaches=sum(one.breaches for one in covered),
        population=population,
        uncovered=sum(one.population for one in silent) - population,
        elusion=_range(elusion),
        missed=_range(elusion, population),
        recall=_recall(found, narrow, population),
    )


def pool(strata: Iterable[Stratum]) -> list[Stratum]:
    """Strata of the same kind, of whatever sample, as one."""
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in strata:
        for place, value in enumerate((one.population, one.reviewed, one.breaches)):
            sums[one.group, one.line, one.channel][place] += value
    return [Stratum(*key, *values) for key, values in sorted(sums.items())]


def interval(strata: Iterable[Stratum], doubt: float = DOUBT) -> tuple[float, float] | None:
    """The share with a breach over all these strata; None where none was reviewed."""
    known = [one for one in strata if one.reviewed and one.population]
    if not known:
        return None
    population = sum(one.population for one in known)
    weights = [one.population / population for one in known]
    shares = [one.breaches / one.reviewed for one in known]
    mean = sum(weight * part for weight, part in zip(weights, shares, strict=True))
    size = _effective(known, weights, shares, mean)
    return exact(size * mean, size, doubt)


def _effective(known: list[Stratum], weights: list[float], shares: list[float], mean: float) -> float:
    """The simple random sample that would tell as much; never more than were reviewed.

    Where no stratum varies, Kish's loss by unequal weights (Survey Sampling 1965, 11.7) is all there is to go by.
    """
    reviewed = sum(one.reviewed for one in known)
    unequal = 1 / sum(weight**2 / one.reviewed for weight, one in zip(weights, known, strict=True))
    variance = sum(
        weight**2 * part * (1 - part) / max(1, one.reviewed - 1)
        for weight, part, one in zip(weights, shares, known, strict=True)
    )
    if variance == 0:
        return min(float(reviewed), unequal)
    return min(float(reviewed), mean * (1 - mean) / variance)


def _flagged(pooled: list[Stratum]) -> tuple[float, float] | None:
    flagged = [one for one in pooled if one.group == "flagged" and one.reviewed]
    ends = interval(flagged, DOUBT / 2)
    population = sum(one.population for one in flagged)
    return (ends[0] * population, ends[1] * population) if ends else None


def _recall(found: tuple[float, float] | None, elusion: tuple[float, float] | None, population: int) -> Range | None:
    if found is None or elusion is None or found[1] == 0:
        return None
    least, most = (end * population for end in elusion)
    low = found[0] / (found[0] + most) if found[0] + most else 0.0
    return Range(low=round(low, 4), high=round(found[1] / (found[1] + least), 4))


def _range(ends: tuple[float, float] | None, times: int = 1) -> Range | None:
    if ends is None:
        return None
    digits = 6 if times == 1 else 1
    return Range(low=round(ends[0] * times, digits), high=round(ends[1] * times, digits))
