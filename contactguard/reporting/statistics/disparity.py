"""How often agents name each supplier first, beside its share of customers: who is favoured beyond chance?

The exact binomial test of each company's mentions against its share, corrected for the number of comparisons by Holm
(Scandinavian Journal of Statistics 1979); the ratio has Wilson's interval. Employment law calls the like adverse
impact; there, as here, few cases prove nothing (29 CFR 1607.4 D).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import binomtest

from contactguard.reporting.statistics.intervals import DOUBT, bounds

FEWEST_MENTIONS = 20  # of all companies on a line
FEWEST_EXPECTED = 5  # of the company, by its share, unless so many were in fact counted


class Verdict(StrEnum):
    """What the test says of a company; never more than that."""

    MORE = "more"  # named more often than its share and chance explain
    LESS = "less"
    USUAL = "usual"
    TOO_FEW = "too few"


class Disparity(BaseModel):
    """A supplier on a line: contacts in which the agent named it first, beside what its share would give."""

    model_config = ConfigDict(frozen=True)

    line: str
    company: str
    mentions: int = Field(description="Contacts in which the agent brought the company up.")
    of: int = Field(description="Such mentions of all companies on that line.")
    share: float = Field(description="The company's share of customers in the area (0–1).")
    expected: float = Field(description="Mentions that the share alone would give.")
    ratio: float | None = Field(description="Mentions beside those expected; null where there are too few to say.")
    low: float | None
    high: float | None
    p: float | None = Field(description="Exact test, corrected for all companies and lines (Holm).")
    verdict: Verdict


def disparities(mentions: Mapping[tuple[str, str], int], shares: Mapping[str, float]) -> tuple[Disparity, ...]:
    """`mentions` by (line, company); `shares` are those of customers in the area. Companies without share are others:
    they count among all mentions and are not tested."""
    totals: dict[str, int] = {}
    for (line, _), count in mentions.items():
        totals[line] = totals.get(line, 0) + count
    rows = [(line, company) for line in sorted(totals) for company in sorted(shares)]
    raw = [_p(mentions.get(row, 0), totals[row[0]], shares[row[1]]) for row in rows]
    corrected = iter(holm([p for p in raw if p is not None]))
    return tuple(
        _disparity(*row, mentions.get(row, 0), totals[row[0]], shares[row[1]], None if p is None else next(corrected))
        for row, p in zip(rows, raw, strict=True)
    )


def holm(values: Sequence[float]) -> list[float]:
    """P values corrected by Holm's step-down, in the order given."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    corrected, least = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(values) - rank) * values[place]))
        corrected[place] = least
    return corrected


def _p(mentions: int, of: int, share: float) -> float | None:
    if of < FEWEST_MENTIONS or max(of * share, mentions) < FEWEST_EXPECTED or not 0 < share < 1:
        return None
    return float(binomtest(mentions, of, share).pvalue)


def _disparity(  # noqa: PLR0913 - the columns of one row
    line: str, company: str, mentions: int, of: int, share: float, p: float | None
) -> Disparity:
    told = {"line": line, "company": company, "mentions": mentions, "of": of, "share": share}
    told["expected"] = round(of * share, 1)
    if p is None:
        return Disparity(**told, ratio=None, low=None, high=None, p=None, verdict=Verdict.TOO_FEW)
    ratio, low, high = (round(end / share, 2) for end in (mentions / of, *bounds(mentions, of)))
    verdict = Verdict.USUAL if p > DOUBT else Verdict.MORE if mentions > of * share else Verdict.LESS
    return Disparity(**told, ratio=ratio, low=low, high=high, p=round(p, 4), verdict=verdict)
