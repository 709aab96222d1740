import pytest

from contactguard.knowledge.editing import fact_numbers


@pytest.mark.parametrize("name", ["fact-99999-text", f"fact-{'9' * 5000}-text", "fact-x-text", "fact-"])
def test_a_fact_that_no_form_has_makes_the_form_no_longer(name: str) -> None:
    assert fact_numbers({"fact-0-text": "Gebyr", name: "x"}) == [0, 1, 2]
