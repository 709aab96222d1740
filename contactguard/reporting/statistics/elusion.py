"""Samples of what the scan passed over in, the range of what it missed and of its recall out.

Elusion is the share of unflagged contacts that hold a breach all the same. Strata are weighed by their population
(Cochran, Sampling Techniques, 5.2). The interval is Fay and Feuer's (Statistics in Medicine 1997), whose upper end
counts one breach more where it would weigh most, so that a stratum hardly read leaves much open; with the beta
distribution in place of the gamma it is Clopper and Pearson's where there is one stratum. Recall is then never a point:
it lies between what the ends of the intervals make of it, each at half the doubt (Bonferroni).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from contactguard.reporting.statistics.intervals import DOUBT, exact

Place = tuple[str, str, str]  # month, line, channel


@dataclass(frozen=True)
class Stratum:
    """Contacts alike in `group` (silent, flagged, exempt), line and channel: all, those reviewed, those with breaches.

    In a silent stratum every breach is a miss. `months` are those drawn from, where it matters; of contacts that draws
    share, each has a part.
    """

    group: str
    line: str
    channel: str
    population: float
    reviewed: int
    breaches: int
    months: tuple[str, ...] = ("",)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple((month, self.line, self.channel) for month in self.months)


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
    """Pools strata alike. `confirmed` is the number of flagged contacts with a breach in the months, lines and channels
    of which silent ones were reviewed, where all were judged; without it the flagged strata of the sample tell."""
    pooled = pool(strata)
    silent = [one for one in pooled if one.group == "silent"]
    covered = parted([one for one in silent if one.reviewed])
    population = sum(one.population for one in covered)
    elusion, narrow = interval(covered), interval(covered, DOUBT / 2)
    found = (
        (float(confirmed), float(confirmed))
        if confirmed is not None
        else _flagged(pooled, {place for one in covered for place in one.places})
    )
    return Missed(
        reviewed=sum(one.reviewed for one in covered),
        breaches=sum(one.breaches for one in covered),
        population=round(population),
        uncovered=round(_unread(silent, covered)),
        elusion=_range(elusion),
        missed=_range(elusion, population),
        recall=_recall(found, narrow, population),
    )


def pool(strata: Iterable[Stratum]) -> list[Stratum]:
    """Draws of the same months, line and channel as one: they drew from the same contacts. Other months stay apart."""
    alike: dict[tuple[Any, ...], list[Stratum]] = defaultdict(list)
    for one in strata:
        alike[one.group, one.line, one.channel, one.months].append(one)
    return [
        replace(
            draws[0],
            population=max(one.population for one in draws),
            reviewed=sum(one.reviewed for one in draws),
            breaches=sum(one.breaches for one in draws),
        )
        for _, draws in sorted(alike.items())
    ]


def parted(strata: Sequence[Stratum]) -> list[Stratum]:
    """The contacts of a month that draws of different months share, parted evenly among them, so that each counts once.

    All strata are of one group.
    """
    drawn = Counter(place for one in strata for place in one.places)
    return [
        replace(one, population=one.population * sum(1 / drawn[place] for place in one.places) / len(one.places))
        for one in strata
    ]


def interval(strata: Iterable[Stratum], doubt: float = DOUBT) -> tuple[float, float] | None:
    """The share with a breach over all these strata; None where none was reviewed."""
    known = [one for one in strata if one.reviewed and one.population]
    if not known:
        return None
    population = sum(one.population for one in known)
    weights = [one.population / population / one.reviewed for one in known]
    mean = sum(weight * one.breaches for weight, one in zip(weights, known, strict=True))
    variance = sum(weight**2 * one.breaches for weight, one in zip(weights, known, strict=True))
    most = max(weights)
    low = exact(mean**2 / variance, mean / variance, doubt)[0] if mean else 0.0
    mean, variance = mean + most, variance + most**2
    return low, exact(mean**2 / variance - 1, mean / variance, doubt)[1]


def _flagged(pooled: list[Stratum], places: Set[Place]) -> tuple[float, float] | None:
    """Contacts with a breach among the flagged ones of these places; of those of which none was read, none to all."""
    flagged = [one for one in pooled if one.group == "flagged" and set(one.places) <= places]
    read = parted([one for one in flagged if one.reviewed])
    ends = interval(read, DOUBT / 2)
    if ends is None:
        return None
    population = sum(one.population for one in read)
    return ends[0] * population, ends[1] * population + _unread(flagged, read)


def _unread(strata: Iterable[Stratum], read: Iterable[Stratum]) -> float:
    """Contacts in months of which none was read."""
    known = {place for one in read for place in one.places}
    return sum(one.population for one in parted(list(_beyond(strata, known))))


def _beyond(strata: Iterable[Stratum], known: Set[Place]) -> Iterator[Stratum]:
    for one in strata:
        if months := tuple(place[0] for place in one.places if place not in known):
            yield replace(one, months=months, population=one.population * len(months) / len(one.months))


def _recall(found: tuple[float, float] | None, elusion: tuple[float, float] | None, population: float) -> Range | None:
    if found is None or elusion is None or found[1] == 0:
        return None
    least, most = (end * population for end in elusion)
    low = found[0] / (found[0] + most) if found[0] + most else 0.0
    return Range(low=round(low, 4), high=round(found[1] / (found[1] + least), 4))


def _range(ends: tuple[float, float] | None, times: float = 1) -> Range | None:
    if ends is None:
        return None
    digits = 6 if times == 1 else 1
    return Range(low=round(ends[0] * times, digits), high=round(ends[1] * times, digits))
