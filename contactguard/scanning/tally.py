"""A contact as read, with its findings, in; what figures need to know of it besides them out, without its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from contactguard.contacts.model import Author, Contact
from contactguard.language.reading import Reading, Sentence
from contactguard.policies.finding import Finding, Policy
from contactguard.policies.judging import Judge
from contactguard.policies.matching import Attempt
from contactguard.policies.omission import omissions
from contactguard.policies.qualifying import Qualifying

# Words by which the agent only passes on whom the customer has or spoke of; a language may lack some of them.
_PASSED_ON = ("reported", "customer-wish", "own-supplier", "customer-said", "customer-quoted", "already-chosen")
_SUPPLIERS = frozenset({"supplier", "affiliate-supplier"})


@dataclass(frozen=True)
class Tally:
    """`enquiry`: the customer asked which supplier to choose; `fulfilled`: the agent pointed to a comparison site.

    `first_named` are the suppliers that the agent brought up, each once, those named before by the customer left out.
    `topic` is the one of the knowledge base that the contact is about, None where nothing says so surely.
    """

    enquiry: bool = False
    fulfilled: bool = False
    first_named: tuple[str, ...] = ()
    topic: str | None = None

    @property
    def of_suppliers(self) -> bool:
        return self.enquiry or bool(self.first_named)


NOTHING = Tally()


class Topics(Protocol):
    """Whatever tells what a contact is about; pure, and changed in nothing while its version stays."""

    @property
    def version(self) -> str: ...

    def topic(self, contact: Contact, language: str) -> str | None: ...


@dataclass(frozen=True)
class Examined:
    """All that a scan makes of a contact."""

    findings: tuple[Finding, ...] = ()
    tally: Tally = NOTHING


def tally(judge: Judge, reading: Reading, findings: Sequence[Finding]) -> Tally:
    """An affiliate's own line owes no comparison and is not asked about."""
    if judge.organisation.exempt_line(reading.contact.line):
        return NOTHING
    qualifying = Qualifying(reading, judge.rules(reading.language).lexicon, judge.organisation)
    missed = any(one.policy is Policy.MISSING_COMPARISON for one in findings)
    stopped = {attempt.stopped_by for attempt in _enquiries(judge, reading, qualifying)}
    return Tally(
        enquiry=missed or bool(stopped & {None, "fulfilled"}),
        fulfilled="fulfilled" in stopped and not missed,
        first_named=tuple(_first_named(reading, qualifying)),
    )


def _enquiries(judge: Judge, reading: Reading, qualifying: Qualifying) -> Iterator[Attempt]:
    for loaded in judge.rules(reading.language).rules:
        rule = loaded.rule
        if loaded.policy is Policy.MISSING_COMPARISON and rule.when and rule.require:
            yield from omissions(rule, rule.when, rule.require, reading, qualifying)


def _first_named(reading: Reading, qualifying: Qualifying) -> Iterator[str]:
    met: set[str] = set()
    for sentence in reading.spoken_by("any"):
        for place, name in _suppliers(sentence):
            if name in met:
                continue
            met.add(name)
            attempt = Attempt(sentence, place, place + 1, (), (name,))
            if sentence.author is Author.AGENT and not qualifying.clearing(_PASSED_ON, attempt):
                yield name


def _suppliers(sentence: Sentence) -> Iterator[tuple[int, str]]:
    """The suppliers named in it, of the profile or known in the market, with the place of their item."""
    for place, item in enumerate(sentence.items):
        if item.name and item.slots & _SUPPLIERS:
            yield place, item.name
