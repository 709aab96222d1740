"""A duty that was due and not done: the contact holds an enquiry, and nowhere do the agent's words fulfil it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from contactguard.contacts.model import Author
from contactguard.language.reading import Reading, Sentence
from contactguard.policies.matching import Attempt, cue_evidence, in_context
from contactguard.policies.qualifying import Qualifying
from contactguard.policies.rule import Require, Rule, When


def omissions(rule: Rule, when: When, require: Require, reading: Reading, qualifying: Qualifying) -> Iterator[Attempt]:
    """One attempt for the first enquiry of the contact; stopped by "fulfilled" where the duty was done."""
    if when.context and not in_context(when.context, reading):
        return
    due = _due(when, reading, qualifying.language)
    first = next(due, None)
    if first is None:
        return
    if fulfilled(require, reading):
        yield replace(first, stopped_by="fulfilled")
        return
    for attempt in chain([first], due):
        weighed = qualifying.weigh(rule, attempt)
        yield weighed
        if weighed.stopped_by is None:
            return


def _due(when: When, reading: Reading, language: str) -> Iterator[Attempt]:
    """Every enquiry of the contact that is worded in this language."""
    for sentence in (one for one in _asked(when, reading) if one.language == language):
        groups = sentence.groups()
        for match in sentence.matches:
            if match.group in when.cue and set(when.beside) <= groups:
                yield Attempt(sentence, match.first, match.last, (cue_evidence(sentence, match),))


def _asked(when: When, reading: Reading) -> list[Sentence]:
    """Where the question stands: in the customer's words where the contact holds them, else in the agent's report."""
    return (when.speaker == "any" and reading.spoken_by("customer")) or reading.spoken_by(when.speaker)


def fulfilled(require: Require, reading: Reading) -> bool:
    """Whether the agent's own words point to what the duty asks for."""
    return any(sentence.author is Author.AGENT and _meets(require, sentence) for sentence in reading.spoken_by("agent"))


def _meets(require: Require, sentence: Sentence) -> bool:
    named = any(item.slots & set(require.company) for item in sentence.items)
    return named or bool(sentence.groups() & set(require.cue))
