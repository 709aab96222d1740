"""The desk over a real store, on SQLite and PostgreSQL alike."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from contactguard.accounts.roles import Actor, Role
from contactguard.contacts.model import Channel, Contact
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.policies.finding import Severity
from contactguard.review.desk import Desk, Work
from contactguard.review.incidents import Register
from contactguard.review.verdicts import Judgement, drawn
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.store.answers.versions import AnswerRepository
from contactguard.store.audit.reading import AuditFilter, AuditRepository
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.records import CountFilter
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import AliasRepository
from contactguard.store.privacy.persons import Found, PersonRepository
from contactguard.store.privacy.retention import delete_words
from contactguard.store.register.records import FoundBy, NewIncident
from contactguard.store.review.records import Kind, Standing, Verdict
from tests.factories import NOON, make_contact
from tests.review.conftest import PSEUDONYMS, QUOTE, Clock, keep, keep_notes, make_desk, person

BOB, BEA, OLGA, OLE = person("Bob"), person("Bea"), person("Olga", Role.OFFICER), person("Ole", Role.OFFICER)
ALICE = person("Alice", Role.AGENT, pseudonym=PSEUDONYMS.of("Alice"))
BREACH = Judgement(Verdict.BREACH, "as-found", "Nævner kun Struer Energi.")
CLEAR = Judgement(Verdict.NO_BREACH, "customer-wish")


async def standing(desk: Desk, fingerprint: str) -> Standing:
    stands = (await desk.history(fingerprint)).standing
    return stands.standing if stands else Standing.OPEN


async def queue(desk: Desk, actor: Actor) -> list[str]:
    """What she is given one after the other, putting each off; the desk tells her how many decisions that is."""
    found: list[str] = []
    told = await desk.work(actor)
    while (task := await desk.take(actor, after=found[-1] if found else "")) and task.fingerprint not in found:
        found.append(task.fingerprint)
    assert len(found) == told.decisions
    return found


async def of_alice(desk: Desk) -> tuple[list[str], list[str]]:
    """What she may dispute, and all others."""
    alice = ALICE.pseudonym or ""
    return await desk.of_agent(alice, disputable=True), await desk.of_agent(alice, disputable=False)


async def test_the_oldest_of_equal_findings_is_read_first_and_leaves_the_queue_when_decided(
    desk: Desk, database: Database
) -> None:
    first, second = await keep_notes(database, 2)
    task = await desk.take(BOB)
    assert task is not None
    assert task.fingerprint == first
    await desk.decide(BOB, first, CLEAR)
    assert await queue(desk, BOB) == [second]
    assert await standing(desk, first) is Standing.NO_BREACH


async def test_what_somebody_reads_is_not_given_to_another_until_the_time_is_over(
    desk: Desk, database: Database, clock: Clock
) -> None:
    first, second = await keep_notes(database, 2)
    await desk.open(BOB, first)
    assert await queue(desk, BEA) == [second]
    with pytest.raises(ConflictError, match="somebody else is reading"):
        await desk.decide(BEA, first, CLEAR)
    clock.on(minutes=15)
    assert await queue(desk, BEA) == [first, second]
    await desk.decide(BEA, first, CLEAR)


async def test_opening_another_gives_the_first_free(desk: Desk, database: Database) -> None:
    first, second = await keep_notes(database, 2)
    await desk.open(BOB, first)
    await desk.open(BOB, second)
    assert await queue(desk, BEA) == [first]


async def test_no_two_readers_at_once_take_the_same(desk: Desk, database: Database) -> None:
    await keep_notes(database, 6)
    readers = [person(f"reader {number}") for number in range(8)]
    tasks = await asyncio.gather(*(desk.take(one) for one in readers))
    taken = Counter(task.fingerprint for task in tasks if task)
    assert (len(taken), set(taken.values())) == (6, {1})


async def test_of_two_verdicts_at_once_one_is_kept(desk: Desk, database: Database) -> None:
    (only,) = await keep_notes(database, 1)
    told = await asyncio.gather(
        *(desk.decide(person(f"reader {number}"), only, BREACH) for number in range(6)), return_exceptions=True
    )
    assert [type(one) for one in told if isinstance(one, BaseException)] == [ConflictError] * 5
    assert len((await desk.history(only)).verdicts) == 1


async def test_own_contacts_and_answers_are_somebody_elses(desk: Desk, database: Database) -> None:
    (hers,) = await keep(database, make_contact("a", QUOTE, agent="Alice"))
    (written,) = await keep(
        database, make_contact("b", "Ring til Struer Energi, de hjælper"), quote="Ring til Struer Energi, de hjælper"
    )
    written_text = {"title": "Ny kunde", "say": ["Ring til Struer Energi, de hjælper dig gerne."]}
    await AnswerRepository(database).add_version("new-customer-da", written_text, "Erna")
    alice, erna = person("Alice", pseudonym=PSEUDONYMS.of("Alice")), person("Erna")
    assert [(await desk.work(one)).findings for one in (alice, erna, BOB)] == [1, 1, 2]
    assert (await queue(desk, alice), await queue(desk, erna)) == ([written], [hers])
    for actor, fingerprint in ((alice, hers), (erna, written)):
        for step in (desk.open(actor, fingerprint), desk.decide(actor, fingerprint, CLEAR)):
            with pytest.raises(ConflictError, match="somebody else must decide"):
                await step


@pytest.mark.parametrize("of_account", ["Alice", "alice@struer.example"])
@pytest.mark.parametrize("applied", [False, True])
async def test_a_contact_is_ones_own_under_any_name(
    desk: Desk, database: Database, of_account: str, applied: bool
) -> None:
    (before,) = await keep(database, make_contact("a", f"Flytning. {QUOTE}", agent="Alice"))
    aliases, accounts = AliasRepository(database), AccountRepository(database)
    await accounts.add("Alice", [Role.REVIEWER, Role.AGENT], by="Ida", pseudonym=PSEUDONYMS.of(of_account))
    await aliases.add(ALICE.pseudonym or "", PSEUDONYMS.of("alice@struer.example") or "", by="Olga")
    (since,) = await keep(database, make_contact("b", f"Regning. {QUOTE}", agent="Alice"))
    if applied:
        await aliases.apply(by="Olga")
    alice = (await accounts.named("Alice")).actor
    assert ((await desk.work(alice)).findings, (await desk.work(BOB)).findings) == (0, 2)
    for fingerprint in (before, since):
        for step in (desk.open(alice, fingerprint), desk.decide(alice, fingerprint, CLEAR)):
            with pytest.raises(ConflictError, match="your own"):
                await step
    assert set(await desk.of_agent(alice.pseudonym or "", disputable=False)) == {before, since}
    assert await desk.decided.names_besides(alice.pseudonym or "") == []
    for fingerprint in (before, since):
        await desk.decide(BOB, fingerprint, BREACH)
        await desk.dispute(alice, fingerprint, "Kunden bad selv om nummeret.")


async def test_one_decision_serves_a_newsletter_with_a_verdict_each(
    desk: Desk, database: Database, clock: Clock
) -> None:
    letters = [make_contact(f"l-{number}", f"Kunde {number}: {QUOTE}", channel=Channel.LETTER) for number in range(12)]
    prints = await keep(database, *letters)
    work = await desk.work(BOB)
    assert (work.findings, work.decisions) == (12, 1)
    task = await desk.take(BOB)
    assert task is not None
    clock.on(seconds=30)
    assert sorted(await desk.decide(BOB, task.fingerprint, BREACH)) == sorted(prints)
    told = [await desk.history(one) for one in prints]
    assert {(len(one.verdicts), one.verdicts[0].shown) for one in told} == {(1, task.fingerprint)}
    assert [one.verdicts[0].seconds for one in told if one.verdicts[0].seconds] == [30]
    assert await desk.take_back(BOB) == task.fingerprint
    assert [await standing(desk, one) for one in prints] == [Standing.OPEN] * 12


async def test_one_of_a_group_can_be_decided_alone(desk: Desk, database: Database) -> None:
    prints = await keep(database, *(make_contact(f"l-{n}", QUOTE, channel=Channel.LETTER) for n in range(3)))
    task = await desk.open(BOB, prints[1])
    assert sorted(task.alike) == sorted([prints[0], prints[2]])
    assert await desk.decide(BOB, prints[1], CLEAR, alone=True) == [prints[1]]
    work = await desk.work(BEA)
    assert (work.findings, work.decisions) == (2, 1)


async def pairs(database: Database, month: str) -> list[tuple[str, str]]:
    """Both verdicts on findings that two people judged, as figures count them."""
    counted = await CountRepository(database).decisions(CountFilter(month, month))
    return [(one.first, one.last) for one in counted for _ in range(one.findings)]


async def test_a_second_verdict_is_blind_and_by_another(database: Database, clock: Clock) -> None:
    desk = make_desk(database, clock, share=1)
    (only,) = await keep_notes(database, 1)
    await desk.decide(BOB, only, BREACH)
    assert (await standing(desk, only), (await desk.history(only)).known) == (Standing.OPEN, ())
    assert (await queue(desk, BOB), (await desk.work(BEA)).findings) == ([], 1)
    with pytest.raises(ConflictError, match="you have decided"):
        await desk.decide(BOB, only, CLEAR)
    await desk.decide(BEA, only, CLEAR)
    assert await standing(desk, only) is Standing.DISAGREED
    assert await desk.to_decide() == [only]
    assert await pairs(database, "2026-10") == [(Verdict.BREACH, Verdict.NO_BREACH)]
    assert await pairs(database, "2026-11") == []
    with pytest.raises(ConflictError, match="the officer decides"):
        await desk.decide(BEA, only, CLEAR)
    await desk.decide(OLGA, only, BREACH)
    assert await standing(desk, only) is Standing.PROVISIONAL


async def test_a_pair_after_reopening_holds_the_first_verdict_of_that_round(database: Database, clock: Clock) -> None:
    desk = make_desk(database, clock, share=1)
    (only,) = await keep_notes(database, 1)
    await desk.decide(BOB, only, BREACH)
    await desk.take_back(BOB)
    await desk.decide(BOB, only, CLEAR)
    await desk.decide(BEA, only, CLEAR)
    assert await pairs(database, "2026-10") == [(Verdict.NO_BREACH, Verdict.NO_BREACH)]


async def test_only_those_drawn_wait_for_a_second_verdict(database: Database, clock: Clock) -> None:
    desk = make_desk(database, clock, share=0.5)
    prints = await keep_notes(database, 10)
    for one in prints:
        await desk.decide(BOB, one, CLEAR)
    assert set(await queue(desk, BEA)) == {one for one in prints if drawn(one, 0.5)}
    assert 0 < len(await queue(desk, BEA)) < 10


async def test_a_first_verdict_stands_when_nobody_gives_a_second_in_time(database: Database, clock: Clock) -> None:
    desk = make_desk(database, clock, share=1)
    (only,) = await keep_notes(database, 1)
    await desk.decide(BOB, only, BREACH)
    clock.on(days=6)
    await desk.settle()
    assert await standing(desk, only) is Standing.OPEN
    clock.on(days=1)
    await desk.settle()
    history = await desk.history(only)
    assert (await standing(desk, only), len(history.verdicts), await queue(desk, BEA)) == (Standing.PROVISIONAL, 1, [])
    clock.on(days=14)
    assert await desk.settle() == 1
    assert await standing(desk, only) is Standing.BREACH


async def test_a_breach_is_final_only_when_it_was_not_disputed_in_time(
    desk: Desk, database: Database, clock: Clock
) -> None:
    one, other = await keep_notes(database, 2)
    for fingerprint in (one, other):
        await desk.decide(BOB, fingerprint, BREACH)
    assert [await standing(desk, each) for each in (one, other)] == [Standing.PROVISIONAL] * 2
    assert await of_alice(desk) == ([other, one], [])
    await desk.dispute(ALICE, one, "Kunden bad selv om nummeret.")
    clock.on(days=14)
    assert await of_alice(desk) == ([], [other, one])
    assert (await desk.settle(), await desk.settle()) == (1, 0)
    assert [await standing(desk, each) for each in (one, other)] == [Standing.DISPUTED, Standing.BREACH]
    with pytest.raises(ConflictError, match="before it is final"):
        await desk.dispute(ALICE, other, "For sent.")


async def test_a_dispute_is_decided_by_another_than_gave_the_verdict(desk: Desk, database: Database) -> None:
    (only,) = await keep_notes(database, 1)
    await desk.decide(OLGA, only, BREACH)
    await desk.dispute(ALICE, only, "Kunden bad selv om nummeret.")
    with pytest.raises(ConflictError, match="nobody else here may decide"):
        await desk.decide(OLGA, only, CLEAR)
    await AccountRepository(database).add("Ole", [Role.OFFICER], by="Ida")
    with pytest.raises(ConflictError, match="somebody else must decide"):
        await desk.decide(OLGA, only, CLEAR)
    with pytest.raises(ConflictError, match="the officer decides"):
        await desk.decide(BEA, only, CLEAR)
    await desk.decide(OLE, only, CLEAR)
    assert (await standing(desk, only), await desk.to_decide()) == (Standing.NO_BREACH, [])
    (dispute,) = await desk.decided.disputes(only)
    assert (dispute.decided, [one.kind for one in (await desk.history(only)).verdicts]) == (
        True,
        [Kind.FIRST, Kind.DISPUTE],
    )


async def test_verdicts_that_differ_are_settled_by_a_third_person_if_there_is_one(
    database: Database, clock: Clock
) -> None:
    desk, accounts = make_desk(database, clock, share=1), AccountRepository(database)
    await accounts.add("Ida", [Role.ADMIN], by="test")
    for name in ("Olga", "Ole"):
        await accounts.add(name, [Role.OFFICER], by="Ida")
    (only,) = await keep_notes(database, 1)
    await desk.decide(OLGA, only, BREACH)
    await desk.decide(BEA, only, CLEAR)
    with pytest.raises(ConflictError, match="somebody else must decide"):
        await desk.open(OLGA, only)
    history = await desk.history(only)
    assert "somebody else" in (await desk.refusals(OLGA, [history]))[only]
    assert await desk.refusals(OLE, [history]) == {}
    await accounts.set_enabled("Ole", False, by="Ida")
    await desk.decide(OLGA, only, CLEAR)
    last = (await AuditRepository(database).page(AuditFilter(action="verdict"))).entries[0]
    assert (last.actor, last.details["kind"], last.details["party"]) == ("Olga", "officer", True)


async def test_a_dispute_needs_words_and_an_own_finding(desk: Desk, database: Database) -> None:
    (only,) = await keep_notes(database, 1)
    await desk.decide(BOB, only, BREACH)
    with pytest.raises(InputError, match="in a few words"):
        await desk.dispute(ALICE, only, " ")
    with pytest.raises(NotFoundError):
        await desk.dispute(person("Al", Role.AGENT, pseudonym="agent-2"), only, "Nej.")
    assert await standing(desk, only) is Standing.PROVISIONAL


async def final_breach(desk: Desk, database: Database, clock: Clock) -> str:
    (only,) = await keep_notes(database, 1)
    await desk.decide(BOB, only, BREACH)
    clock.on(days=20)
    await desk.settle()
    return only


async def test_an_officer_opens_a_final_breach_again_with_a_reason(
    desk: Desk, database: Database, clock: Clock
) -> None:
    only = await final_breach(desk, database, clock)
    with pytest.raises(InputError, match="why"):
        await desk.reopen(OLGA, only, "")
    await desk.reopen(OLGA, only, "Kunden har skrevet igen.")
    assert await queue(desk, BEA) == [only]
    await desk.decide(BEA, only, CLEAR)
    assert [one.verdict for one in (await desk.history(only)).verdicts] == [Verdict.BREACH, None, Verdict.NO_BREACH]


async def test_a_breach_that_no_scan_raises_any_more_stays_in_the_figures(
    desk: Desk, database: Database, clock: Clock
) -> None:
    only = await final_breach(desk, database, clock)
    await keep(database, make_contact("n-00", f"Flytning. {QUOTE}", agent="Alice"), quote="something else")
    with pytest.raises(ConflictError, match="no scan raises"):
        await desk.reopen(OLGA, only, "Kunden har skrevet igen.")
    assert await standing(desk, only) is Standing.BREACH


async def test_taking_back_is_offered_only_where_each_of_those_alike_can_be(database: Database, clock: Clock) -> None:
    desk = make_desk(database, clock, share=1)
    prints = await keep(database, *(make_contact(f"l-{n}", QUOTE, channel=Channel.LETTER) for n in range(3)))
    await desk.open(BOB, prints[0])
    assert len(await desk.decide(BOB, prints[0], CLEAR)) == 3
    assert await desk.may_take_back(BOB) is not None
    await desk.open(BEA, prints[2])
    await desk.decide(BEA, prints[2], CLEAR, alone=True)
    assert await desk.may_take_back(BOB) is None
    with pytest.raises(ConflictError, match="followed by another step"):
        await desk.take_back(BOB)


async def test_a_breach_in_an_incident_is_not_taken_back(desk: Desk, database: Database, clock: Clock) -> None:
    prints = await keep(database, *(make_contact(f"l-{n}", QUOTE, channel=Channel.LETTER) for n in range(2)))
    await desk.open(BOB, prints[0])
    await desk.decide(BOB, prints[0], BREACH)
    register = Register(database, lambda: clock.now.date(), clock)
    new = NewIncident("Breve", clock.now.date(), FoundBy.SCAN)
    number = await register.open(OLGA, new, "Breve nævnte ét selskab.", prints[1:])
    assert await desk.may_take_back(BOB) is None
    with pytest.raises(ConflictError, match="belongs to incident"):
        await desk.take_back(BOB)
    assert [await standing(desk, one) for one in prints] == [Standing.PROVISIONAL] * 2
    await register.remove_finding(OLGA, number, prints[1])
    await desk.take_back(BOB)


async def test_only_the_last_own_decision_is_taken_back(desk: Desk, database: Database) -> None:
    one, other = await keep_notes(database, 2)
    with pytest.raises(ConflictError, match="no verdict yet"):
        await desk.take_back(BOB)
    await desk.decide(BOB, one, CLEAR)
    await desk.decide(BEA, other, CLEAR)
    assert (await desk.may_take_back(BOB), await desk.may_take_back(OLGA)) == (
        (await desk.history(one)).verdicts[0],
        None,
    )
    assert await desk.take_back(BOB) == one
    assert (await standing(desk, one), await standing(desk, other)) == (Standing.OPEN, Standing.NO_BREACH)
    assert await desk.may_take_back(BOB) is None
    with pytest.raises(ConflictError):
        await desk.take_back(BOB)


async def test_a_finding_no_longer_raised_leaves_the_queue_and_what_is_decided_stays(
    desk: Desk, database: Database
) -> None:
    one, other = await keep_notes(database, 2)
    await desk.decide(BOB, one, CLEAR)
    notes = [
        make_contact(f"n-{n:02d}", f"{word}. {QUOTE}", agent="Alice") for n, word in enumerate(("Flytning", "Regning"))
    ]
    await keep(database, *notes, quote="findes ikke", rule_set="r2")
    assert await queue(desk, BEA) == []
    assert await standing(desk, one) is Standing.NO_BREACH
    with pytest.raises(ConflictError, match="no scan raises"):
        await desk.decide(BEA, other, CLEAR)
    assert await of_alice(desk) == ([], [one])


async def test_a_verdict_is_carried_over_when_rules_change(desk: Desk, database: Database) -> None:
    (one,) = await keep_notes(database, 1)
    await desk.decide(BOB, one, CLEAR)
    await keep(database, make_contact("n-00", f"Flytning. {QUOTE}", agent="Alice"), rule_set="r2")
    assert (await standing(desk, one), await queue(desk, BEA)) == (Standing.NO_BREACH, [])


async def test_earlier_verdicts_on_a_rule_are_counted_without_the_finding_read(desk: Desk, database: Database) -> None:
    prints = await keep_notes(database, 5)
    for fingerprint, judgement in zip(prints, (BREACH, BREACH, CLEAR, CLEAR), strict=False):
        await desk.decide(BOB, fingerprint, judgement)
    record = await desk.decided.rule_record("affiliate-referral-da-directs", besides=prints[0])
    assert (record.breach, record.no_breach, record.unclear, record.decided) == (1, 2, 0, 3)


async def test_the_minutes_left_are_told_by_the_time_that_verdicts_took(
    desk: Desk, database: Database, clock: Clock
) -> None:
    prints = await keep_notes(database, 8)
    assert (await desk.work(BOB)).minutes == 12
    for seconds, fingerprint in zip((10, 20, 4000), prints, strict=False):
        await desk.open(BOB, fingerprint)
        clock.on(seconds=min(seconds, 800))
        await desk.decide(BOB, fingerprint, CLEAR)
    assert await desk.decided.usual_seconds() == 20
    assert (await desk.work(BOB)).minutes == 2


async def test_an_empty_desk_takes_no_minutes(desk: Desk) -> None:
    assert await desk.work() == await desk.work(BOB) == Work(findings=0, decisions=0, minutes=0, oldest=None)


async def test_the_oldest_that_waits_is_told(desk: Desk, database: Database) -> None:
    first, _ = await keep_notes(database, 2)
    assert (await desk.work()).oldest == NOON
    await desk.decide(BOB, first, CLEAR)
    assert (await desk.work()).oldest == NOON + timedelta(hours=1)


async def test_the_gravest_comes_first_then_the_surest_then_the_oldest(desk: Desk, database: Database) -> None:
    weights = [("light", Severity.LOW, 0.99), ("unsure", Severity.HIGH, 0.5), ("new", Severity.HIGH, 0.8)]
    weights += [("old", Severity.HIGH, 0.8), ("medium", Severity.MEDIUM, 0.99)]
    prints = {}
    for days, (name, severity, score) in enumerate(reversed(weights)):
        contact = make_contact(name, f"{name}: {QUOTE}", sent_at=NOON + timedelta(days=days))
        (prints[name],) = await keep(database, contact, severity=severity, score=score)
    assert await queue(desk, BOB) == [prints[name] for name in ("old", "new", "unsure", "medium", "light")]


async def test_a_group_waits_where_its_gravest_would(desk: Desk, database: Database) -> None:
    def letter(name: str, words: str = "") -> Contact:
        return make_contact(name, f"{words} {QUOTE}", channel=Channel.LETTER)

    (light,) = await keep(database, letter("a"), score=0.1)
    (other,) = await keep(database, letter("b", "Slet ikke:"), quote=f"Slet ikke: {QUOTE}", score=0.5)
    (grave,) = await keep(database, letter("c"), score=0.9)
    assert await queue(desk, BOB) == [grave, other]
    task = await desk.take(BOB)
    assert task is not None
    assert (task.fingerprint, task.alike) == (grave, (light,))


async def test_letters_are_alike_by_their_masked_excerpt_once_the_words_are_deleted(
    desk: Desk, database: Database
) -> None:
    letters = [make_contact(f"l-{n}", QUOTE, channel=Channel.LETTER) for n in range(2)]
    notes = [make_contact(f"n-{n}", QUOTE, agent="Alice") for n in range(2)]
    await keep(database, *letters, *notes)
    assert (await desk.work()).decisions == 2
    async with database.session() as session:
        await delete_words(session, [one.id for one in (*letters, *notes)])
    work = await desk.work()
    assert (work.findings, work.decisions) == (4, 3)


async def test_nothing_tells_any_more_that_erased_findings_were_alike(desk: Desk, database: Database) -> None:
    await keep(database, *(make_contact(f"l-{n}", QUOTE, channel=Channel.LETTER) for n in range(2)))
    await PersonRepository(database).erase(Found(contacts=("l-0", "l-1")), [], by="Olga", subject="somebody")
    assert (await desk.work()).decisions == 2


async def test_an_unknown_finding_is_told_as_such(desk: Desk) -> None:
    for step in (desk.open(BOB, "x\0"), desk.decide(BOB, "none", CLEAR), desk.dispute(ALICE, "none", "Nej.")):
        with pytest.raises(NotFoundError):
            await step
