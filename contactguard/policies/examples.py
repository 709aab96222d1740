"""The examples inside rule files, run as tests: what must be flagged, what must pass, what is known to be missed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.organisation import profile
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding
from contactguard.policies.judging import Judge
from contactguard.policies.ruleset import LoadedRule, RuleSet

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
PROFILES = {"da": "struer", "sv": "kalmar", "nb": "fjelnett", "en": "struer"}  # whose companies the examples name
_MARK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_TURN_MARK = re.compile(r"[AK]:")
_TURN = re.compile(r"\s*\|\s*(?=[AK]:)")
_AUTHORS = {"A": Author.AGENT, "K": Author.CUSTOMER}


class Expectation(StrEnum):
    FLAG = "flag"
    PASS = "pass"
    KNOWN_MISS = "known-miss"


@dataclass(frozen=True)
class Outcome:
    """One example's result: `problem` is None where the rule did as the example says."""

    rule: str
    expectation: Expectation
    text: str
    problem: str | None


@cache
def example_organisation(language: str) -> Organisation:
    """The organisation whose companies the examples of a language name."""
    folder = files("contactguard.organisation") / "profiles"
    with as_file(folder / f"{PROFILES.get(language, 'struer')}.toml") as path:
        return profile.load(path)


def contact_of(text: str, language: str, line: str = "general", sent_at: datetime = _SOME_DAY) -> Contact:
    """An example as a contact: "K: … | A: …" is a dialogue of customer and agent, all else an agent's note."""
    plain = _MARK.sub(r"\1", text)
    turns = _TURN.split(plain) if _TURN_MARK.match(plain) else [f"A: {plain}"]
    messages = tuple(Message(author=_AUTHORS[turn[0]], sent_at=sent_at, text=turn[2:].strip()) for turn in turns)
    channel = Channel.CALL_NOTE if len(messages) == 1 else Channel.TRANSCRIPT
    return Contact(id="example", channel=channel, language=language, line=line, messages=messages)


def as_note(text: str) -> str:
    """The text such that `contact_of` reads it as one note of an agent, though it begin as a dialogue does."""
    return f"A: {text}" if _TURN_MARK.match(text) else text


def outcomes(rules: RuleSet, folder: Path | None = None) -> Iterator[Outcome]:
    """Every example of every rule of a language, tried; `folder` holds own rule files."""
    judge = Judge(example_organisation(rules.lexicon.language), folder)
    for loaded in rules.rules:
        for expectation, texts in _listed(loaded):
            for text in texts:
                contact = contact_of(text, rules.lexicon.language)
                found = judge.findings(judge.read(contact, rules.lexicon.language))
                mine = [finding for finding in found if finding.rule == loaded.rule.id]
                same = [finding for finding in found if finding.policy is loaded.policy]
                yield Outcome(loaded.rule.id, expectation, text, _problem(expectation, text, mine, same))


def _listed(loaded: LoadedRule) -> tuple[tuple[Expectation, tuple[str, ...]], ...]:
    examples = loaded.rule.examples
    return (
        (Expectation.FLAG, examples.flag),
        (Expectation.PASS, examples.passes),
        (Expectation.KNOWN_MISS, examples.known_miss),
    )


def _problem(expectation: Expectation, text: str, mine: list[Finding], same: list[Finding]) -> str | None:
    if expectation is Expectation.PASS:
        return f"raised {same[0].quote!r} by {same[0].rule}" if same else None
    if expectation is Expectation.KNOWN_MISS:
        return "is found now: make it a flag example" if same else None
    mark = _MARK.search(text)
    if mark is None:
        return "marks no evidence with [[ ]]"
    if not mine:
        return "is not raised"
    return None if any(_agree(finding.quote, mark[1]) for finding in mine) else f"raised {mine[0].quote!r} instead"


def _agree(quote: str, marked: str) -> bool:
    """The quote and the mark are about the same words: one holds the other, but for punctuation."""
    left, right = quote.strip(" .,!"), marked.strip(" .,!")
    return left in right or right in left
