"""What the chain keeps as names and codes is told in the reader's language."""

import ast
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from contactguard.reporting.audit_facts import FACTS, VALUES, told
from contactguard.reporting.words import Words
from tests.conftest import ROOT
from tests.reporting.test_words import TRANSLATED, catalogues, named

ZONE = ZoneInfo("Europe/Copenhagen")
NOT_FACTS = {"actor", "action", "subject"}


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (
            {"verdict": "breach", "kind": "second", "reason": "as-found"},
            ["afgørelse: Brud", "slags: blind anden læsning", "grund: som fundet siger"],
        ),
        ({"on": "2026-10-05", "attended": 1200}, ["på dagen: 5. oktober 2026", "deltog: 1.200"]),
        ({"first": "2026-09", "seed": 12345}, ["første måned: september 2026", "startværdi: 12345"]),
        ({"roles": "officer, lead"}, ["roller: Overvågningsansvarlig, Teamleder"]),
        ({"one_time": True, "reason": "", "incident": None}, ["til engangsbrug: ja"]),
        ({"of another version": "2026-99"}, ["of another version: 2026-99"]),
    ],
)
def test_facts_are_told_in_the_readers_language(details: dict[str, object], expected: list[str]) -> None:
    assert told(details, Words("da", ZONE)) == expected


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_name_and_value_is_translated(language: str) -> None:
    texts = {*FACTS.values(), *(text for values in VALUES.values() for text in values.values())}
    known = {ids[0] for ids, _ in catalogues(language)}
    assert texts - known == set()


def test_every_fact_that_is_noted_has_a_name() -> None:
    noted = set(facts())
    assert len(noted) > 20
    assert noted - set(FACTS) == set()


def facts() -> Iterator[str]:
    """The names that entries of the chain are given, as far as they stand in the call."""
    for file in (ROOT / "contactguard").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = {one.arg for one in node.keywords if one.arg} if isinstance(node, ast.Call) else set()
            if names >= NOT_FACTS and named(node) in ("append", "note"):
                yield from names - NOT_FACTS
