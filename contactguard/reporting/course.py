"""What was counted in, its course over time out: months beside those before them, and control charts of breaches."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from zoneinfo import ZoneInfo

from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Policy
from contactguard.reporting import months
from contactguard.reporting.counted import BEFORE, SHOWN, Counted, added
from contactguard.reporting.pieces import (
    Beside,
    Change,
    Control,
    ControlPoint,
    MonthPoint,
    PolicySeries,
    SeriesPoint,
)
from contactguard.reporting.statistics.control import Kind, fitting, quarter, time_between, usual_range
from contactguard.reporting.statistics.intervals import rate


def beside(have: Counted, month: str, policy: str = "") -> Beside:
    """Contacts with findings of a month beside the twelve before it."""
    flagged, scanned = have.month_sums("flagged", policy), have.scanned_by_month
    before = [one for one in months.upto(months.earlier(month, 1), BEFORE) if scanned[one]]
    usual = usual_range([(flagged[one], scanned[one]) for one in before], scanned[month])
    if usual is None:
        return Beside(change=Change.UNKNOWN, months=len(before))
    now = rate(flagged[month], scanned[month]).per_1000 or 0.0
    change = Change.ABOVE if now > usual.high else Change.BELOW if now < usual.low else Change.WITHIN
    return Beside(change=change, months=len(before), mean=usual.mean, low=usual.low, high=usual.high)


def trend(have: Counted) -> Iterator[MonthPoint]:
    """The months of the selection, thirteen at least, as far as there are contacts."""
    sums = {name: have.month_sums(name) for name in ("findings", "breaches", "flagged", "breached")}
    for month in shown(have):
        usual = beside(have, month)
        scanned = have.scanned_by_month[month]
        yield MonthPoint(
            month=month,
            findings=sums["findings"][month],
            breaches=sums["breaches"][month],
            flagged=rate(sums["flagged"][month], scanned),
            breached=rate(sums["breached"][month], scanned),
            low=usual.low,
            high=usual.high,
        )


def series(have: Counted) -> Iterator[PolicySeries]:
    """The same months for each duty asked for."""
    for policy in Policy:
        if have.only.policy in (None, policy):
            flagged = have.month_sums("flagged", policy.value)
            points = (
                SeriesPoint(month=month, flagged=rate(flagged[month], have.scanned_by_month[month]))
                for month in shown(have)
            )
            yield PolicySeries(policy=policy, points=tuple(points))


def control(have: Counted, organisation: Organisation) -> Control:
    """Breaches by month, by quarter, or the days between them, as their number allows."""
    kind = control_kind(have)
    if kind is Kind.BETWEEN:
        zone = organisation.grid_company.zone
        return Control(kind=kind, points=tuple(_between(have, zone)))
    return Control(kind=kind, points=tuple(_charted(have, kind)))


def control_kind(have: Counted) -> Kind:
    breached = have.month_sums("breached")
    return fitting([(breached[month], have.scanned_by_month[month]) for month in shown(have)])


def shown(have: Counted) -> list[str]:
    first = min(have.only.first, months.earlier(have.only.last, SHOWN - 1))
    return [month for month in months.between(first, have.only.last) if month in have.months]


def _charted(have: Counted, kind: Kind) -> Iterator[ControlPoint]:
    """Each point beside what all before it make usual."""
    named = {month: quarter(month) if kind is Kind.QUARTERS else month for month in sorted(have.scanned_by_month)}
    found = added((named[month], count) for month, count in have.month_sums("breached").items() if month in named)
    of = added((named[month], count) for month, count in have.scanned_by_month.items())
    wanted = {named[month] for month in shown(have) if month in named}
    before: list[tuple[int, int]] = []
    for at in sorted(of):
        usual = usual_range(before[-BEFORE:], of[at])
        before.append((found[at], of[at]))
        if at in wanted and of[at]:
            value = rate(found[at], of[at]).per_1000 or 0.0
            low, high = (usual.low, usual.high) if usual else (None, None)
            signal = high is not None and value > high
            yield ControlPoint(at=at, value=value, found=found[at], of=of[at], low=low, high=high, signal=signal)


def _between(have: Counted, zone: ZoneInfo) -> Iterator[ControlPoint]:
    """Each breach with the days since the one before; many breaches soon after one another are the signal."""
    moments: Sequence[float] = [moment.timestamp() / 86_400 for moment in have.breaches]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    limits = time_between(gaps)
    for moment, gap in zip(have.breaches[1:], gaps, strict=True):
        low, high = (round(limits.low, 2), round(limits.high, 1)) if limits else (None, None)
        day = moment.astimezone(zone).date().isoformat()
        # Breaches of one moment, such as those of contacts with a day and no time, are not told apart by a gap.
        signal = limits is not None and 0 < gap < limits.low
        yield ControlPoint(at=day, value=round(gap, 2), found=1, of=1, low=low, high=high, signal=signal)
