from dataclasses import replace
from datetime import timedelta

import pytest

from contactguard.accounts.roles import Actor, Role
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.policies.finding import Origin
from contactguard.review import verdicts
from contactguard.review.reasons import REASONS, reasons
from contactguard.review.verdicts import Judgement, Moment, Terms, decided, drawn
from contactguard.store.review.records import (
    Claim,
    History,
    Kind,
    Reason,
    SecondDue,
    Standing,
    StoredStanding,
    StoredVerdict,
    Verdict,
)
from tests.factories import NOON
from tests.review.conftest import person

BOB, BEA, OLGA = person("Bob"), person("Bea"), person("Olga", Role.OFFICER)
ALICE = person("Alice", Role.AGENT, pseudonym="agent-1")
BREACH = Judgement(Verdict.BREACH, "as-found", "Nævner kun Struer Energi.")
CLEAR = Judgement(Verdict.NO_BREACH, "customer-wish")
UNCLEAR = Judgement(Verdict.UNCLEAR, "too-little-said")
OPEN = History("f", agent="agent-1", current=True, quote="Vælg Struer Energi")
NONE, ALL = Terms(share=0), Terms(share=1)


def given(verdict: Verdict | None, by: str = "Bob", kind: Kind = Kind.FIRST) -> StoredVerdict:
    return StoredVerdict(kind, verdict, "as-found", "", by, NOON, "f", fingerprint="f")


def stands(standing: Standing, *verdicts: StoredVerdict) -> History:
    said = verdicts[-1].verdict or Verdict.UNCLEAR
    kept = StoredStanding(standing, said, verdicts[-1].by, NOON, NOON + timedelta(days=14))
    return replace(OPEN, verdicts=verdicts, standing=kept)


def at(actor: Actor, hours: float = 1) -> Moment:
    return Moment(actor, NOON + timedelta(hours=hours), "f", 40)


ONE = given(Verdict.BREACH)
SECOND_DUE = replace(OPEN, verdicts=(ONE,), second=SecondDue("Bob", NOON + timedelta(days=7)))
PROVISIONAL = stands(Standing.PROVISIONAL, ONE)
DISPUTED = stands(Standing.DISPUTED, ONE)
DISAGREED = stands(Standing.DISAGREED, ONE, given(Verdict.NO_BREACH, "Bea", Kind.SECOND))


@pytest.mark.parametrize(
    ("history", "judgement", "actor", "terms", "kind", "standing"),
    [
        (OPEN, BREACH, BOB, NONE, Kind.FIRST, Standing.PROVISIONAL),
        (OPEN, CLEAR, BOB, NONE, Kind.FIRST, Standing.NO_BREACH),
        (OPEN, UNCLEAR, BOB, NONE, Kind.FIRST, Standing.UNCLEAR),
        (OPEN, BREACH, BOB, ALL, Kind.FIRST, None),  # nothing is told before the blind one
        (SECOND_DUE, BREACH, BEA, ALL, Kind.SECOND, Standing.PROVISIONAL),
        (SECOND_DUE, CLEAR, BEA, ALL, Kind.SECOND, Standing.DISAGREED),
        (SECOND_DUE, UNCLEAR, BEA, ALL, Kind.SECOND, Standing.DISAGREED),
        (DISAGREED, BREACH, OLGA, ALL, Kind.OFFICER, Standing.PROVISIONAL),
        (DISAGREED, CLEAR, OLGA, ALL, Kind.OFFICER, Standing.NO_BREACH),
        (DISPUTED, BREACH, OLGA, ALL, Kind.DISPUTE, Standing.BREACH),
        (DISPUTED, CLEAR, OLGA, ALL, Kind.DISPUTE, Standing.NO_BREACH),
    ],
)
def test_each_occasion_leads_where_it_should(
    history: History, judgement: Judgement, actor: Actor, terms: Terms, kind: Kind, standing: Standing | None
) -> None:
    change = decided(history, judgement, at(actor), terms)
    assert (change.verdict.kind, change.verdict.verdict, change.standing) == (kind, judgement.verdict, standing)


@pytest.mark.parametrize(
    ("history", "actor", "told"),
    [
        (SECOND_DUE, BOB, "you have decided"),
        (PROVISIONAL, BEA, "is decided"),
        (DISPUTED, BEA, "the officer decides"),
        (DISAGREED, BEA, "the officer decides"),
        (stands(Standing.DISPUTED, given(Verdict.BREACH, "Olga")), OLGA, "nobody else here may decide"),
        (replace(OPEN, current=False), BOB, "no scan raises"),
        (OPEN, person("Alice", pseudonym="agent-1"), "your own"),
        (replace(OPEN, aliases=frozenset({"agent-2"})), person("Alice", pseudonym="agent-2"), "your own"),
        (replace(OPEN, claim=Claim("Bea", "f", NOON, NOON + timedelta(hours=2))), BOB, "somebody else is reading"),
    ],
)
def test_who_may_not_decide_is_told_why(history: History, actor: Actor, told: str) -> None:
    with pytest.raises(ConflictError, match=told):
        decided(history, BREACH, at(actor), NONE)


def officers(*names: str) -> frozenset[Actor]:
    return frozenset(person(name, Role.OFFICER) for name in names)


DIFFERING = stands(Standing.DISAGREED, given(Verdict.BREACH, "Olga"), given(Verdict.NO_BREACH, "Bob", Kind.SECOND))


@pytest.mark.parametrize(
    ("history", "deciders", "told"),
    [
        (DIFFERING, {"Olga", "Ole"}, "somebody else must decide"),
        (DIFFERING, {"Olga"}, ""),
        (DIFFERING, {"Olga", "Bob"}, ""),  # both gave one
        (DISAGREED, {"Olga", "Ole"}, ""),
        (stands(Standing.DISPUTED, given(Verdict.BREACH, "Olga")), {"Olga", "Ole"}, "somebody else must decide"),
        (stands(Standing.DISPUTED, given(Verdict.BREACH, "Olga")), {"Olga"}, "nobody else here may decide"),
        (replace(DIFFERING, standing=DISPUTED.standing), {"Olga", "Ole"}, "somebody else must decide"),
    ],
)
def test_whoever_gave_one_of_the_verdicts_settles_nothing_while_somebody_else_can(
    history: History, deciders: set[str], told: str
) -> None:
    moment = replace(at(OLGA), deciders=officers(*deciders))
    if told:
        with pytest.raises(ConflictError, match=told):
            decided(history, CLEAR, moment, NONE)
    else:
        assert decided(history, CLEAR, moment, NONE).standing is Standing.NO_BREACH


def test_a_party_does_not_open_again_what_somebody_else_is_to_settle() -> None:
    with pytest.raises(ConflictError, match="somebody else must decide"):
        verdicts.reopened(DIFFERING, replace(at(OLGA), deciders=officers("Ole")), "Ny viden")


def test_whose_contact_it_is_counts_not_among_those_who_could_settle_it() -> None:
    own = person("Alice", Role.OFFICER, Role.AGENT, pseudonym="agent-1")
    moment = replace(at(OLGA), deciders=officers("Olga") | {own})
    assert decided(DIFFERING, CLEAR, moment, NONE).standing is Standing.NO_BREACH
    with pytest.raises(ConflictError, match="nobody else here may decide"):
        decided(stands(Standing.DISPUTED, given(Verdict.BREACH, "Olga")), CLEAR, moment, NONE)


def test_a_second_verdict_stands_at_once_since_the_first_is_known_from_then_on() -> None:
    agreed = stands(Standing.PROVISIONAL, ONE, given(Verdict.BREACH, "Bea", Kind.SECOND))
    with pytest.raises(ConflictError, match="is final"):
        verdicts.taken_back(agreed, agreed.verdicts[-1], NOON, NONE)


def test_a_claim_binds_others_only_for_its_time() -> None:
    held = replace(OPEN, claim=Claim("Bea", "f", NOON, NOON + timedelta(minutes=15)))
    assert decided(held, CLEAR, at(BOB), NONE).standing is Standing.NO_BREACH


def test_a_dispute_is_decided_although_no_scan_raises_the_finding_any_more() -> None:
    assert decided(replace(DISPUTED, current=False), CLEAR, at(OLGA), NONE).standing is Standing.NO_BREACH


def test_a_breach_is_final_when_its_time_to_dispute_is_over() -> None:
    moment = at(BOB)
    assert decided(OPEN, BREACH, moment, Terms(share=0, dispute=timedelta(days=3))).final_at == moment.at + timedelta(
        days=3
    )
    assert decided(DISPUTED, BREACH, at(OLGA), NONE).final_at is None


def test_a_verdict_after_reopening_is_a_first_one_again() -> None:
    again = replace(OPEN, verdicts=(ONE, given(None, "Olga", Kind.REOPENED)))
    assert decided(again, CLEAR, at(BOB), NONE).verdict.kind is Kind.FIRST


def test_the_share_of_second_verdicts_is_as_set_and_the_same_each_time() -> None:
    prints = [f"{number:032x}" for number in range(4000)]
    chosen = [one for one in prints if drawn(one, 0.1)]
    assert 320 < len(chosen) < 480
    assert chosen == [one for one in prints if drawn(one, 0.1)]
    assert set(chosen) < {one for one in prints if drawn(one, 0.3)}
    assert (any(drawn(one, 0) for one in prints), all(drawn(one, 1) for one in prints)) == (False, True)


@pytest.mark.parametrize(("hours", "standing"), [(24 * 7 - 1, None), (24 * 7, Standing.PROVISIONAL)])
def test_a_first_verdict_stands_when_nobody_gave_a_second(hours: float, standing: Standing | None) -> None:
    change = verdicts.lapsed(SECOND_DUE, NOON + timedelta(hours=hours), ALL)
    assert (change.standing if change else None) is standing
    assert change is None or change.verdict is ONE  # nobody gives one in another's name


@pytest.mark.parametrize("history", [PROVISIONAL, SECOND_DUE, stands(Standing.NO_BREACH, given(Verdict.NO_BREACH))])
def test_an_own_verdict_can_be_taken_back_for_a_day(history: History) -> None:
    change = verdicts.taken_back(history, history.verdicts[-1], NOON + timedelta(hours=23), NONE)
    assert (change.verdict.kind, change.verdict.verdict, change.standing, change.second) == (
        Kind.REOPENED,
        None,
        None,
        None,
    )
    with pytest.raises(ConflictError, match="is final"):
        verdicts.taken_back(history, history.verdicts[-1], NOON + timedelta(hours=25), NONE)


@pytest.mark.parametrize(
    "history",
    [
        DISPUTED,
        stands(Standing.BREACH, ONE),
        DISAGREED,
        replace(OPEN, verdicts=(ONE, given(None, "Bob", Kind.REOPENED))),
    ],
)
def test_what_others_built_on_is_not_taken_back(history: History) -> None:
    with pytest.raises(ConflictError, match="an officer may reopen"):
        verdicts.taken_back(history, ONE, NOON, NONE)


@pytest.mark.parametrize("history", [PROVISIONAL, SECOND_DUE, DISAGREED, stands(Standing.BREACH, ONE)])
def test_an_officer_opens_what_is_decided(history: History) -> None:
    assert verdicts.reopened(history, at(OLGA), "Ny viden").verdict.note == "Ny viden"


def test_an_officer_opens_nothing_of_her_own() -> None:
    with pytest.raises(ConflictError, match="your own"):
        verdicts.reopened(PROVISIONAL, at(person("Olga", Role.OFFICER, pseudonym="agent-1")), "Ny viden")


@pytest.mark.parametrize(
    ("history", "told"),
    [
        (OPEN, "is open"),
        (DISPUTED, "decide the dispute"),
        (replace(stands(Standing.BREACH, ONE), current=False), "no scan raises"),
    ],
)
def test_what_could_not_be_decided_then_is_not_opened_again(history: History, told: str) -> None:
    with pytest.raises(ConflictError, match=told):
        verdicts.reopened(history, at(OLGA), "Ny viden")


def test_an_agent_disputes_her_own_breach_until_it_is_final() -> None:
    verdicts.check_dispute(PROVISIONAL, ALICE, NOON + timedelta(days=13))
    with pytest.raises(ConflictError, match="before it is final"):
        verdicts.check_dispute(PROVISIONAL, ALICE, NOON + timedelta(days=14))


@pytest.mark.parametrize("history", [OPEN, SECOND_DUE, DISPUTED, stands(Standing.NO_BREACH, ONE)])
def test_nothing_but_a_provisional_breach_can_be_disputed(history: History) -> None:
    with pytest.raises(ConflictError, match="only a breach"):
        verdicts.check_dispute(history, ALICE, NOON)


@pytest.mark.parametrize("actor", [person("Al", Role.AGENT, pseudonym="agent-2"), person("Al", Role.AGENT), OLGA])
def test_anothers_finding_is_as_if_it_were_not_there(actor: Actor) -> None:
    with pytest.raises(NotFoundError):
        verdicts.check_dispute(PROVISIONAL, actor, NOON)


@pytest.mark.parametrize(
    ("verdict", "reason", "note", "told"),
    [
        (Verdict.BREACH, "as-found", "  ", "a few words"),
        (Verdict.NO_BREACH, "other", "", "a few words"),
        (Verdict.NO_BREACH, "as-found", "", "not a reason for 'no breach'"),
        (Verdict.UNCLEAR, "nonsense", "", "too-little-said"),
        (Verdict.UNCLEAR, "too-little-said", "x" * 2001, "limit is 2000"),
    ],
)
def test_a_judgement_without_what_it_needs_is_refused(verdict: Verdict, reason: str, note: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        Judgement(verdict, reason, note)


def test_a_reason_has_a_key_of_its_own() -> None:
    for verdict in Verdict:
        for origin in Origin:
            assert 0 < len(reasons(verdict, origin)) <= 10
    assert {reason for listed in REASONS.values() for reason in listed} == set(Reason)


def test_what_a_blind_verdict_waits_for_is_not_known_to_anybody() -> None:
    assert SECOND_DUE.known == ()
    earlier = (given(Verdict.UNCLEAR), given(None, "Olga", Kind.REOPENED), ONE)
    assert replace(SECOND_DUE, verdicts=earlier).known == earlier[:2]
    assert PROVISIONAL.known == (ONE,)
