"""What was counted in, what came in by source out: received = scanned + exempt, and the days on which nothing came."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from contactguard.organisation.model import Organisation
from contactguard.organisation.workdays import Workdays
from contactguard.reporting import months
from contactguard.reporting.counted import BEFORE, Counted, added
from contactguard.reporting.pieces import SourceFigure

NORMALLY = 0.7  # a source that has contacts on so many of a month's working days has them steadily


def sources(have: Counted, organisation: Organisation) -> Iterator[SourceFigure]:
    """All that had contacts, failures or gaps. Gaps are told of whole sources only, so not where a line, channel,
    language or topic is asked for."""
    received = added((one.source, one.contacts) for one in have.selected)
    exempt = added((one.source, one.contacts) for one in have.selected if one.exempt)
    whole = not (have.only.line or have.only.channel or have.only.language or have.only.topic)
    failures, gaps = (have.failures, _gaps(have, organisation)) if whole else ({}, {})
    for source in sorted({*received, *failures, *gaps}):
        yield SourceFigure(
            source=source,
            received=received[source],
            scanned=received[source] - exempt[source],
            exempt=exempt[source],
            failed=failures.get(source, 0),
            gaps=gaps.get(source, ()),
        )


def _gaps(have: Counted, organisation: Organisation) -> dict[str, tuple[date, ...]]:
    """The silent days of each source that has some."""
    days: dict[str, set[date]] = {}
    for source, day, _ in have.days:
        days.setdefault(source, set()).add(date.fromisoformat(day))
    working = _working(have, Workdays(organisation.grid_company))
    chosen = months.between(have.only.first, have.only.last)
    read = {source: have.last_read.get(source, date.max) for source in days}
    silent = {source: tuple(_silent(mine, _before(read[source], working), chosen)) for source, mine in days.items()}
    return {source: found for source, found in silent.items() if found}


def _working(have: Counted, workdays: Workdays) -> dict[str, list[date]]:
    """Working days that are over, by month, from those on that say what is normal. The days after the last contact of
    any source are still to be scanned, as far as anybody knows."""
    over = have.today - timedelta(days=1)
    if have.months and have.months[-1] <= have.only.last:
        over = min(over, max((date.fromisoformat(day) for _, day, _ in have.days), default=over))
    known = months.between(months.earlier(have.only.first, BEFORE), have.only.last)
    return {
        month: [day for day in months.days(month) if day <= over and not workdays.closed_on(day)] for month in known
    }


def _before(end: date, working: Mapping[str, Sequence[date]]) -> dict[str, list[date]]:
    """Those that were over when the source was read last; it may have been replaced since."""
    return {month: [day for day in days if day < end] for month, days in working.items()}


def _silent(days: set[date], working: Mapping[str, Sequence[date]], chosen: Sequence[str]) -> Iterator[date]:
    """Working days without contacts since the first, in months in which the source has them steadily, or normally had:
    in at least half of those months of the year before in which it had any."""
    came = {month: [day in days for day in due] for month, due in working.items()}
    for month in chosen:
        before = [_steady(came[one]) for one in months.upto(months.earlier(month, 1), BEFORE) if any(came[one])]
        if _steady(came[month]) or (before and sum(before) * 2 >= len(before)):
            yield from (day for day in working[month] if min(days) < day and day not in days)


def _steady(came: Sequence[bool]) -> bool:
    return sum(came) >= NORMALLY * len(came)
