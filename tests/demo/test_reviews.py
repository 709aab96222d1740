from datetime import UTC, datetime, timedelta

import pytest

from contactguard.contacts.model import Contact
from contactguard.demo.reviews import FRESH, Planned, reviews
from contactguard.demo.year import cases
from contactguard.policies.finding import Policy
from contactguard.review.verdicts import Judgement
from contactguard.store.review.records import Verdict
from contactguard.store.scanned.records import StoredFinding
from tests.factories import make_finding

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def stored(contact: Contact, policy: Policy) -> StoredFinding:
    finding = make_finding(contact, contact.messages[0].text[:12], policy=policy)
    moment = contact.messages[0].sent_at
    rest = {"excerpt": "", "line": contact.line, "month": f"{moment:%Y-%m}", "happened_at": moment, "found_at": moment}
    return StoredFinding(
        finding.fingerprint(contact.id),
        contact.id,
        finding,
        rule_set="r",
        first_rule_set="r",
        by_rescan=False,
        current=True,
        **rest,
    )


def found(company: str) -> tuple[list[StoredFinding], set[str]]:
    """A finding in each contact that breaks something, and in every tenth of those that do not."""
    told = list(cases(company))
    breaches = [stored(case.contact, case.policies[0]) for case in told if case.policies]
    others = [stored(case.contact, Policy.DISPARAGEMENT) for case in told[::10] if not case.policies]
    return breaches + others, {one.fingerprint for one in breaches}


@pytest.mark.parametrize("company", ["struer", "kalmar"])
def test_the_example_is_read_as_people_would(company: str) -> None:
    findings, meant = found(company)
    planned = list(reviews(company, findings, NOW))
    assert planned == list(reviews(company, findings, NOW))
    right = [(one.first.verdict is Verdict.BREACH) == (one.first.fingerprint in meant) for one in planned]
    assert 0.8 < sum(right) / len(right) < 1
    assert any(one.objection and one.answer for one in planned)
    assert all(one.first.by != one.second.by for one in planned)
    unread = {one.fingerprint for one in findings} - {one.first.fingerprint for one in planned}
    assert 0 < len(unread) < len(findings) / 4
    assert len(fresh(planned)) == FRESH
    assert [bool(one.objection and not one.answer) for one in fresh(planned)].count(True) <= 1


def fresh(planned: list[Planned]) -> list[Planned]:
    return [one for one in planned if one.first.at > NOW - timedelta(days=FRESH + 1)]


def test_every_verdict_of_the_example_is_one_that_the_desk_takes() -> None:
    findings, _ = found("kalmar")
    for one in reviews("kalmar", findings, NOW):
        for said in (one.first, one.second, one.officer, *([one.answer] if one.answer else [])):
            Judgement(said.verdict, said.reason, said.note)
            assert said.at < NOW + timedelta(days=7)
            assert said.seconds > 0
