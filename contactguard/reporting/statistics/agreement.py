"""Pairs of verdicts in, how far two reviewers agree out.

Raw agreement alone flatters where nearly all is "no breach"; Cohen's kappa (1960; standard error by Fleiss, Cohen and
Everitt, Psychological Bulletin 1969) then falls without cause (Feinstein and Cicchetti 1990), Gwet's AC1 does not
(British Journal of Mathematical and Statistical Psychology 2008). So they stand together, with the agreement on
breaches alone (positive agreement, Cicchetti and Feinstein 1990).
"""

from collections.abc import Mapping
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import norm

from contactguard.reporting.statistics.intervals import DOUBT, Share, bounds, share

FEWEST = 10  # pairs; with fewer no coefficient is told

Pairs = Mapping[tuple[str, str], int]


class Coefficient(BaseModel):
    """A coefficient of agreement (1 is complete, 0 what chance gives) with its 95% interval."""

    model_config = ConfigDict(frozen=True)

    value: float
    low: float
    high: float


class Agreement(BaseModel):
    """How two verdicts on the same findings agree. Coefficients are null where there are too few pairs to say."""

    model_config = ConfigDict(frozen=True)

    raw: Share = Field(description="Findings on which both said the same.")
    positive: Share = Field(description="Agreement on breaches: 2a/(2a+b+c); `found` is a, `of` is a+b+c.")
    kappa: Coefficient | None
    ac1: Coefficient | None


def agreement(pairs: Pairs) -> Agreement:
    """`pairs` holds how often (first verdict, second verdict) came together."""
    total = sum(pairs.values())
    same = sum(count for (first, second), count in pairs.items() if first == second)
    enough = total >= FEWEST
    return Agreement(
        raw=share(same, total),
        positive=_positive(pairs),
        kappa=kappa(pairs) if enough else None,
        ac1=gwet(pairs) if enough else None,
    )


def kappa(pairs: Pairs) -> Coefficient | None:
    """None where chance alone would agree on everything, and kappa is not defined."""
    total, names = sum(pairs.values()), _categories(pairs)
    share_of = {key: count / total for key, count in pairs.items()}
    rows = {name: sum(share_of.get((name, other), 0.0) for other in names) for name in names}
    columns = {name: sum(share_of.get((other, name), 0.0) for other in names) for name in names}
    observed = sum(share_of.get((name, name), 0.0) for name in names)
    chance = sum(rows[name] * columns[name] for name in names)
    if chance == 1:
        return None
    value = (observed - chance) / (1 - chance)
    agreed = sum(
        share_of.get((name, name), 0.0) * (1 - (rows[name] + columns[name]) * (1 - value)) ** 2 for name in names
    )
    apart = (1 - value) ** 2 * sum(
        part * (columns[first] + rows[second]) ** 2 for (first, second), part in share_of.items() if first != second
    )
    variance = (agreed + apart - (value - chance * (1 - value)) ** 2) / ((1 - chance) ** 2 * total)
    return _coefficient(value, variance)


def gwet(pairs: Pairs) -> Coefficient:
    """AC1 with the variance of Gwet (2008), over the categories that were used (two at least)."""
    total, names = sum(pairs.values()), _categories(pairs)
    used = {name: sum(count * (pair.count(name)) for pair, count in pairs.items()) / (2 * total) for name in names}
    others = max(len(names), 2) - 1
    chance = sum(part * (1 - part) for part in used.values()) / others
    observed = sum(count for (first, second), count in pairs.items() if first == second) / total
    value = (observed - chance) / (1 - chance)
    spread = 0.0
    for (first, second), count in pairs.items():
        own = ((first == second) - chance) / (1 - chance)
        by_chance = (2 - used[first] - used[second]) / 2 / others
        linear = own - 2 * (1 - value) * (by_chance - chance) / (1 - chance)
        spread += count * (linear - value) ** 2
    return _coefficient(value, spread / (total * (total - 1)) if total > 1 else 0.0)


def _positive(pairs: Pairs, name: str = "breach") -> Share:
    """Wilson's interval of a in a+b+c, carried over: 2f/(1+f) grows with f."""
    both = pairs.get((name, name), 0)
    either = sum(count for pair, count in pairs.items() if name in pair)
    if not either:
        return Share(found=0, of=0, share=None, low=None, high=None)
    value, low, high = (round(2 * part / (1 + part), 4) for part in (both / either, *bounds(both, either)))
    return Share(found=both, of=either, share=value, low=low, high=high)


def _categories(pairs: Pairs) -> list[str]:
    return sorted({name for pair, count in pairs.items() if count for name in pair})


def _coefficient(value: float, variance: float) -> Coefficient:
    half = float(norm.ppf(1 - DOUBT / 2)) * sqrt(max(0.0, variance))
    return Coefficient(
        value=round(value, 4), low=round(max(-1.0, value - half), 4), high=round(min(1.0, value + half), 4)
    )
