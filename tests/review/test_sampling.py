"""Samples: the draw as a pure function, and the desk over a real store on both databases."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from contactguard.accounts.roles import Role
from contactguard.contacts.model import Channel
from contactguard.errors import ConflictError, InputError
from contactguard.policies.finding import Policy
from contactguard.review.incidents import Register
from contactguard.review.sampling import LEAST, allocate, draw, plan
from contactguard.review.sampling_desk import Reading, SampleDesk, find_words
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.records import CountFilter
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import AliasRepository
from contactguard.store.register.records import FoundBy, NewIncident, Sampled
from contactguard.store.review.records import LONGEST_READ, Verdict
from contactguard.store.review.sample_records import Candidates, Group, Kind, Population
from contactguard.store.tables.samples import SampledContactRow
from tests.factories import make_contact
from tests.review.conftest import PSEUDONYMS, QUOTE, Clock, keep, person

OLGA, BOB, BEA = person("Olga", Role.OFFICER), person("Bob"), person("Bea")
MONTH = "2026-10"


def candidates(group: Group, line: str, count: int, characters: float = 600) -> Candidates:
    ids = tuple(f"{group}-{line}-{number:04d}" for number in range(count))
    return Candidates(Kind(group, line, "call_note"), ids, characters)


@pytest.fixture
def samples(database: Database, clock: Clock) -> SampleDesk:
    return SampleDesk(database, timedelta(minutes=15), clock)


async def keep_some(database: Database) -> None:
    """Twelve silent notes by Alice, eight by others, and three flagged."""
    silent = [make_contact(f"s-{n:02d}", f"Oplyste måler {n}.", agent="Alice" if n < 12 else "Arne") for n in range(20)]
    flagged = [make_contact(f"f-{n}", f"{QUOTE}. Sag {n}.", agent="Arne") for n in range(3)]
    await keep(database, *silent, *flagged)


@pytest.mark.parametrize(
    ("sizes", "count", "expected"),
    [
        ([60, 30, 10], 50, [30, 15, 5]),  # by size
        ([100, 50, 3, 1], 20, [12, 5, 2, 1]),  # the least first, never more than there are
        ([100, 50, 3, 1], 5, [2, 1, 1, 1]),  # one each where two do not reach
        ([100, 50, 3, 1], 3, [1, 1, 1, 0]),  # the largest where one each does not
        ([5, 5], 20, [5, 5]),
        ([7], 0, [0]),
    ],
)
def test_a_stratum_gets_its_share_and_no_small_one_is_passed_over(
    sizes: list[int], count: int, expected: list[int]
) -> None:
    assert allocate(sizes, count) == expected


def test_most_of_the_time_goes_to_what_the_scan_passed_over() -> None:
    population = Population((candidates(Group.SILENT, "general", 900), candidates(Group.FLAGGED, "general", 100)), 3)
    chosen = plan(population, 90, {})
    drawn = Counter({one.kind.group: one.drawn for one in chosen.strata})
    assert drawn == {Group.SILENT: 70, Group.FLAGGED: 20}
    assert (chosen.minutes, chosen.wordless) == (90, 3)


def test_time_that_few_flagged_contacts_do_not_need_goes_to_the_silent_ones() -> None:
    population = Population((candidates(Group.SILENT, "general", 900), candidates(Group.FLAGGED, "general", 3)), 0)
    drawn = {one.kind.group: one.drawn for one in plan(population, 90, {}).strata}
    assert drawn == {Group.SILENT: 87, Group.FLAGGED: 3}


def test_what_readers_took_lately_counts_more_than_length() -> None:
    population = Population((candidates(Group.SILENT, "general", 900, characters=10_000),), 0)
    assert plan(population, 60, {"call_note": 60.0}).drawn == 60
    assert plan(population, 60, {"email": 60.0}).drawn < 10


def test_the_same_seed_draws_the_same_contacts_and_another_others() -> None:
    strata = tuple(candidates(Group.SILENT, line, 200) for line in ("billing", "general", "technical"))
    chosen = plan(Population(strata, 0), 60, {})
    assert draw(chosen, 7) == draw(chosen, 7)
    assert draw(chosen, 7) != draw(chosen, 8)
    drawn, order = draw(chosen, 7)
    assert sorted(order) == sorted(id_ for one in drawn for id_ in one.ids)
    assert order != sorted(order)
    assert all(len(one.ids) >= LEAST for one in drawn)


async def test_a_sample_is_drawn_read_and_told(samples: SampleDesk, database: Database) -> None:
    await keep_some(database)
    number = await samples.draw(OLGA, MONTH, MONTH, 10, seed=1)
    drawn = (await samples.samples.get(number)).drawn
    assert drawn > 10
    while reading := await samples.next(BOB):
        place = reading.sampled.sample, reading.sampled.position
        missed = reading.sampled.contact_id == "s-13"
        await samples.judge(BOB, *place, {Policy.AFFILIATE_REFERRAL: "oplyste  MÅLER"} if missed else None)
    told = await samples.samples.get(number)
    assert (told.read, told.waiting) == (drawn, 0)
    strata = {one.kind.group: (one.population, one.read) for one in await samples.samples.strata(number)}
    assert strata[Group.SILENT][0] == 20
    assert strata[Group.FLAGGED][0] == 3
    contacts = await samples.samples.contacts(number)
    marks = [mark for one in contacts if one.given for mark in one.given.marks]
    assert [(mark.start, mark.end) for mark in marks] == [(0, 13)] * told.missed
    actions = Counter([entry.action for entry in (await AuditRepository(database).page(limit=100)).entries])
    assert (actions["sample"], actions["sample verdict"]) == (1, drawn)


@pytest.mark.parametrize(
    ("drawn_from", "asked_from", "reviewed"),
    [(MONTH, MONTH, [23, 0]), ("2026-09", "2026-09", [23, 0]), ("2026-09", MONTH, [23])],  # the last: of one sample
)
async def test_a_contact_read_in_two_samples_counts_once_among_those_asked_for(
    samples: SampleDesk, database: Database, drawn_from: str, asked_from: str, reviewed: list[int]
) -> None:
    await keep_some(database)
    for first in (drawn_from, MONTH):
        await samples.draw(OLGA, first, MONTH, 600, seed=1)
    async with database.session() as session:
        await session.exec(update(SampledContactRow).values(verdict="breach"))
    counted = Counter[int]()
    for one in await CountRepository(database).strata(CountFilter(asked_from, MONTH)):
        assert one.breaches == one.reviewed
        counted[one.sample] += one.reviewed
    assert [count for _, count in sorted(counted.items())] == reviewed


async def test_a_contact_left_unread_in_one_sample_counts_in_the_next(samples: SampleDesk, database: Database) -> None:
    await keep_some(database)
    unread, read = [await samples.draw(OLGA, MONTH, MONTH, 600, seed=1) for _ in range(2)]
    async with database.session() as session:
        second = col(SampledContactRow.sample_id) == read
        await session.exec(update(SampledContactRow).where(second).values(verdict="breach"))
    counted = Counter[int]()
    for one in await CountRepository(database).strata(CountFilter(MONTH, MONTH)):
        counted[one.sample] += one.reviewed
    assert counted == {unread: 0, read: 23}


async def begun(samples: SampleDesk, database: Database) -> tuple[int, Reading]:
    """A sample drawn, and the first of its contacts, which Bob reads."""
    await keep_some(database)
    number = await samples.draw(OLGA, MONTH, MONTH, 600)
    reading = await samples.next(BOB)
    assert reading is not None
    return number, reading


async def test_nobody_reads_contacts_of_her_own(samples: SampleDesk, database: Database) -> None:
    await keep_some(database)
    number = await samples.draw(OLGA, MONTH, MONTH, 600)
    alice = person("Alice", pseudonym=PSEUDONYMS.of("Alice"))
    assert await samples.waiting(BOB) == (23, 34)
    assert (await samples.waiting(alice))[0] == 11
    hers = next(one for one in await samples.samples.contacts(number) if one.contact_id == "s-00")
    with pytest.raises(ConflictError, match="your own"):
        await samples.open(alice, number, hers.position)
    known, other = PSEUDONYMS.of("Alice") or "", PSEUDONYMS.of("a@struer.example") or ""
    await AliasRepository(database).add(known, other, by="Olga")
    await keep(database, make_contact("s-00", "Oplyste måler 0.", agent="a@struer.example"))
    assert (await samples.waiting(alice))[0] == 11


async def test_two_never_read_the_same_until_the_time_is_over(
    samples: SampleDesk, database: Database, clock: Clock
) -> None:
    await keep_some(database)
    await samples.draw(OLGA, MONTH, MONTH, 600)
    first, second = await samples.next(BOB), await samples.next(BEA)
    assert first is not None
    assert second is not None
    assert first.sampled.position != second.sampled.position
    with pytest.raises(ConflictError, match="somebody else"):
        await samples.judge(BEA, 1, first.sampled.position, None)
    clock.on(minutes=16)
    again = await samples.next(BEA)
    assert again is not None
    assert again.sampled.position == first.sampled.position
    with pytest.raises(ConflictError, match="ran out"):
        await samples.judge(BOB, 1, first.sampled.position, None)


async def test_the_last_verdict_can_be_taken_back_for_an_hour(
    samples: SampleDesk, database: Database, clock: Clock
) -> None:
    number, reading = await begun(samples, database)
    clock.on(seconds=40)
    done = await samples.judge(BOB, number, reading.sampled.position, None, "Intet.")
    assert done.given is not None
    assert (done.given.verdict, done.given.note, done.seconds) == (Verdict.NO_BREACH, "Intet.", 40)
    assert (await samples.take_back(BOB)).position == done.position
    assert (await samples.samples.contact(number, done.position)).given is None
    reopened = await samples.open(BOB, number, done.position)
    await samples.judge(BOB, number, reopened.sampled.position, None)
    clock.on(hours=2)
    with pytest.raises(ConflictError, match="taken back"):
        await samples.take_back(BOB)


async def test_a_breach_in_an_incident_is_not_taken_back(samples: SampleDesk, database: Database, clock: Clock) -> None:
    number, reading = await begun(samples, database)
    position = reading.sampled.position
    contact = reading.sampled.contact_id or ""
    words = QUOTE if contact.startswith("f") else "Oplyste måler"
    await samples.judge(BOB, number, position, {Policy.AFFILIATE_REFERRAL: words})
    stale = await samples.may_take_back(BOB)
    assert stale is not None
    register = Register(database, lambda: clock.now.date(), clock)
    incident = await register.open(OLGA, NewIncident("Overset", clock.now.date(), FoundBy.SAMPLE), "Nævnte ét selskab.")
    await register.add_sampled(OLGA, incident, Sampled(number, position))
    assert await samples.may_take_back(BOB) is None
    with pytest.raises(ConflictError, match="taken back"):
        await samples.take_back(BOB)
    with pytest.raises(ConflictError, match="belongs to incident"):
        await samples.samples.take_back(stale, "Bob")


async def test_of_two_incidents_opened_at_once_for_a_contact_of_a_sample_one_is_kept(
    samples: SampleDesk, database: Database, clock: Clock
) -> None:
    number, reading = await begun(samples, database)
    place = Sampled(number, reading.sampled.position)
    words = QUOTE if (reading.sampled.contact_id or "").startswith("f") else "Oplyste måler"
    await samples.judge(BOB, *place, {Policy.AFFILIATE_REFERRAL: words})
    register = Register(database, lambda: clock.now.date(), clock)
    new = NewIncident("Overset", clock.now.date(), FoundBy.SAMPLE)
    opening = (register.open(OLGA, new, "Nævnte ét selskab.", sampled=place) for _ in range(3))
    told = await asyncio.gather(*opening, return_exceptions=True)
    assert [type(one) for one in told if isinstance(one, BaseException)] == [ConflictError] * 2
    (incident,) = await register.incidents.all()
    assert incident.sampled == (place,)


async def test_who_was_called_away_from_a_contact_was_not_reading_it(
    samples: SampleDesk, database: Database, clock: Clock
) -> None:
    number, reading = await begun(samples, database)
    clock.on(days=3)
    assert (await samples.judge(BOB, number, reading.sampled.position, None)).seconds == LONGEST_READ


async def test_a_verdict_stands_once_its_reader_sees_what_the_scan_said(
    samples: SampleDesk, database: Database
) -> None:
    number, reading = await begun(samples, database)
    position = reading.sampled.position
    with pytest.raises(ConflictError, match="once somebody has read"):
        await samples.compare(BOB, number, position)
    await samples.judge(BOB, number, position, None)
    assert (await samples.compare(OLGA, number, position)).compared_at is None  # it is Bob's verdict
    stale = await samples.may_take_back(BOB)
    assert stale is not None
    assert (await samples.compare(BOB, number, position)).compared_at is not None
    await samples.compare(BOB, number, position)
    assert await samples.may_take_back(BOB) is None
    with pytest.raises(ConflictError, match="taken back"):
        await samples.take_back(BOB)
    with pytest.raises(ConflictError, match="seen since"):
        await samples.samples.take_back(stale, "Bob")
    logged = [one async for one in AuditRepository(database).entries() if one.action == "sample compared"]
    assert [(one.actor, one.subject, one.details) for one in logged] == [
        ("Bob", f"sample:{number}", {"position": position})
    ]


@pytest.mark.parametrize(
    ("first", "last", "minutes"), [("2026-10", "2026-09", 10), ("x", "2026-09", 10), ("2026-10", "2026-10", 0)]
)
async def test_a_draw_without_sense_is_refused(samples: SampleDesk, first: str, last: str, minutes: int) -> None:
    with pytest.raises(InputError):
        await samples.draw(OLGA, first, last, minutes)


async def test_nothing_to_draw_is_told(samples: SampleDesk) -> None:
    with pytest.raises(InputError, match="nothing to draw"):
        await samples.draw(OLGA, MONTH, MONTH, 60)


def test_words_that_do_not_stand_there_are_refused() -> None:
    contact = make_contact(text="Henviste kunden\n til Struer Energi.")
    mark = find_words(contact, Policy.AFFILIATE_REFERRAL, "kunden til struer")
    assert contact.messages[0].text[mark.start : mark.end] == "kunden\n til Struer"
    for words in ("kunden til Norlys", "  "):
        with pytest.raises(InputError):
            find_words(contact, Policy.AFFILIATE_REFERRAL, words)


async def test_a_contact_with_an_agents_notes_in_two_channels_has_two_strata(
    samples: SampleDesk, database: Database
) -> None:
    await keep(database, make_contact("a", "Ja."), make_contact("b", "Ja.", channel=Channel.EMAIL))
    kinds = [one.kind.channel for one in (await samples.plan(MONTH, MONTH, 10)).strata]
    assert kinds == ["call_note", "email"]
