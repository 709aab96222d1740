"""Kinds of findings in, the parts of a month's figures out."""

from dataclasses import replace
from datetime import date

import pytest

from contactguard.organisation.model import Company, Relation
from contactguard.policies.finding import Policy
from contactguard.reporting.breakdown import companies, policies
from contactguard.store.counts.records import Part
from tests.reporting.test_sources import OCTOBER, ORGANISATION, counted

NORD = "Nord Energi"
BREACH = Part(Policy.AFFILIATE_REFERRAL, "r", "1", (NORD,), "high", "model", "breach", current=False, findings=1)


def test_what_the_model_found_counts_as_long_as_it_is_a_finding() -> None:
    others = (replace(BREACH, standing="no breach"), replace(BREACH, origin="rule", current=True))
    have = replace(counted(*OCTOBER, {}), kinds=[(3, (BREACH, *others)), (2, (replace(BREACH, current=True),))])
    (told,) = policies(have, [Policy.AFFILIATE_REFERRAL])
    assert told.by_model == 5


@pytest.mark.parametrize(
    ("sold", "relation"),
    [
        (date(2026, 10, 1), Relation.EXTERNAL),
        (date(2026, 10, 31), Relation.EXTERNAL),
        (date(2026, 11, 1), Relation.AFFILIATE),
    ],
)
def test_a_company_is_what_it_was_to_the_grid_company_at_the_end_of_the_months(sold: date, relation: Relation) -> None:
    held = Company(name=NORD, relation=Relation.AFFILIATE, valid_to=date.fromordinal(sold.toordinal() - 1))
    given = (Company(name=NORD, relation=Relation.EXTERNAL, valid_from=sold), held)
    have = replace(counted(*OCTOBER, {}), kinds=[(1, (BREACH,))])
    (told,) = companies(have, ORGANISATION.model_copy(update={"companies": given}))
    assert told.relation is relation
