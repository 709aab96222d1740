"""A duty that was due and not done: the contact holds an enquiry, and nowhere do the agent's words fulfil it."""

from collections.abc import Iterator

from contactguard.contacts.model import Author
from contactguard.language.reading import Reading, Sentence
from contactguard.policies.matching import Attempt, cue_evidence, in_context
from contactguard.policies.qualifying import Qualifying
from contactguard.policies.rule import Require, Rule, When


def omissions(rule: Rule, when: When, require: Require, reading: Reading, qualifying: Qualifying) -> Iterator[Attempt]:
    """One attempt for the first enquiry of the contact; stopped by "fulfilled" where the duty was done."""
    if when.context and not in_context(when.context, reading):
        return
    for sentence in _asked(when, reading):
        groups = sentence.groups()
        for match in sentence.matches:
            if match.group not in when.cue or not set(when.beside) <= groups:
                continue
            attempt = Attempt(sentence, match.first, match.last, (cue_evidence(sentence, match),))
            if fulfilled(require, reading):
                yield Attempt(sentence, match.first, match.last, attempt.evidence, stopped_by="fulfilled")
                return
            weighed = qualifying.weigh(rule, attempt)
            yield weighed
            if weighed.stopped_by is None:
                return


def _asked(when: When, reading: Reading) -> list[Sentence]:
    """Where the question stands: in the customer's words where the contact holds them, else in the agent's report."""
    return (when.speaker == "any" and reading.spoken_by("customer")) or reading.spoken_by(when.speaker)


def fulfilled(require: Require, reading: Reading) -> bool:
    """Whether the agent's own words point to what the duty asks for."""
    return any(sentence.author is Author.AGENT and _meets(require, sentence) for sentence in reading.spoken_by("agent"))


def _meets(require: Require, sentence: Sentence) -> bool:
    named = any(item.slots & set(require.company) for item in sentence.items)
    return named or bool(sentence.groups() & set(require.cue))
