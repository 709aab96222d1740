"""What people made of findings, in figures and the words said of them, over a real store."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlmodel import col

from contactguard.accounts.roles import Role
from contactguard.organisation.profile import load
from contactguard.reporting.annual.evidence_contacts import findings as found_in_the_year
from contactguard.reporting.annual.evidence_contacts import reviews as reviews_of_the_year
from contactguard.reporting.annual.form import Question
from contactguard.reporting.annual.records import YearRecords
from contactguard.reporting.counting import month_figures, period_figures
from contactguard.reporting.figures import MonthFigures, Selection
from contactguard.reporting.sentences import breach_note, elusion
from contactguard.reporting.words import Words
from contactguard.review.desk import Desk
from contactguard.review.sampling_desk import SampleDesk
from contactguard.review.verdicts import Judgement
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.review.drawing import DrawRepository
from contactguard.store.review.records import Standing, Verdict
from contactguard.store.review.sample_records import Group
from contactguard.store.scanned.findings import FindingFilter, FindingRepository
from contactguard.store.tables.samples import SampledContactRow
from tests.conftest import CORPUS
from tests.factories import make_contact
from tests.review.conftest import NOON, QUOTE, WORDS, Clock, clock, desk, keep, keep_notes, person

__all__ = ["clock", "desk"]

ORGANISATION = load(CORPUS / "profiles" / "struer.toml")
ENGLISH = Words("en", ZoneInfo("Europe/Copenhagen"))
OLGA, BOB = person("Olga", Role.OFFICER), person("Bob")
BREACH, CLEAR = Judgement(Verdict.BREACH, "as-found", "sent on"), Judgement(Verdict.NO_BREACH, "quoted-words")


async def october(database: Database) -> MonthFigures:
    return await month_figures(CountRepository(database), ORGANISATION, "2026-10")


async def confirm(desk: Desk, clock: Clock, fingerprints: list[str]) -> None:
    for one in fingerprints:
        await desk.decide(BOB, one, BREACH, alone=True)
    clock.on(days=15)
    await desk.settle()


async def test_no_breach_is_claimed_to_be_rare_before_verdicts_are_final(
    database: Database, desk: Desk, clock: Clock
) -> None:
    first, *others = await keep_notes(database, 3)
    assert breach_note(ENGLISH, await october(database)) == "nothing has been judged yet"
    await desk.decide(BOB, first, BREACH)
    for one in others:
        await desk.decide(BOB, one, CLEAR)
    assert breach_note(ENGLISH, await october(database)) == "1 finding is not final yet"
    clock.on(days=15)
    await desk.settle()
    assert breach_note(ENGLISH, await october(database)) == "in 1 contact"


async def test_where_nothing_was_found_no_breach_is_told_with_its_bound(database: Database, desk: Desk) -> None:
    await keep(database, *(make_contact(f"n-{at}", WORDS[at], sent_at=NOON) for at in range(3)), quote="no such words")
    told = await october(database)
    assert breach_note(ENGLISH, told).startswith("0 of 3 means at most")
    year = cast(YearRecords, SimpleNamespace(figures=told, year=2026))
    (said,) = reviews_of_the_year(Question(id="x", text={"en": "?"}), year, ENGLISH)
    assert (said.text, said.missing) == ("There was no finding to judge.", False)


async def test_a_confirmed_breach_stays_a_finding_when_new_rules_no_longer_raise_it(
    database: Database, desk: Desk, clock: Clock
) -> None:
    notes = [make_contact(f"n-{at}", f"{WORDS[at]}. {QUOTE}", sent_at=NOON + timedelta(hours=at)) for at in range(3)]
    prints = await keep(database, *notes)
    await desk.decide(BOB, prints[2], CLEAR, alone=True)
    await confirm(desk, clock, prints[:2])
    await keep(database, *notes, quote="no such words", rule_set="r2")
    told = await october(database)
    assert (told.findings, told.breaches, told.flow.flagged, told.flow.reviewed, told.flow.breached) == (2, 2, 2, 2, 2)
    for parts in (told.policies, told.companies, told.rules, told.cells):
        assert [(one.findings, one.breaches) for one in parts if one.breaches] == [(2, 2)]
    listed = await FindingRepository(database).page(FindingFilter(first="2026-10", last="2026-10"))
    assert {one.fingerprint for one in listed.findings} == set(prints[:2])
    assert {one.fingerprint for one in told.excerpts} == set(prints[:2])
    drawn = (await DrawRepository(database).population("2026-10", "2026-10")).candidates
    assert {one.kind.group: one.ids for one in drawn} == {Group.FLAGGED: ("n-0", "n-1"), Group.SILENT: ("n-2",)}
    year = cast(YearRecords, SimpleNamespace(figures=told, year=2026))
    (said,) = found_in_the_year(Question(id="x", text={"en": "?"}), year, ENGLISH)
    assert said.text == "The scan raised 2 findings. After review 2 of them are breaches."


async def test_the_gravest_statements_are_breaches_first_and_none_that_was_cleared(
    database: Database, desk: Desk, clock: Clock
) -> None:
    cleared, waiting, breach = await keep_notes(database, 3)
    await desk.decide(BOB, cleared, CLEAR)
    await confirm(desk, clock, [breach])
    assert [(one.fingerprint, one.standing) for one in (await october(database)).excerpts] == [
        (breach, Standing.BREACH),
        (waiting, Standing.OPEN),
    ]


async def test_two_breaches_of_one_contact_are_no_two_events(database: Database, desk: Desk, clock: Clock) -> None:
    other = "Struer Energi er billigst"
    days = [NOON - timedelta(days=number) for number in (70, 40, 20, 0)]
    notes = [make_contact(f"n-{at}", f"{WORDS[at]}. {QUOTE}. {other}.", sent_at=day) for at, day in enumerate(days)]
    await confirm(desk, clock, await keep(database, *notes))
    await confirm(desk, clock, await keep(database, *notes, quote=other, rule_set="r2"))
    told = await october(database)
    assert [round(point.value) for point in told.control.points] == [30, 20, 20]
    assert not any(point.signal for point in told.control.points)


@pytest.mark.parametrize(("apart", "signal"), [(timedelta(0), False), (timedelta(minutes=20), True)])
async def test_breaches_of_one_day_without_times_are_no_signal(
    database: Database, desk: Desk, clock: Clock, apart: timedelta, signal: bool
) -> None:
    days = [NOON - timedelta(days=number) for number in (120, 90, 60, 30, 0)]
    notes = [make_contact(f"n-{at}", f"{WORDS[at]}. {QUOTE}", sent_at=day) for at, day in enumerate(days)]
    notes.append(make_contact("n-last", f"Flytning. {QUOTE}", sent_at=NOON + apart))
    await confirm(desk, clock, await keep(database, *notes))
    assert (await october(database)).control.points[-1].signal is signal


@pytest.mark.parametrize(("first", "unknown"), [("2026-10", 0), ("2026-09", 20)])
async def test_recall_speaks_of_the_months_that_were_sampled(
    database: Database, desk: Desk, clock: Clock, first: str, unknown: int
) -> None:
    def month(number: int) -> list[Any]:
        sent_at = NOON.replace(month=number)
        silent = [make_contact(f"s-{number}-{at}", f"Oplyste {at}.", sent_at=sent_at) for at in range(20)]
        return silent + [make_contact(f"f-{number}-{at}", f"{WORDS[at]}. {QUOTE}", sent_at=sent_at) for at in range(4)]

    await confirm(desk, clock, await keep(database, *month(9), *month(10)))
    samples = SampleDesk(database, timedelta(minutes=15), clock)
    number = await samples.draw(OLGA, "2026-10", "2026-10", 60, 1)
    async with database.session() as session:
        await session.exec(
            update(SampledContactRow).where(col(SampledContactRow.sample_id) == number).values(verdict="no breach")
        )
    selection = Selection(first=first, last="2026-10")
    told = (await period_figures(CountRepository(database), ORGANISATION, selection)).missed
    assert told is not None
    assert told.elusion is not None
    assert told.recall is not None
    assert told.recall.low == pytest.approx(4 / (4 + 20 * (1 - 0.0125 ** (1 / told.reviewed))), abs=0.02)
    assert told.uncovered == unknown
    assert (f"Nothing is known of {unknown} more" in elusion(ENGLISH, told, told.elusion)) is bool(unknown)
