from datetime import timedelta

from contactguard.knowledge import placeholders
from contactguard.knowledge.placeholders import filler
from contactguard.organisation.model import Organisation


def test_what_the_profile_knows_is_filled_in(struer: Organisation) -> None:
    filled = filler(struer, "da").fill("{grid_company} ejer ikke {affiliates}. Se {comparison_site}.")
    assert filled.text == "Struer Elnet A/S ejer ikke Struer Energi og Scanenergi. Se elpris.dk."
    assert filled.missing == ()


def test_what_is_missing_is_shown_as_missing(struer: Organisation) -> None:
    company = struer.grid_company.model_copy(update={"phone": None})
    bare = struer.model_copy(update={"grid_company": company, "facts": {}})
    filled = filler(bare, "sv").fill("Ring {phone}. Avgift: {fact:reconnection_fee}.")
    assert filled.text == "Ring ⟨saknas: telefon⟩. Avgift: ⟨saknas: påkopplingsavgift⟩."
    assert filled.missing == ("phone", "fact:reconnection_fee")


def test_customer_and_agent_are_left_to_the_agent(struer: Organisation) -> None:
    assert filler(struer, "da").fill("Hej {customer}, {agent}").text == "Hej {customer}, {agent}"


def test_a_fact_of_the_company_is_filled_in(struer: Organisation) -> None:
    with_fee = struer.model_copy(update={"facts": {"reconnection_fee": "600 kr."}})
    assert filler(with_fee, "da").fill("{fact:reconnection_fee}").text == "600 kr."
    assert filler(with_fee, "da").fill("Det koster {fact:reconnection_fee}.").text == "Det koster 600 kr."


def test_every_placeholder_has_a_name_in_every_language() -> None:
    for name in placeholders.KNOWN - placeholders.LEFT_TO_AGENT:
        assert all(placeholders.label(name, language) != name for language in ("da", "sv", "nb")), name


def test_an_unknown_placeholder_is_told() -> None:
    assert list(placeholders.unknown("{phone} {telefon} {fact:fee}")) == ["telefon", "fact:fee"]


def test_only_companies_that_are_affiliates_today_are_named(struer: Organisation) -> None:
    sold, kept = struer.affiliates()[:2]
    left = sold.model_copy(update={"valid_to": struer.grid_company.today() - timedelta(days=1)})
    changed = struer.model_copy(update={"companies": (left, kept)})
    assert filler(changed, "da").fill("{affiliates}").text == kept.name
