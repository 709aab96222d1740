"""Where findings meet: one statement is one finding, and the surest reading of it stands."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile

from contactguard.policies.finding import Finding, Policy
from contactguard.policies.ruleset import is_own

# A clause that both refers and praises is a referral only; one that holds a customer back with praise is disparagement
# only; an advert is marketing only.
_STRONGER = {
    Policy.AFFILIATE_EMPHASIS: (Policy.AFFILIATE_REFERRAL, Policy.DISPARAGEMENT, Policy.AFFILIATE_MARKETING),
    Policy.AFFILIATE_REFERRAL: (Policy.AFFILIATE_MARKETING,),
}

LAST = 10**12  # no text has so many characters
# What a finding must score to stand beside a surer one in the same words: of those below it seven in ten were wrong.
BESIDE = 0.7
PART = 0.4  # a quote shorter than this share of what another reading of the same words quotes leaves out what tells


def settled(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a statement: the likeliest of a policy, none where a stronger policy has the same words.

    What a company's own rule found stands: the models, asked later, may doubt all others.
    """
    kept: list[Finding] = []
    taken = _Taken()
    for finding in sorted(findings, key=lambda one: (not is_own(one), -one.score, one.message, one.start, one.rule)):
        if not taken.overlaps(finding, finding.policy):
            taken.add(finding)
            kept.append(finding)
    return _ordered(one for one in kept if is_own(one) or not taken.stronger(one))


def joined(first: list[Finding], second: list[Finding]) -> list[Finding]:
    """Both lists as one; where they say the same of the same words, the first one's finding stands.

    It quotes all that both quote where its own quote is but a part of that. No policy is stronger here: models know
    praise beside a referral from praise inside it, though each quotes all.
    """
    taken = _Taken(first)
    fuller = dict(_again(taken, second))
    own = [_widened(one, fuller.get((one.policy, one.message, one.start), one)) for one in first]
    return _ordered([*own, *(one for one in second if not taken.overlaps(one, one.policy))])


def _again(taken: "_Taken", second: list[Finding]) -> Iterator[tuple[tuple[Policy, int, int], Finding]]:
    """Each finding that says again what one finding said alone, by policy, message and start of that one."""
    for one in second:
        met = taken.met(one, one.policy)
        if len(met) == 1 and one.policy is not Policy.MISSING_COMPARISON:
            yield (one.policy, one.message, met[0][1]), one


def _widened(one: Finding, other: Finding) -> Finding:
    """The finding with the words of both where its own are but a part."""
    early, late = sorted((one, other), key=lambda each: each.start)
    quote = early.quote + late.quote[max(0, early.end - late.start) :]
    if len(one.quote) >= PART * len(quote):
        return one
    return replace(one, start=early.start, end=max(one.end, other.end), quote=quote)


def surest(findings: list[Finding]) -> list[Finding]:
    """Without those that share words with a surer finding and are hardly sure; most words break one policy only.

    A missing comparison has no words of its own; what a company's own rule found stands.
    """
    kept: list[Finding] = []
    taken = _Taken()
    for one in sorted(findings, key=lambda one: -one.score):
        if one.policy is Policy.MISSING_COMPARISON:
            kept.append(one)
        elif one.score >= BESIDE or is_own(one) or not taken.by_any(one):
            taken.add(one)
            kept.append(one)
    return _ordered(kept)


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda one: (one.message, one.start, one.end, one.policy))


class _Taken:
    """The words that findings of each policy have."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._stretches: dict[tuple[Policy, int], list[tuple[int, int]]] = {}
        for one in findings:
            self.add(one)

    def add(self, finding: Finding) -> None:
        stretch = finding.end, finding.start
        insort(self._stretches.setdefault(_place(finding, finding.policy), []), stretch)

    def overlaps(self, finding: Finding, policy: Policy) -> bool:
        """Whether a finding of the policy has one of this one's characters."""
        stretches = self._stretches.get(_place(finding, policy), [])
        if policy is finding.policy is Policy.MISSING_COMPARISON:
            return bool(stretches)  # a contact misses the comparison site once
        return bool(self.met(finding, policy))

    def met(self, finding: Finding, policy: Policy) -> list[tuple[int, int]]:
        """End and start of each finding of the policy that has one of this one's characters."""
        stretches = self._stretches.get(_place(finding, policy), [])
        behind = range(bisect_right(stretches, (finding.start, LAST)), len(stretches))
        return list(takewhile(lambda stretch: stretch[1] < finding.end, map(stretches.__getitem__, behind)))

    def by_any(self, finding: Finding) -> bool:
        """Whether any finding has one of its characters."""
        return any(self.overlaps(finding, policy) for policy in Policy)

    def stronger(self, finding: Finding) -> bool:
        """Whether a stronger policy has one of its characters."""
        return any(self.overlaps(finding, policy) for policy in _STRONGER.get(finding.policy, ()))


def _place(finding: Finding, policy: Policy) -> tuple[Policy, int]:
    return policy, 0 if policy is Policy.MISSING_COMPARISON else finding.message
