"""What clears a statement: words (negated, reported, consented …) and structure (exempt line, even list …)."""

from collections.abc import Callable
from dataclasses import replace
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


class Qualifying:
    """The qualifiers of one reading, each asked for only when a rule needs it."""

    def __init__(self, reading: Reading, lexicon: Lexicon, organisation: Organisation) -> None:
        self._reading = reading
        self._lexicon = lexicon
        self._exempt = organisation.exempt_line(reading.contact.line)
        self._structural: dict[str, Callable[[Attempt], bool]] = {
            "exempt-line": lambda attempt: self._exempt,
            "even-list": _even_list,
            "customer-asked": self._customer_asked,
            "customer-named": self._customer_named,
            "own-company": self._own_company,
            "not-answered": lambda attempt: not answered(reading),
        }

    def weigh(self, rule: Rule, attempt: "Attempt") -> "Attempt":
        """The attempt, with the first of the rule's qualifiers that clears it."""
        stopped = next((name for name in rule.unless if self._holds(name, attempt)), None)
        return replace(attempt, stopped_by=stopped)

    def _holds(self, name: str, attempt: "Attempt") -> bool:
        if name in self._structural:
            return self._structural[name](attempt)
        qualifier = self._lexicon.qualifiers[name]
        return any(
            match.group == qualifier.group and _counts(qualifier, sentence, match.first, attempt)
            for sentence in self._within(qualifier, attempt.sentence)
            for match in sentence.matches
        )

    def _within(self, qualifier: Qualifier, sentence: Sentence) -> list[Sentence]:
        if qualifier.scope in (Scope.CLAUSE, Scope.BEFORE, Scope.SENTENCE):
            return [sentence]
        spoken = self._reading.spoken_by(qualifier.speaker)
        if qualifier.scope is Scope.CONTACT:
            return spoken
        if qualifier.scope is Scope.MESSAGE:
            return [other for other in spoken if other.message == sentence.message]
        at = self._reading.place(sentence)
        near = self._reading.sentences[max(0, at - 1) : at + 2]
        return [other for other in near if other in spoken or other is sentence]

    def _customer_asked(self, attempt: "Attempt") -> bool:
        """The customer named that very company and wants to reach it (GUIDE: plain facts or a transfer are fine)."""
        for sentence in self._reading.sentences:
            if sentence is attempt.sentence and sentence.author is not Author.CUSTOMER:
                break
            names = {item.name for item in sentence.items if item.name}
            if sentence.own and names & set(attempt.companies) and sentence.groups() & set(_ASKS):
                return True
        return False

    def _own_company(self, attempt: "Attempt") -> bool:
        """That very company is the customer's own, whoever says so: the supplier chosen, the installer at work."""
        named = set(attempt.companies)
        return any(
            match.group in _OWN and named & {item.name for item in said.items[match.first : match.last] if item.name}
            for said in self._reading.spoken_by("any")
            if said is not attempt.sentence
            for match in said.matches
        )

    def _customer_named(self, attempt: "Attempt") -> bool:
        """The customer brought that very company up."""
        named = set(attempt.companies)
        return any(
            named & {item.name for item in said.items if item.name} for said in self._reading.spoken_by("customer")
        )


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
    """Whether the agent said anything of substance; an acknowledgement alone is no answer yet."""
    spoken = [sentence for sentence in reading.spoken_by("agent") if len(sentence.items) > 2]
    return any(not sentence.groups() & {"acknowledgement", "courtesy"} for sentence in spoken)
