"""Two files of the open format in, rate beside rate out, and which differences are more than noise.

Each pair is tested exactly (Fisher 1935, by SciPy), and the tests together corrected by Holm, so that one in twenty
files does not find a difference by looking at many. Intervals of differences are Newcombe's, of one pair alone.
"""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import fisher_exact

from contactguard.policies.finding import Policy
from contactguard.reporting.exchange.model import SomeOf, YearFigures, some_of
from contactguard.reporting.statistics.difference import Difference, Shift, difference
from contactguard.reporting.statistics.disparity import holm
from contactguard.reporting.statistics.intervals import DOUBT


class Measure(StrEnum):
    """What is compared."""

    FLAGGED = "flagged"  # contacts with findings, of contacts scanned
    BREACHED = "breached"  # contacts with breaches, of contacts scanned
    DUTY = "duty"  # comparison site given, of supplier enquiries


class Side(BaseModel):
    """Whose figures, of which year, and how much of them people judged."""

    model_config = ConfigDict(frozen=True)

    name: str
    country: str
    year: int
    scanned: int
    judged: SomeOf = Field(description="Findings judged, of all; breaches are only found among these.")
    software: str


class Row(BaseModel):
    """A rate in both, and the second less the first. Computed from counts, whatever rates the files tell."""

    model_config = ConfigDict(frozen=True)

    measure: Measure
    policy: Policy | None = Field(description="null for all contacts.")
    first: SomeOf
    second: SomeOf
    difference: Difference = Field(description="Its shift is that of this pair alone.")
    p: float | None = Field(description="Exact test, corrected for all rows (Holm); null where one has no contacts.")
    shift: Shift = Field(description="What the corrected test says.")


class Comparison(BaseModel):
    model_config = ConfigDict(frozen=True)

    first: Side
    second: Side
    rows: tuple[Row, ...]


def compare(first: YearFigures, second: YearFigures) -> Comparison:
    pairs = list(zip(_measures(first), _measures(second), strict=True))
    raw = [_p(one, other) for (_, _, one), (_, _, other) in pairs]
    corrected = iter(holm([p for p in raw if p is not None]))
    rows = (
        _row(measure, policy, one, other, None if p is None else next(corrected))
        for ((measure, policy, one), (_, _, other)), p in zip(pairs, raw, strict=True)
    )
    return Comparison(first=_side(first), second=_side(second), rows=tuple(rows))


def _measures(figures: YearFigures) -> Iterator[tuple[Measure, Policy | None, SomeOf]]:
    yield Measure.FLAGGED, None, figures.whole.flagged
    yield Measure.BREACHED, None, figures.whole.breached
    yield Measure.DUTY, None, figures.duty
    by_policy = {one.policy: one for one in figures.policies}
    for policy in Policy:
        yield Measure.FLAGGED, policy, by_policy[policy].flagged
        yield Measure.BREACHED, policy, by_policy[policy].breached


def _p(one: SomeOf, other: SomeOf) -> float | None:
    if not one.of or not other.of:
        return None
    table = [[one.found, one.of - one.found], [other.found, other.of - other.found]]
    return float(fisher_exact(table).pvalue)


def _row(measure: Measure, policy: Policy | None, one: SomeOf, other: SomeOf, p: float | None) -> Row:
    gap = difference((one.found, one.of), (other.found, other.of))
    if p is None:
        shift = Shift.UNKNOWN
    elif p > DOUBT:
        shift = Shift.NOISE
    else:
        shift = Shift.MORE if other.found * one.of > one.found * other.of else Shift.LESS
    return Row(
        measure=measure,
        policy=policy,
        first=some_of(one.found, one.of),
        second=some_of(other.found, other.of),
        difference=gap,
        p=None if p is None else round(p, 4),
        shift=shift,
    )


def _side(figures: YearFigures) -> Side:
    reviews = figures.reviews
    return Side(
        name=figures.grid_company.name,
        country=figures.grid_company.country,
        year=figures.year,
        scanned=figures.scanned,
        judged=some_of(reviews.judged, reviews.judged + reviews.waiting),
        software=figures.made.software,
    )
