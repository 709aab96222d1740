"""A duty, a line and two periods in, the rates before and after out: did a corrective action help?"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from contactguard.errors import InputError
from contactguard.policies.finding import Policy
from contactguard.reporting.months import checked
from contactguard.reporting.statistics import Rate, rate
from contactguard.reporting.statistics.difference import Difference, difference
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.records import CountFilter


class Measure(StrEnum):
    """What is counted: breaches wait for readers, findings do not."""

    FLAGGED = "flagged"  # contacts with findings, read or not
    BREACHED = "breached"  # contacts with a breach for good


class Period(BaseModel):
    """Whole months, both ends included."""

    model_config = ConfigDict(frozen=True)

    first: str
    last: str


class Asked(BaseModel):
    """The figure to look at; None asks for all duties, or all lines."""

    model_config = ConfigDict(frozen=True)

    measure: Measure = Measure.FLAGGED
    policy: Policy | None = None
    line: str | None = None
    before: Period
    after: Period


class Effect(Asked):
    """The same figure in both periods, and their difference with what chance makes of it."""

    rate_before: Rate
    rate_after: Rate
    difference: Difference = Field(description="After less before.")


async def effect(counts: CountRepository, asked: Asked) -> Effect:
    """Raises InputError for periods that are none, or overlap."""
    for period in (asked.before, asked.after):
        if checked(period.first) > checked(period.last):
            raise InputError("{first} is not before {last}", first=period.first, last=period.last)
    if asked.before.last >= asked.after.first:
        raise InputError("the months after must come after the months before")
    before, after = [await _counted(counts, asked, period) for period in (asked.before, asked.after)]
    return Effect(
        **asked.model_dump(),
        rate_before=rate(*before),
        rate_after=rate(*after),
        difference=difference(before, after),
    )


async def _counted(counts: CountRepository, asked: Asked, period: Period) -> tuple[int, int]:
    only = CountFilter(period.first, period.last, line=asked.line, policy=asked.policy)
    found = sum(getattr(one, asked.measure) for one in await counts.found(only))
    scanned = sum(one.contacts for one in await counts.contacts(only) if not one.exempt)
    return found, scanned
