"""`rules explain` says why a rule fired, what stopped another, and what a third lacked."""

from contactguard.policies.examples import contact_of, example_organisation
from contactguard.policies.explaining import Reason, explain
from contactguard.policies.finding import Policy
from contactguard.policies.judging import Judge

JUDGE = Judge(example_organisation("da"))


def reasons(text: str, policy: Policy) -> list[Reason]:
    reading = JUDGE.read(contact_of(text, "da"), "da")
    return [reason for reason in explain(JUDGE, reading) if reason.policy is policy]


def test_a_fired_rule_comes_first_with_its_evidence() -> None:
    first = reasons("Henviste til Struer Energi.", Policy.AFFILIATE_REFERRAL)[0]
    assert first.fired
    assert any("Struer Energi" in one for one in first.found)


def test_a_stopped_rule_names_the_qualifier_that_cleared_it() -> None:
    found = reasons("Oplyste at vi ikke må henvise til Struer Energi.", Policy.AFFILIATE_REFERRAL)
    assert not any(reason.fired for reason in found)
    assert any(reason.stopped_by in ("negated", "refusal") for reason in found)


def test_a_rule_that_lacked_one_thing_says_which() -> None:
    found = reasons("Henviste til kommunen.", Policy.AFFILIATE_REFERRAL)
    assert any(reason.lacking and "affiliate" in reason.lacking for reason in found)


def test_a_text_that_comes_near_no_rule_has_no_reasons() -> None:
    assert explain(JUDGE, JUDGE.read(contact_of("Måleren er aflæst til 45120.", "da"), "da")) == []
