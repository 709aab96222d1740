from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contactguard.errors import InputError, NotFoundError
from contactguard.organisation.profile import load
from contactguard.policies.finding import Policy
from contactguard.reporting.counting import month_figures
from contactguard.reporting.figures import MonthFigures
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.scans import ScanRepository
from tests.conftest import CORPUS
from tests.factories import make_contact, make_finding

ORGANISATION = load(CORPUS / "profiles" / "struer.toml")
SILENT = date(2026, 10, 14)


@pytest.fixture
async def counts(database: Database) -> CountRepository:
    """Six months, four contacts a working day but for one silent one; October has ten times the usual findings."""
    done = []
    day = date(2026, 5, 1)
    while day <= date(2026, 10, 30):
        if day.weekday() < 5 and day != SILENT:
            done += [contact_of(day, number) for number in range(4)]
        day += timedelta(days=1)
    await kept(database, done, "/data/notes.jsonl")
    return CountRepository(database)


async def kept(database: Database, done: list[Done], source: str) -> None:
    scans = ScanRepository(database, Pseudonyms(b"a secret of this test"), ZoneInfo("Europe/Copenhagen"))
    line = LedgerLine(source, received=len(done), scanned=len(done))
    scan = await scans.begin([line.source], "rules-1")
    await scans.save(scan, "rules-1", done, line)
    await scans.finish(scan, [line])


def contact_of(day: date, number: int) -> Done:
    flagged = number == 0 and (day.month == 10 or day.day == 2)
    text = "Henviste til Struer Energi, ring 97 12 34 56." if flagged else "Målerskift aftalt."
    sent_at = datetime(day.year, day.month, day.day, 9, number, tzinfo=UTC)
    contact = make_contact(f"{day}-{number}", text, sent_at=sent_at, line="billing" if number else "general")
    findings = (make_finding(contact, text),) if flagged else ()
    return Done(contact, content_hash(contact), findings, exempt=number == 3 and day.day == 1)


@pytest.fixture
async def figures(counts: CountRepository) -> MonthFigures:
    return await month_figures(counts, ORGANISATION, "2026-10")


async def test_all_ways_to_count_agree(figures: MonthFigures) -> None:
    assert figures.findings == 21
    assert figures.received == figures.scanned + figures.exempt == 84
    assert figures.exempt == 1
    for parts in (figures.policies, figures.lines, figures.channels, figures.rules):
        assert sum(one.findings for one in parts) == figures.findings
    assert sum(one.flagged.of for one in figures.lines) == figures.scanned
    assert sum(one.received for one in figures.sources) == figures.received
    assert sum(figures.rule_sets.values()) == figures.scanned
    assert [(one.name, one.relation, one.findings) for one in figures.companies] == [("Struer Energi", "affiliate", 21)]


async def test_more_than_chance_explains_is_told_and_nothing_else(figures: MonthFigures) -> None:
    assert figures.beside.change == "above"
    changed = {one.policy for one in figures.policies if one.beside.change != "within"}
    assert changed == {Policy.AFFILIATE_REFERRAL}


async def test_a_silent_working_day_is_a_gap(figures: MonthFigures) -> None:
    assert [one.gaps for one in figures.sources] == [(SILENT,)]


async def test_a_source_without_a_contact_in_the_month_is_listed_where_it_had_them_before(
    database: Database, counts: CountRepository
) -> None:
    days = [date(2026, 8, number) for number in range(1, 32)]
    letters = [contact_of(day, 9) for day in days if day.weekday() < 5]
    await kept(database, letters, "/data/letters")
    told = {one.source: one for one in (await month_figures(counts, ORGANISATION, "2026-10")).sources}
    assert told["/data/letters"].received == 0
    assert len(told["/data/letters"].gaps) == 22


async def test_excerpts_are_masked(figures: MonthFigures) -> None:
    assert figures.excerpts
    assert all("97 12" not in one.excerpt and "[phone]" in one.excerpt for one in figures.excerpts)


async def test_early_months_do_not_say_what_is_usual(counts: CountRepository) -> None:
    first = await month_figures(counts, ORGANISATION, "2026-06")
    assert (first.beside.change, first.earlier, first.later) == ("unknown", "2026-05", "2026-07")


async def test_a_month_that_is_none_or_empty_is_refused(counts: CountRepository) -> None:
    with pytest.raises(InputError, match="not a month"):
        await month_figures(counts, ORGANISATION, "2026-1")
    with pytest.raises(NotFoundError, match="from 2026-05 to 2026-10"):
        await month_figures(counts, ORGANISATION, "2025-10")
