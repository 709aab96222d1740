"""A breach that a sample showed: why no rule raised it."""

from datetime import date

import pytest

from contactguard.organisation import profile
from contactguard.policies.finding import Policy
from contactguard.review.sampling_misses import misses
from contactguard.scanning.scanner import Scanner
from contactguard.store.review.sample_records import Mark
from tests.conftest import CORPUS
from tests.factories import make_contact

WORDS = "Jeg vil anbefale dig at vælge Struer Energi."


@pytest.mark.parametrize(("until", "fired"), [(date(2026, 9, 30), False), (None, True)])
def test_it_is_told_by_the_companies_of_the_contact_s_day(until: date | None, fired: bool) -> None:
    organisation = profile.load(CORPUS / "profiles" / "struer.toml")
    dated = (
        one.model_copy(update={"valid_to": until}) if one.name == "Struer Energi" else one
        for one in organisation.companies
    )
    scanner = Scanner(organisation.model_copy(update={"companies": tuple(dated)}))
    mark = Mark(Policy.AFFILIATE_REFERRAL, 0, 0, len(WORDS))
    (told,) = misses(scanner, make_contact(text=WORDS), (mark,), None)
    assert any(one.fired and one.policy is Policy.AFFILIATE_REFERRAL for one in told.reasons) is fired


@pytest.mark.parametrize("mark", [Mark(Policy.AFFILIATE_REFERRAL, 1, 0, 4), Mark(Policy.AFFILIATE_REFERRAL, 0, 40, 60)])
def test_words_that_the_contact_no_longer_has_are_left_out(mark: Mark) -> None:
    scanner = Scanner(profile.load(CORPUS / "profiles" / "struer.toml"))
    there = Mark(Policy.AFFILIATE_REFERRAL, 0, 0, len(WORDS))
    assert [one.mark for one in misses(scanner, make_contact(text=WORDS), (mark, there), None)] == [there]
