"""A reading in, findings out: every rule of the language tried, and those that fired settled among themselves."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from contactguard.contacts.model import Contact
from contactguard.language.companies import Recogniser
from contactguard.language.reading import Reader, Reading
from contactguard.organisation.model import Organisation
from contactguard.policies import ruleset
from contactguard.policies.finding import Explanation, Finding, Origin, Policy
from contactguard.policies.matching import Attempt, attempts
from contactguard.policies.meeting import settled
from contactguard.policies.omission import fulfilled, omissions
from contactguard.policies.qualifying import Qualifying, answered
from contactguard.policies.ruleset import LoadedRule, RuleSet


class Judge:
    """The rules of all languages, applied to the contacts of one organisation."""

    def __init__(self, organisation: Organisation, folder: Path | None = None) -> None:
        """`folder` holds own rule files (see `ruleset.load`)."""
        self.organisation = organisation
        self.recogniser = Recogniser(organisation)
        self._folder = folder
        self._readers: dict[str, Reader] = {}

    def rules(self, language: str) -> RuleSet:
        return ruleset.load(language, self._folder)

    def read(self, contact: Contact, language: str) -> Reading:
        """The contact as the rules see it: those of the language, and for segments in another one those of that."""
        return self._reader(language).read(contact, self._reader)

    def _reader(self, language: str) -> Reader:
        if language not in self._readers:
            rules = self.rules(language)
            self._readers[language] = Reader(language, rules.matcher(), self.recogniser, rules.lexicon.clause_openers)
        return self._readers[language]

    def findings(self, reading: Reading) -> list[Finding]:
        """The findings of the rules, in the order of the text."""
        fired = [(loaded, attempt) for loaded, attempt in self.tried(reading) if attempt.stopped_by is None]
        return settled(_finding(reading, loaded, attempt) for loaded, attempt in _statements(fired))

    def cleared(self, finding: Finding, reading: Reading) -> bool:
        """Whether a duty that the finding calls missing was fulfilled, or not yet due, by the rules' own measure."""
        if finding.policy is not Policy.MISSING_COMPARISON:
            return False
        every = (loaded for language in reading.languages for loaded in self.rules(language).rules)
        rules = [loaded.rule for loaded in every if loaded.policy is finding.policy]
        if not answered(reading) and any("not-answered" in rule.unless for rule in rules):
            return True
        return any(rule.require is not None and fulfilled(rule.require, reading) for rule in rules)

    def tried(self, reading: Reading) -> Iterator[tuple[LoadedRule, Attempt]]:
        """Every rule with every place where its statement stands, stopped or not."""
        for language in reading.languages:
            rules = self.rules(language)
            qualifying = Qualifying(reading, rules.lexicon, self.organisation)
            for loaded in rules.rules:
                if not loaded.cues.isdisjoint(reading.groups):
                    yield from ((loaded, attempt) for attempt in _attempts(loaded, reading, qualifying))


def _attempts(loaded: LoadedRule, reading: Reading, qualifying: Qualifying) -> Iterator[Attempt]:
    rule = loaded.rule
    if rule.find:
        yield from attempts(rule, rule.find, reading, qualifying)
    elif rule.when and rule.require:
        yield from omissions(rule, rule.when, rule.require, reading, qualifying)


def _statements(fired: list[tuple[LoadedRule, Attempt]]) -> Iterator[tuple[LoadedRule, Attempt]]:
    """A sentence breaks a policy once: what rules of one policy see in it is one statement."""
    bounds: dict[tuple[Policy, int, int], tuple[int, int]] = {}
    for loaded, one in fired:
        first, last = bounds.get(_statement(loaded, one), (one.first, one.last))
        bounds[_statement(loaded, one)] = min(first, one.first), max(last, one.last)
    for loaded, one in fired:
        first, last = bounds[_statement(loaded, one)]
        yield loaded, replace(one, first=first, last=last)


def _statement(loaded: LoadedRule, attempt: Attempt) -> tuple[Policy, int, int]:
    return loaded.policy, attempt.sentence.message, attempt.sentence.start


def _finding(reading: Reading, loaded: LoadedRule, attempt: Attempt) -> Finding:
    rule = loaded.rule
    start, end = attempt.sentence.clause_span(attempt.first, attempt.last)
    message = attempt.sentence.message
    return Finding(
        policy=loaded.policy,
        message=message,
        start=start,
        end=end,
        quote=reading.contact.messages[message].text[start:end],
        severity=rule.severity,
        score=rule.score,
        origin=Origin.RULE,
        rule=rule.id,
        rule_version=loaded.version,
        explanation=Explanation(rule.why, rule.advice, loaded.programme, attempt.evidence, rule.unless),
        companies=attempt.companies,
    )
