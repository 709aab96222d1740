"""A pattern may have to stand at the end of its sentence."""

import pytest

from contactguard.language.matcher import Matcher
from contactguard.language.patterns import Item, parse


def matched(source: str, text: str) -> bool:
    items = [Item(word, 0, 1) for word in text.split()]
    return any(Matcher({"group": [parse(source)]}).find(items))


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("tag norlys $", "så tag norlys", True),
        ("tag norlys $", "så tag norlys . !", True),
        ("tag norlys $", "tag norlys i dag", False),
        ("^ norlys $", "norlys .", True),
        ("^ norlys $", "ja norlys .", False),
        ("(tag|vælg) ... norlys $", "vælg du bare norlys", True),
    ],
)
def test_a_closing_pattern_ends_where_the_sentence_ends(source: str, text: str, found: bool) -> None:
    assert matched(source, text) is found
