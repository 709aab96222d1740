"""What clears a statement: words (negated, reported, consented …) and structure (exempt line, even list …)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from contactguard.contacts.model import Author
from contactguard.language.lexicon import Lexicon, Qualifier, Scope
from contactguard.language.reading import Reading, Sentence
from contactguard.organisation.model import Organisation
from contactguard.policies.rule import Rule

if TYPE_CHECKING:
    from contactguard.policies.matching import Attempt

_OWN = ("customer-of", "hired")  # groups that say whose customer one is, or who already does the job
_ASKS = ("asks-for-company",)  # the cue group of a customer who wants to reach a company named beside it
_TRADERS = frozenset({"affiliate", "supplier"})
_SHORT, _GREETED = 2, 4  # words, or words after a greeting, that may be no more than names


class Qualifying:
    """The qualifiers of one reading, each asked for only when a rule needs it."""

    def __init__(self, reading: Reading, lexicon: Lexicon, organisation: Organisation) -> None:
        self._reading = reading
        self._lexicon = lexicon
        self.language = lexicon.language
        self._exempt = organisation.exempt_line(reading.contact.line)
        self._held: dict[str, set[int]] = {}
        self._structural: dict[str, Callable[[Attempt], bool]] = {
            "exempt-line": lambda attempt: self._exempt,
            "even-list": _even_list,
            "customer-asked": self._customer_asked,
            "customer-named": self._customer_named,
            "own-company": self._own_company,
            "not-answered": lambda attempt: not self._answered,
        }

    def weigh(self, rule: Rule, attempt: "Attempt") -> "Attempt":
        """The attempt, with the first of the rule's qualifiers that clears it."""
        return replace(attempt, stopped_by=self.clearing(rule.unless, attempt))

    def clearing(self, names: Iterable[str], attempt: "Attempt") -> str | None:
        """The first of these qualifiers that holds; those that the language lacks never do."""
        return next((name for name in names if self._knows(name) and self._holds(name, attempt)), None)

    def _knows(self, name: str) -> bool:
        return name in self._structural or name in self._lexicon.qualifiers

    def _holds(self, name: str, attempt: "Attempt") -> bool:
        if name in self._structural:
            return self._structural[name](attempt)
        qualifier = self._lexicon.qualifiers[name]
        if qualifier.group not in self._reading.groups:
            return False
        if qualifier.scope is Scope.CONTACT:
            return bool(self._messages(qualifier))
        if qualifier.scope is Scope.MESSAGE:
            return attempt.sentence.message in self._messages(qualifier)
        return any(
            match.group == qualifier.group and _counts(qualifier, sentence, match.first, attempt)
            for sentence in self._near(qualifier, attempt.sentence)
            for match in sentence.matches
        )

    def _messages(self, qualifier: Qualifier) -> set[int]:
        """The messages in which the words of the qualifier's speaker hold its cue."""
        known = self._held.get(qualifier.name)
        if known is None:
            spoken = self._reading.spoken_by(qualifier.speaker)
            known = {one.message for one in spoken if qualifier.group in one.groups()}
            self._held[qualifier.name] = known
        return known

    def _near(self, qualifier: Qualifier, sentence: Sentence) -> list[Sentence]:
        if qualifier.scope is not Scope.NEIGHBOURS:
            return [sentence]
        at = self._reading.place(sentence)
        near = self._reading.sentences[max(0, at - 1) : at + 2]
        return [other for other in near if other is sentence or other.spoken_by(qualifier.speaker)]

    def _customer_asked(self, attempt: "Attempt") -> bool:
        """The customer named that very company and wants to reach it (GUIDE: plain facts or a transfer are fine)."""
        until = self._reading.place(attempt.sentence)
        if attempt.sentence.author is Author.CUSTOMER:
            until = len(self._reading.sentences)
        return any(self._asked.get(name, until) < until for name in attempt.companies)

    @cached_property
    def _asked(self) -> dict[str, int]:
        """The first sentence in which each company is asked for."""
        asked: dict[str, int] = {}
        for number, sentence in enumerate(self._reading.sentences):
            if sentence.own and not sentence.groups().isdisjoint(_ASKS):
                for name in sentence.names():
                    asked.setdefault(name, number)
        return asked

    def _own_company(self, attempt: "Attempt") -> bool:
        """That very company is the customer's own, whoever says so: the supplier chosen, the installer at work."""
        here = self._reading.place(attempt.sentence)
        return any(self._owned.get(name, set()) - {here} for name in attempt.companies)

    @cached_property
    def _owned(self) -> dict[str, set[int]]:
        """The sentences that call a company the customer's own; of many the first few, one of which is another."""
        owned: dict[str, set[int]] = {}
        for said in self._reading.spoken_by("any") if not self._reading.groups.isdisjoint(_OWN) else ():
            number = self._reading.place(said)
            for match in (match for match in said.matches if match.group in _OWN):
                for item in said.items[match.first : match.last]:
                    if item.name and len(owned.setdefault(item.name, set())) < 2:
                        owned[item.name].add(number)
        return owned

    def _customer_named(self, attempt: "Attempt") -> bool:
        """The customer brought that very company up."""
        return not self._named.isdisjoint(attempt.companies)

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(name for said in self._reading.spoken_by("customer") for name in said.names())

    @cached_property
    def _answered(self) -> bool:
        return answered(self._reading)


def _counts(qualifier: Qualifier, sentence: Sentence, index: int, attempt: "Attempt") -> bool:
    if sentence is not attempt.sentence:
        return True
    if qualifier.scope is Scope.CLAUSE:
        clauses = range(sentence.clause(attempt.first), sentence.clause(attempt.last - 1) + 1)
        return sentence.clause(index) in clauses
    if qualifier.scope is Scope.BEFORE:
        return index < attempt.last
    return True


def _even_list(attempt: "Attempt") -> bool:
    """Two or more suppliers side by side, an affiliate perhaps among them."""
    slots = frozenset({"affiliate", "supplier", "brand"})
    return len({item.name for item in attempt.sentence.items if item.slots & slots}) >= 2


def answered(reading: Reading) -> bool:
    """Whether the agent said anything of substance; an acknowledgement alone is no answer yet.

    Beside an acknowledgement sent to the customer only what speaks of suppliers is one: the rest is courtesy. Beside
    one in a note the question itself is none.
    """
    spoken = reading.spoken_by("agent")
    told = [sentence for sentence in spoken if _tells(sentence)]
    promised = {sentence.message for sentence in spoken if "acknowledgement" in sentence.groups()}
    if not reading.spoken_by("customer"):
        return any(not (promised and _asks(sentence)) for sentence in told)
    return any(sentence.message not in promised or _of_suppliers(sentence) for sentence in told)


def _tells(sentence: Sentence) -> bool:
    """Says something, be it a company's name alone; a greeting may come before it."""
    if _names(sentence, _TRADERS):
        return True
    if "acknowledgement" in sentence.groups():
        return False
    courtesies = [match for match in sentence.matches if match.group == "courtesy"]
    greeted = max((match.last for match in courtesies if match.first == 0), default=0)
    mere = any(match.first for match in courtesies)
    return not mere and len(sentence.items) - greeted > (_GREETED if greeted else _SHORT)


def _asks(sentence: Sentence) -> bool:
    """Tells of an enquiry and names nobody."""
    return not _names(sentence, _TRADERS) and "supplier-enquiry" in sentence.groups()


def _of_suppliers(sentence: Sentence) -> bool:
    topics = {"supplier-topic", "supplier-enquiry"}
    return _names(sentence, _TRADERS | {"brand"}) or not sentence.groups().isdisjoint(topics)


def _names(sentence: Sentence, slots: frozenset[str]) -> bool:
    return any(item.slots & slots for item in sentence.items)
