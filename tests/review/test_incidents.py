"""The incident register over a real store, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from contactguard.accounts.roles import Role
from contactguard.errors import ConflictError, ContactguardError, InputError, NotFoundError
from contactguard.policies.finding import Policy
from contactguard.review.desk import Desk
from contactguard.review.incidents import LONGEST_TEXT, Register, words
from contactguard.review.verdicts import Judgement
from contactguard.store.database import Database
from contactguard.store.register.records import (
    Conclusion,
    FoundBy,
    NewIncident,
    NewTip,
    NewTraining,
    Outcome,
    State,
    Step,
    TipKind,
)
from contactguard.store.review.records import Verdict
from contactguard.store.tables.audit import AuditRow
from tests.factories import NOON, make_contact
from tests.review.conftest import QUOTE, Clock, keep, keep_notes, person

OLGA, BOB = person("Olga", Role.OFFICER), person("Bob")
TODAY = date(2026, 10, 6)
NEW = NewIncident("Henvisning fra kundeservice", date(2026, 10, 5), FoundBy.SCAN, Policy.AFFILIATE_REFERRAL, "other")
FIGURES = {"rate_before": 4.0, "rate_after": 1.0}


@pytest.fixture
def register(database: Database, clock: Clock) -> Register:
    return Register(database, lambda: clock.now.date(), clock)


async def breaches(database: Database, desk: Desk, clock: Clock, count: int) -> list[str]:
    """Findings that are breaches for good, a month later."""
    return await final(desk, clock, await keep_notes(database, count))


async def final(desk: Desk, clock: Clock, prints: list[str]) -> list[str]:
    for one in prints:
        await desk.decide(BOB, one, Judgement(Verdict.BREACH, "as-found", "Nævner kun ét selskab."), alone=True)
    clock.on(days=30)
    await desk.settle()
    return prints


async def acted(register: Register, clock: Clock) -> int:
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    await register.plan(OLGA, number, "Gennemgå scriptet med holdet", "Teamleder", TODAY + timedelta(days=14))
    clock.on(days=3)
    await register.finish(OLGA, number, 1, clock.now.date(), "")
    return number


async def test_an_incident_goes_from_open_to_closed_and_back(register: Register, clock: Clock) -> None:
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    assert (await register.incidents.get(number)).state is State.OPEN
    await register.tell(OLGA, number, Step.CAUSE, "Scriptet var uklart.")
    planned = await register.plan(OLGA, number, "Nyt script", "Teamleder", date(2026, 10, 20))
    assert (planned.state, [one.due for one in planned.to_do]) == (State.OPEN, [date(2026, 10, 20)])
    done = await register.finish(OLGA, number, 1, clock.now.date(), "På mandagsmødet")
    assert (done.state, done.to_do, done.acted_on) == (State.ACTED, (), clock.now.date())
    early = await register.check(OLGA, number, FIGURES, Conclusion.NOT_YET, "For få kontakter")
    assert early.state is State.ACTED
    seen = await register.check(OLGA, number, FIGURES, Conclusion.HELPED, "Faldet")
    assert seen.state is State.CHECKED
    closed = await register.close(OLGA, number, "")
    assert closed.state is State.CLOSED
    again = await register.reopen(OLGA, number, "Det skete igen")
    assert (again.state, again.cause) == (State.OPEN, "Scriptet var uklart.")
    assert [one.figures for one in again.checks] == [FIGURES, FIGURES]


async def test_a_new_action_opens_what_was_checked(register: Register, clock: Clock) -> None:
    number = await acted(register, clock)
    await register.check(OLGA, number, FIGURES, Conclusion.NO_EFFECT, "Uændret")
    planned = await register.plan(OLGA, number, "Oplæring", "Teamleder", date(2026, 11, 1))
    assert planned.state is State.OPEN
    assert [one.number for one in planned.to_do] == [2]


async def test_an_action_takes_longer_only_with_a_reason_and_that_is_kept(register: Register) -> None:
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    await register.plan(OLGA, number, "Nyt script", "Teamleder", date(2026, 10, 20))
    with pytest.raises(InputError, match="why it takes longer"):
        await register.postpone(OLGA, number, 1, date(2026, 11, 20), " ")
    late = await register.postpone(OLGA, number, 1, date(2026, 11, 20), "Sygdom i holdet")
    assert late.actions[0].due == date(2026, 11, 20)
    assert [(one.kind, one.text) for one in late.events][-1] == (Step.POSTPONED, "Sygdom i holdet")


Call = Any
REFUSED: list[tuple[str, Call, type[ContactguardError], str]] = [
    ("a future day", lambda r, n: r.finish(OLGA, n, 1, date(2027, 1, 1), ""), InputError, "still to come"),
    ("no such action", lambda r, n: r.finish(OLGA, n, 2, TODAY, ""), NotFoundError, "no action 2"),
    ("waiting action", lambda r, n: r.close(OLGA, n, "Færdig"), ConflictError, "an action waits"),
    ("nothing done", lambda r, n: r.check(OLGA, n, {}, Conclusion.HELPED, "x"), ConflictError, "no action is done"),
    ("open already", lambda r, n: r.reopen(OLGA, n, "x"), ConflictError, "is open"),
    ("no words", lambda r, n: r.tell(OLGA, n, Step.NOTE, " \n"), InputError, "say what"),
    ("no incident", lambda r, n: r.tell(OLGA, n + 1, Step.NOTE, "x"), NotFoundError, "no incident"),
    ("foreign finding", lambda r, n: r.remove_finding(OLGA, n, "f" * 32), NotFoundError, "does not belong to"),
]


@pytest.mark.parametrize(("call", "error", "told"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_does_not_fit_is_refused(
    register: Register, call: Call, error: type[ContactguardError], told: str
) -> None:
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    before = await register.plan(OLGA, number, "Nyt script", "Teamleder", date(2026, 10, 20))
    with pytest.raises(error, match=told):
        await call(register, number)
    assert await register.incidents.get(number) == before


async def test_a_closed_incident_is_left_alone_until_it_is_opened_again(register: Register) -> None:
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    with pytest.raises(InputError, match="without comparing"):
        await register.close(OLGA, number, "")
    await register.close(OLGA, number, "Enkeltstående, talt igennem med det samme")
    with pytest.raises(ConflictError, match="closed"):
        await register.plan(OLGA, number, "Nyt script", "Teamleder", date(2026, 10, 20))


async def test_several_breaches_belong_to_one_incident_and_each_to_one_only(
    database: Database, desk: Desk, register: Register, clock: Clock
) -> None:
    first, second, third = await breaches(database, desk, clock, 3)
    assert {one.fingerprint for one in await register.incidents.unfollowed()} == {first, second, third}
    number = await register.open(OLGA, NEW, "Tre henvisninger.", [first, second, first])
    other = await register.open(OLGA, NEW, "En til.")
    with pytest.raises(ConflictError, match=f"belongs to incident {number}"):
        await register.add_findings(OLGA, other, [third, first])
    assert [one.fingerprint for one in await register.incidents.unfollowed()] == [third]
    await register.add_findings(OLGA, other, [third])
    assert await register.incidents.of_findings([first, third, "none"]) == {first: number, third: other}
    removed = await register.remove_finding(OLGA, number, first)
    assert removed.findings == (second,)
    assert [one.told for one in removed.events if one.kind is Step.REMOVED] == [{"fingerprint": first}]


async def test_breaches_in_no_incident_come_by_duty_and_line_where_most_are_first(
    database: Database, desk: Desk, register: Register, clock: Clock
) -> None:
    hours = {"outage": [1, 3], "general": [0, 4, 2], "metering": [5]}
    notes = [
        make_contact(f"{line}-{hour}", f"{hour}. {QUOTE}", line=line, sent_at=NOON + timedelta(hours=hour))
        for line, on in hours.items()
        for hour in on
    ]
    await final(desk, clock, await keep(database, *notes))
    expected = [("general", 4), ("general", 2), ("general", 0), ("outage", 3), ("outage", 1), ("metering", 5)]
    every = await register.incidents.unfollowed()
    assert [(one.line, (one.happened_at - NOON) // timedelta(hours=1)) for one in every] == expected
    assert await register.incidents.unfollowed(4) == every[:4]
    counts = await register.incidents.count_unfollowed()
    assert counts == {(Policy.AFFILIATE_REFERRAL, line): len(on) for line, on in hours.items()}


async def test_a_finding_nobody_decided_cannot_join_and_nothing_is_opened(
    database: Database, register: Register
) -> None:
    (fingerprint,) = await keep_notes(database, 1)
    with pytest.raises(ConflictError, match="not decided to be a breach"):
        await register.open(OLGA, NEW, "En henvisning.", [fingerprint])
    assert await register.incidents.all() == []


async def test_words_are_masked_before_they_are_kept_and_none_reaches_the_audit_chain(
    database: Database, register: Register
) -> None:
    number = await register.open(OLGA, NEW, "Kunden på 97 12 34 56 blev henvist.")
    await register.tell(OLGA, number, Step.NOTE, "Skrev til ib@example.dk")
    kept = await register.incidents.get(number)
    assert kept.what == "Kunden på [phone] blev henvist."
    assert kept.events[-1].text == "Skrev til [e-mail]"
    async with database.reading() as session:
        entries = list(await session.exec(select(AuditRow)))
    assert [(one.actor, one.action, one.subject) for one in entries] == [
        ("Olga", "incident", f"incident:{number}"),
        ("Olga", "incident note", f"incident:{number}"),
    ]
    assert not any("henvist" in str(one.details) or "Skrev" in str(one.details) for one in entries)


async def test_a_tip_that_two_officers_open_at_once_becomes_one_incident(register: Register) -> None:
    tip = await register.tip(NewTip(TipKind.TIP, TODAY, "Hørt ved kaffen.", None))
    opening = (register.open(one, NEW, "Hørt ved kaffen.", tip=tip) for one in (OLGA, person("Otto", Role.OFFICER)))
    ended = await asyncio.gather(*opening, return_exceptions=True)
    (kept,) = await register.incidents.all()
    assert [one.incident for one in await register.tips.all()] == [kept.id]
    assert sorted(map(type, ended), key=str) == [ConflictError, int]


async def test_a_tip_becomes_an_incident_or_is_set_aside_once(register: Register) -> None:
    tips = [NewTip(TipKind.TIP, TODAY, "Hørt ved kaffen.", by) for by in ("Alice", None)]
    first, second = [await register.tip(one) for one in tips]
    number = await register.open(OLGA, NEW, "Hørt ved kaffen.", tip=first)
    await register.set_aside(OLGA, second, "Samme sag.")
    assert [(one.outcome, one.incident) for one in await register.tips.all()] == [
        (Outcome.SET_ASIDE, None),
        (Outcome.INCIDENT, number),
    ]
    with pytest.raises(ConflictError, match="already been decided"):
        await register.open(OLGA, NEW, "Igen.", tip=first)
    assert len(await register.incidents.all()) == 1
    assert [one.id for one in await register.tips.told_by("Alice")] == [first]


async def test_who_does_not_want_to_be_named_is_named_nowhere(database: Database, register: Register) -> None:
    await register.tip(NewTip(TipKind.DOUBT, TODAY, "Måske ikke i orden.", None))
    async with database.reading() as session:
        (entry,) = list(await session.exec(select(AuditRow)))
    assert (entry.actor, (await register.tips.all())[0].by) == ("anonymous", None)


TRAINING = NewTraining(date(2026, 10, 1), "Neutral kundekontakt", "Kundeservice", 45, invited=12, attended=11)


async def test_a_training_session_is_linked_to_incidents_and_struck_not_changed(register: Register) -> None:
    number = await register.open(OLGA, NEW, "Kunden blev henvist.")
    session = await register.train(OLGA, NewTraining(**(vars(TRAINING) | {"incidents": (number, number)})))
    (kept,) = await register.training.all()
    assert (kept.id, kept.incidents, kept.attended, kept.struck_by) == (session, (number,), 11, None)
    await register.strike(OLGA, session, "Forkert dato")
    assert [(one.struck_by, one.struck_for) for one in await register.training.all()] == [("Olga", "Forkert dato")]
    with pytest.raises(ConflictError, match="struck already"):
        await register.strike(OLGA, session, "Igen")


@pytest.mark.parametrize(
    "wrong",
    [{"attended": 13}, {"minutes": 0}, {"invited": 0, "attended": 0}, {"subject": " "}, {"held_on": date(2027, 1, 1)}],
    ids=str,
)
async def test_training_that_cannot_be_is_refused(register: Register, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        await register.train(OLGA, NewTraining(**(vars(TRAINING) | wrong)))
    assert await register.training.all() == []


def test_too_many_words_are_told_with_the_number() -> None:
    assert words("x" * LONGEST_TEXT)
    with pytest.raises(InputError, match="4001 characters; the limit is 4000"):
        words("x" * (LONGEST_TEXT + 1))
