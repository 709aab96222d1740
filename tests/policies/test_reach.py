"""How far a rule reads beside its cue, and what the customer brought up."""

from datetime import UTC, datetime

import pytest

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.language.lexicon import Lexicon, Qualifier
from contactguard.language.patterns import parse
from contactguard.language.reading import Reader, Reading
from contactguard.policies.examples import example_organisation
from contactguard.policies.judging import Judge
from contactguard.policies.matching import attempts
from contactguard.policies.qualifying import Qualifying
from contactguard.policies.rule import Examples, Find, Rule

CUES = {"praise": (parse("(flinke|søde)"),), "customer-of": (parse("kunde hos {company}"),)}
WORDS = Lexicon("da", CUES, dict[str, Qualifier](), (), frozenset())


def read(*turns: str) -> Reading:
    """Turns written "K: …" and "A: …"."""
    judge = Judge(example_organisation("da"))
    messages = tuple(
        Message(
            author=Author.CUSTOMER if turn[0] == "K" else Author.AGENT,
            sent_at=datetime(2026, 1, 1, tzinfo=UTC),
            text=turn[3:],
        )
        for turn in turns
    )
    contact = Contact(id="one", channel=Channel.TRANSCRIPT, language="da", line="general", messages=messages)
    return Reader("da", WORDS.matcher({}), judge.recogniser, frozenset()).read(contact)


def fired(reading: Reading, within: str, unless: tuple[str, ...] = ()) -> list[str]:
    find = Find.model_validate({"cue": "praise", "company": "affiliate", "within": within})
    examples = Examples.model_validate({"flag": ("x",), "pass": ("y",)})
    rule = Rule(id="one", severity="high", why="Why.", advice="Advice.", find=find, unless=unless, examples=examples)
    qualifying = Qualifying(reading, WORDS, example_organisation("da"))
    found = attempts(rule, find, reading, qualifying)
    return [company for attempt in found if attempt.stopped_by is None for company in attempt.companies]


@pytest.mark.parametrize(
    ("turns", "within", "companies"),
    [
        (("A: Scanenergi er flinke.",), "sentence", ["Scanenergi"]),
        (("A: Det er Scanenergi. De er flinke.",), "sentence", []),
        (("A: Det er Scanenergi. De er flinke.",), "neighbours", ["Scanenergi"]),
        (("K: Hvad med Scanenergi?", "A: De er flinke."), "neighbours", []),
        (("K: Hvad med Scanenergi?", "A: De er flinke."), "exchange", ["Scanenergi"]),
        (("K: Hvad med Scanenergi?", "A: Ja.", "A: De er flinke."), "exchange", ["Scanenergi"]),
        (("K: Hvad med Scanenergi?", "A: Ja.", "A: Nej.", "A: De er flinke."), "exchange", []),
    ],
)
def test_an_exchange_reaches_the_company_just_spoken_of_by_either(
    turns: tuple[str, ...], within: str, companies: list[str]
) -> None:
    assert fired(read(*turns), within) == companies


def test_a_company_the_customer_brought_up_can_clear_a_rule() -> None:
    unless = ("customer-named",)
    assert fired(read("K: Hvad med Scanenergi?", "A: Scanenergi er flinke."), "sentence", unless) == []
    assert fired(read("K: Hvad så?", "A: Scanenergi er flinke."), "sentence", unless) == ["Scanenergi"]


def test_a_company_that_is_the_customers_own_can_clear_a_rule() -> None:
    unless = ("own-company",)
    assert fired(read("K: Jeg er kunde hos Scanenergi.", "A: Scanenergi er flinke."), "sentence", unless) == []
    assert fired(read("K: Jeg er kunde hos OK.", "A: Scanenergi er flinke."), "sentence", unless) == ["Scanenergi"]
