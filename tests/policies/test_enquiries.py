"""Whose words hold the question that calls for a comparison site."""

import pytest

from contactguard.language.firms import firms
from contactguard.policies.examples import contact_of, example_organisation
from contactguard.policies.finding import Policy
from contactguard.policies.judging import Judge

JUDGE = Judge(example_organisation("sv"))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("K: Vilket elbolag ska man ha? | A: Det får vi inte säga.", True),
        ("K: Jag vill flytta min mätare. | A: Vilket elbolag ska man ha, undrar många.", False),
        ("Frågade vilket elbolag man ska ha. Svarade att det är fritt.", True),
        ("K: Mitt elavtal går ut. Vilka finns det? | A: Det finns många.", True),
        ("K: Vilket elbolag ska man ha? | A: Vi återkommer inom kort. Kontoret stänger klockan fyra.", False),
        ("K: Vilket elbolag ska man ha? | A: Elavtalet väljer du själv. Vi återkommer om mätaren.", True),
        ("K: Vilket elbolag ska man ha? | A: Hej Anna, det finns många bolag att välja mellan.", True),
        ("K: Vilket elbolag ska man ha? | A: Hej Anna Lena Berg", False),
        ("K: Vilket elbolag ska man ha? | A: Fortum!", True),
        ("K: Jag samlar på gamla kartor. Vilka finns det? | A: Det finns många.", False),
    ],
)
def test_the_customer_asks_where_the_contact_holds_the_customers_words(text: str, missing: bool) -> None:
    found = JUDGE.findings(JUDGE.read(contact_of(text, "sv"), "sv"))
    assert any(finding.policy is Policy.MISSING_COMPARISON for finding in found) is missing


def test_a_courtesy_is_no_answer() -> None:
    judge = Judge(example_organisation("da"))
    text = "K: Hvilket elselskab skal jeg vælge? | A: Du er altid velkommen til at ringe til os igen en anden dag."
    assert judge.findings(judge.read(contact_of(text, "da"), "da")) == []


@pytest.mark.parametrize(
    ("language", "text", "missing"),
    [
        ("da", "Kd spørger hvilket elselskab man vælger. Var på vej ud, en kollega ringer tilbage i morgen.", False),
        ("da", "Kd spørger hvilket elselskab man vælger. Ringer på mandag.", False),
        (
            "da",
            "Kd spørger hvilket elselskab man vælger. Forklarede at valget er frit. Ringer på mandag om måleren.",
            True,
        ),
        ("da", "Kd spørger hvilket elselskab man vælger. Struer Energi ringer ham op i morgen.", True),
        ("da", "Kd spørger hvilket elselskab man vælger, Struer Energi nævnt. Ringer på mandag.", True),
        ("da", "Kd spørger hvilket elselskab man vælger.", True),
        ("sv", "Frågade vilket elbolag man ska ha. Jag ringer i eftermiddag.", False),
        ("nb", "Lurte på hvilket strømselskap hun skal velge. Satt over til en kollega.", False),
        ("en", "Asked which supplier to choose. I call her tomorrow.", False),
    ],
)
def test_a_note_that_only_promises_an_answer_holds_none(language: str, text: str, missing: bool) -> None:
    judge = Judge(example_organisation(language))
    found = judge.findings(judge.read(contact_of(text, language), language))
    assert any(finding.policy is Policy.MISSING_COMPARISON for finding in found) is missing


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ring Stugun Elservice, de har jour", "Stugun Elservice"),
        ("Tipsade om Laddkompaniet", "Laddkompaniet"),
        ("Foreslog Thyholm Elservice, han havde ingen", "Thyholm Elservice"),
        ("Named Hedegaard El", "Hedegaard El"),
        ("Taghus El kommer i dag", "Taghus El"),
    ],
)
def test_a_firm_is_named_without_the_verb_before_it(text: str, name: str) -> None:
    assert [firm.name for firm in firms(text, False)] == [name]
