"""What happens where findings meet: one statement, one finding."""

import pytest

from contactguard.policies.finding import Explanation, Finding, Origin, Policy, Severity
from contactguard.policies.meeting import BESIDE, joined, settled, surest

TEXT = "so so: " * 12
SHIPPED = "affiliate-referral-da-directs"


def finding(
    policy: Policy, start: int, end: int, *, message: int = 0, score: float = 0.8, rule: str = SHIPPED
) -> Finding:
    return Finding(
        policy=policy,
        message=message,
        start=start,
        end=end,
        quote=TEXT[start:end],
        severity=Severity.HIGH,
        score=score,
        origin=Origin.RULE,
        rule=rule,
        rule_version="1",
        explanation=Explanation("why", "advice", "2.3"),
    )


REFERRAL, EMPHASIS = Policy.AFFILIATE_REFERRAL, Policy.AFFILIATE_EMPHASIS


def test_of_two_findings_of_one_policy_on_the_same_words_the_likelier_stands() -> None:
    kept = settled([finding(REFERRAL, 0, 9, score=0.6, rule="a"), finding(REFERRAL, 5, 20, score=0.9, rule="b")])
    assert [one.rule for one in kept] == ["b"]


@pytest.mark.parametrize(
    ("start", "message", "policies"),
    [(5, 0, [REFERRAL]), (10, 0, [REFERRAL, EMPHASIS]), (5, 1, [REFERRAL, EMPHASIS])],
)
def test_praise_inside_a_referral_is_the_referral_only(start: int, message: int, policies: list[Policy]) -> None:
    kept = settled([finding(REFERRAL, 0, 10), finding(EMPHASIS, start, start + 8, message=message)])
    assert [one.policy for one in kept] == policies


def test_praise_that_a_company_s_own_rule_found_stands_inside_a_referral_too() -> None:
    kept = settled([finding(REFERRAL, 0, 10), finding(EMPHASIS, 5, 13, rule="our-blue-folder")])
    assert [one.policy for one in kept] == [REFERRAL, EMPHASIS]


def test_a_contact_misses_the_comparison_once() -> None:
    missing = Policy.MISSING_COMPARISON
    assert len(settled([finding(missing, 0, 5), finding(missing, 9, 12, message=3)])) == 1


def test_joining_adds_only_what_the_first_list_does_not_say() -> None:
    first = [finding(REFERRAL, 0, 10, rule="rule")]
    second = [finding(REFERRAL, 3, 12, rule="model"), finding(Policy.DISPARAGEMENT, 20, 30, rule="model")]
    assert [(one.policy, one.rule) for one in joined(first, second)] == [
        (REFERRAL, "rule"),
        (Policy.DISPARAGEMENT, "model"),
    ]


def test_a_fingerprint_outlives_a_move_and_not_a_change_of_words() -> None:
    here, moved = finding(REFERRAL, 0, 4), finding(REFERRAL, 7, 11)
    assert here.fingerprint("c1") == moved.fingerprint("c1")
    assert here.fingerprint("c1") != here.fingerprint("c2")
    assert here.fingerprint("c1") != finding(REFERRAL, 0, 5).fingerprint("c1")


def test_joining_leaves_praise_beside_the_referral_whose_sentence_it_shares() -> None:
    first, second = [finding(REFERRAL, 0, 10, rule="rule")], [finding(EMPHASIS, 0, 10, rule="model")]
    assert [one.policy for one in joined(first, second)] == [EMPHASIS, REFERRAL]


@pytest.mark.parametrize(
    ("lesser", "policies"),
    [
        (finding(EMPHASIS, 4, 14, score=BESIDE - 0.1), [REFERRAL]),
        (finding(EMPHASIS, 4, 14, score=BESIDE), [REFERRAL, EMPHASIS]),
        (finding(EMPHASIS, 10, 14, score=BESIDE - 0.1), [REFERRAL, EMPHASIS]),
        (finding(EMPHASIS, 4, 14, score=BESIDE - 0.1, message=1), [REFERRAL, EMPHASIS]),
        (finding(Policy.MISSING_COMPARISON, 4, 14, score=BESIDE - 0.1), [REFERRAL, Policy.MISSING_COMPARISON]),
    ],
    ids=["hardly sure", "sure", "other words", "another message", "a missing comparison has no words"],
)
def test_beside_a_surer_finding_in_the_same_words_stands_only_what_is_sure(
    lesser: Finding, policies: list[Policy]
) -> None:
    assert [one.policy for one in surest([lesser, finding(REFERRAL, 0, 10, score=0.9)])] == policies


def test_what_a_missing_comparison_shares_words_with_stands_as_before() -> None:
    found = [finding(Policy.MISSING_COMPARISON, 0, 10, score=0.9), finding(REFERRAL, 0, 10, score=BESIDE - 0.1)]
    assert [one.policy for one in surest(found)] == [REFERRAL, Policy.MISSING_COMPARISON]


@pytest.mark.parametrize(
    ("rules", "model", "quotes"),
    [
        ([(28, 35)], (0, 40), [(0, 40)]),
        ([(20, 40)], (0, 35), [(20, 40)]),
        ([(30, 35)], (0, 33), [(0, 35)]),
        ([(0, 6), (28, 35)], (0, 40), [(0, 6), (28, 35)]),
        ([(28, 35)], (40, 60), [(28, 35), (40, 60)]),
    ],
    ids=["a small part", "a half", "beyond the other's end", "two statements", "other words"],
)
def test_a_quote_that_is_but_a_part_is_widened_to_what_another_reading_quotes(
    rules: list[tuple[int, int]], model: tuple[int, int], quotes: list[tuple[int, int]]
) -> None:
    first = [finding(REFERRAL, *one, rule="rule") for one in rules]
    kept = joined(first, [finding(REFERRAL, *model, rule="model")])
    assert [(one.start, one.end) for one in kept] == quotes
    assert [one.quote for one in kept] == [TEXT[start:end] for start, end in quotes]
    assert kept[0].rule == "rule"
