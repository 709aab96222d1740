"""A segment in another language than its contact's is read by that language's rules."""

import pytest

from contactguard.language.mixture import spoken
from contactguard.policies.examples import contact_of, example_organisation
from contactguard.policies.judging import Judge

JUDGE = Judge(example_organisation("da"))


@pytest.mark.parametrize(
    ("text", "expected", "told"),
    [
        ("how can i change my supplier when i have just moved here", "da", "en"),
        ("hvad skal jeg gøre når jeg ikke har nogen aftale og bor her nu", "sv", "da"),
        ("jeg vil gerne vide hva jeg skal gjøre nå", "da", "da"),
        ("kd ok, lev. skift 1/3", "da", "da"),
        ("send the bill", "da", "da"),
        ("how can i change my supplier when i have just moved here", "fi", "fi"),
    ],
)
def test_another_language_must_be_clear(text: str, expected: str, told: str) -> None:
    assert spoken(text.split(), expected) == told


def test_an_enquiry_is_one_by_the_rules_of_its_own_language() -> None:
    judge = Judge(example_organisation("sv"))
    asked = "K: Elavtal, och har säljaren bett om något, vad gör jag? | A: Inget alls."
    thanks = "K: Thank you very much for your help with this, we would like to know when it will be done."
    for text in (asked, f"{asked} | {thanks}"):
        assert judge.findings(judge.read(contact_of(text, "sv"), "sv")) == []


@pytest.mark.parametrize(
    ("text", "policies"),
    [
        ("Kd ringede. | A: x", set()),
        (
            "K: Hello, how can I change my electricity supplier now that I live here? | A: Det er frit valg.",
            {"missing"},
        ),
        ("K: Hello, how can I change my electricity supplier now that I live here? | A: Se elpris.dk.", set()),
        ("K: Hej! | A: I would recommend you to take Struer Energi because they are so good.", {"affiliate"}),
        (
            "A: Modstrøm er ikke useriøse. | K: Thank you for your help, we would like to know when it will be done.",
            set(),
        ),
    ],
)
def test_rules_of_both_languages_work_in_one_contact(text: str, policies: set[str]) -> None:
    found = JUDGE.findings(JUDGE.read(contact_of(text, "da"), "da"))
    assert {one.policy.split("-")[0] for one in found} == policies
