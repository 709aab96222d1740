"""The ideas that words stand for, however they are typed."""

import pytest

from contactguard.knowledge.search import thesaurus
from contactguard.knowledge.search.folding import fold


@pytest.mark.parametrize(
    "text",
    [
        "I can't pay",
        "I cannot pay",
        "we can not afford it",
        "unable to pay",
        "not able to pay",
        "I don't have money",
        "we do not have money",
        "kan ikke betale",
        "kan ik betale",
        "ka ikk betale",
        "kan itte betale",
        "har icke råd",
        "har inte råd",
        "har int råd",
        "har ikkje råd",
        "har ej råd",
    ],
)
def test_a_negation_is_the_same_however_it_is_typed(text: str) -> None:
    assert "cannot-pay" in thesaurus.load().ideas(fold(text))


@pytest.mark.parametrize("text", ["I can pay", "kan betale", "har råd", "I have money"])
def test_what_is_not_negated_is_another_idea(text: str) -> None:
    assert "cannot-pay" not in thesaurus.load().ideas(fold(text))
