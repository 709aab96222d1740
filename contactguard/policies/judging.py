"""A reading in, findings out: every rule of the language tried, doubles and lesser readings of one clause dropped."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from contactguard.contacts.model import Contact
from contactguard.language.companies import Recogniser
from contactguard.language.reading import Reader, Reading
from contactguard.organisation.model import Organisation
from contactguard.policies import ruleset
from contactguard.policies.finding import Explanation, Finding, Origin, Policy
from contactguard.policies.matching import Attempt, attempts
from contactguard.policies.omission import fulfilled, omissions
from contactguard.policies.qualifying import Qualifying, answered
from contactguard.policies.ruleset import LoadedRule, RuleSet

# A clause that both refers and praises is a referral only; one that holds a customer back with praise is disparagement
# only; an advert is marketing only.
_STRONGER = {
    Policy.AFFILIATE_EMPHASIS: (Policy.AFFILIATE_REFERRAL, Policy.DISPARAGEMENT, Policy.AFFILIATE_MARKETING),
    Policy.AFFILIATE_REFERRAL: (Policy.AFFILIATE_MARKETING,),
}

LAST = 10**12  # no text has so many characters
# What a finding must score to stand beside a surer one in the same words: of those below it seven in ten were wrong.
BESIDE = 0.7


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
        return settled(_finding(reading, loaded, attempt) for loaded, attempt in _whole(fired))

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


def _whole(fired: list[tuple[LoadedRule, Attempt]]) -> Iterator[tuple[LoadedRule, Attempt]]:
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


def settled(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a statement: the likeliest of a policy, none where a stronger policy has the same words."""
    kept: list[Finding] = []
    taken = _Taken()
    for finding in sorted(findings, key=lambda one: (-one.score, one.message, one.start, one.rule)):
        if not taken.overlaps(finding, finding.policy):
            taken.add(finding)
            kept.append(finding)
    return _ordered(one for one in kept if not taken.stronger(one))


def joined(first: list[Finding], second: list[Finding]) -> list[Finding]:
    """Both lists as one; where they say the same of the same words, the first one's finding stands.

    No policy is stronger here: models know praise beside a referral from praise inside it, though each quotes all.
    """
    taken = _Taken()
    for one in first:
        taken.add(one)
    return _ordered([*first, *(one for one in second if not taken.overlaps(one, one.policy))])


def surest(findings: list[Finding]) -> list[Finding]:
    """Without those that share words with a surer finding and are hardly sure; most words break one policy only.

    A missing comparison has no words of its own.
    """
    kept: list[Finding] = []
    taken = _Taken()
    for one in sorted(findings, key=lambda one: -one.score):
        if one.policy is Policy.MISSING_COMPARISON:
            kept.append(one)
        elif one.score >= BESIDE or not taken.by_any(one):
            taken.add(one)
            kept.append(one)
    return _ordered(kept)


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: (one.message, one.start, one.end, one.policy))


class _Taken:
    """The words that findings of each policy have."""

    def __init__(self) -> None:
        self._stretches: dict[tuple[Policy, int], list[tuple[int, int]]] = {}

    def add(self, finding: Finding) -> None:
        stretch = finding.end, finding.start
        insort(self._stretches.setdefault(_place(finding, finding.policy), []), stretch)

    def overlaps(self, finding: Finding, policy: Policy) -> bool:
        """Whether a finding of the policy has one of this one's characters."""
        stretches = self._stretches.get(_place(finding, policy), [])
        if policy is finding.policy is Policy.MISSING_COMPARISON:
            return bool(stretches)  # a contact misses the comparison site once
        behind = bisect_right(stretches, (finding.start, LAST))
        return behind < len(stretches) and stretches[behind][1] < finding.end

    def by_any(self, finding: Finding) -> bool:
        """Whether any finding has one of its characters."""
        return any(self.overlaps(finding, policy) for policy in Policy)

    def stronger(self, finding: Finding) -> bool:
        """Whether a stronger policy has one of its characters."""
        return any(self.overlaps(finding, policy) for policy in _STRONGER.get(finding.policy, ()))


def _place(finding: Finding, policy: Policy) -> tuple[Policy, int]:
    return policy, 0 if policy is Policy.MISSING_COMPARISON else finding.message


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
