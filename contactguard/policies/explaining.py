"""A text in, the rules' reasons out: why one fired, and why another that came near did not."""

from collections.abc import Iterator
from dataclasses import dataclass

from contactguard.language.reading import Reading, Sentence
from contactguard.policies.finding import Policy
from contactguard.policies.judging import Judge
from contactguard.policies.matching import Attempt, around
from contactguard.policies.rule import Find
from contactguard.policies.ruleset import LoadedRule


@dataclass(frozen=True)
class Reason:
    """What one rule made of one place of the text.

    `stopped_by` names the qualifier that cleared it; `lacking` what else the rule would have needed; both None where
    the rule fired.
    """

    rule: str
    policy: Policy
    quote: str
    found: tuple[str, ...]
    stopped_by: str | None = None
    lacking: str | None = None

    @property
    def fired(self) -> bool:
        return self.stopped_by is None and self.lacking is None


def explain(judge: Judge, reading: Reading) -> list[Reason]:
    """Fired rules first, then those that a qualifier stopped, then those that lacked one thing."""
    reasons = [_tried(reading, loaded, attempt) for loaded, attempt in judge.tried(reading)]
    for loaded in judge.rules(reading.language).rules:
        if loaded.rule.find:
            reasons += _nearly(reading, loaded, loaded.rule.find)
    unique = dict.fromkeys(reasons)
    return sorted(unique, key=lambda reason: (not reason.fired, reason.lacking is not None, reason.rule))


def _tried(reading: Reading, loaded: LoadedRule, attempt: Attempt) -> Reason:
    found = tuple(f"{one.name}: {one.text}" for one in attempt.evidence)
    quote = _quote(reading, attempt.sentence, attempt.first, attempt.last)
    return Reason(loaded.rule.id, loaded.policy, quote, found, attempt.stopped_by)


def _nearly(reading: Reading, loaded: LoadedRule, find: Find) -> Iterator[Reason]:
    """Places where the rule's cue stands and exactly one of its other parts does not."""
    spoken = {group for sentence in reading.spoken_by("any") for group in sentence.groups()}
    for sentence in reading.spoken_by(find.speaker):
        for cue in (match for match in sentence.matches if match.group in find.cue):
            lacking = _lacking(find, reading, sentence, spoken)
            if len(lacking) == 1:
                quote = _quote(reading, sentence, cue.first, cue.last)
                words = " ".join(item.name or item.word for item in sentence.items[cue.first : cue.last])
                yield Reason(loaded.rule.id, loaded.policy, quote, (f"{cue.group}: {words}",), lacking=lacking[0])


def _lacking(find: Find, reading: Reading, sentence: Sentence, spoken: set[str]) -> list[str]:
    near = [sentence, *around(find, reading, sentence)]
    groups = {group for one in near for group in one.groups()}
    slots = {slot for one in near for item in one.items for slot in item.slots}
    lacking = [group for group in find.beside if group not in groups]
    if find.company and not slots & set(find.company):
        lacking.append(" | ".join(find.company))
    if find.context and not spoken & set(find.context):
        lacking.append(" | ".join(find.context))
    return lacking


def _quote(reading: Reading, sentence: Sentence, first: int, last: int) -> str:
    start, end = sentence.clause_span(first, last)
    return reading.contact.messages[sentence.message].text[start:end]
