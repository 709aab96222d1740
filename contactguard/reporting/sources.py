"""What was counted in, what came in by source out: received = scanned + exempt, and the days on which nothing came."""

from collections.abc import Iterator
from datetime import date

from contactguard.organisation.model import Organisation
from contactguard.organisation.workdays import Workdays
from contactguard.reporting import months
from contactguard.reporting.counted import Counted, added
from contactguard.reporting.pieces import SourceFigure

NORMALLY = 0.7  # a source that has contacts on so many of a month's working days normally has some


def sources(have: Counted, organisation: Organisation) -> Iterator[SourceFigure]:
    """Gaps are told of whole sources only, so not where a line, channel, language or topic is asked for."""
    received = added((one.source, one.contacts) for one in have.selected)
    exempt = added((one.source, one.contacts) for one in have.selected if one.exempt)
    whole = not (have.only.line or have.only.channel or have.only.language or have.only.topic)
    workdays = Workdays(organisation.grid_company)
    for source in sorted({*received, *(have.failures if whole else ())}):
        days = {date.fromisoformat(day) for name, day, _ in have.days if name == source}
        yield SourceFigure(
            source=source,
            received=received[source],
            scanned=received[source] - exempt[source],
            exempt=exempt[source],
            failed=have.failures.get(source, 0) if whole else 0,
            gaps=tuple(_gaps(days, have, workdays)) if whole else (),
        )


def _gaps(days: set[date], have: Counted, workdays: Workdays) -> Iterator[date]:
    """Working days without contacts. The days after the last one are still to come, as far as anybody knows."""
    for month in months.between(have.only.first, have.only.last):
        due = [day for day in months.days(month) if days and day <= max(days) and not workdays.closed_on(day)]
        silent = [day for day in due if day not in days]
        if len(due) - len(silent) >= NORMALLY * len(due):
            yield from silent
