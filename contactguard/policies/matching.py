"""A reading and a rule in, attempts out: where the rule fits, and what stopped it where it does not fire."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from contactguard.language.matcher import Match
from contactguard.language.reading import Reading, Sentence
from contactguard.policies.finding import Evidence
from contactguard.policies.qualifying import Qualifying
from contactguard.policies.rule import Find, Rule

MOST = 20  # cues of one rule tried in one sentence; more stand in none that a person wrote


@dataclass(frozen=True)
class Attempt:
    """A place where a rule's statement stands. It fires unless a qualifier stopped it."""

    sentence: Sentence
    first: int
    last: int
    evidence: tuple[Evidence, ...]
    companies: tuple[str, ...] = ()
    stopped_by: str | None = None


def attempts(rule: Rule, find: Find, reading: Reading, qualifying: Qualifying) -> Iterator[Attempt]:
    """Every place of the reading where the rule's cue and company stand together."""
    if find.context and not in_context(find.context, reading):
        return
    for sentence in _sentences(find, reading, qualifying.language):
        for cue in islice((match for match in sentence.matches if match.group in find.cue), MOST):
            attempt = _attempt(find, reading, sentence, cue)
            if attempt:
                yield qualifying.weigh(rule, attempt)


def _sentences(find: Find, reading: Reading, language: str) -> Iterator[Sentence]:
    """Those that may hold the cue, in the language of the rule: what clears a statement is worded in it, too."""
    for sentence in reading.sentences:
        mine = sentence.matches and sentence.language == language
        if mine and sentence.kind in find.segments and find.speaker in ("any", sentence.author):
            yield sentence


def in_context(context: tuple[str, ...], reading: Reading) -> bool:
    """Whether one of the cue groups stands anywhere in the contact."""
    return not reading.spoken_groups.isdisjoint(context)


def _attempt(find: Find, reading: Reading, sentence: Sentence, cue: Match) -> Attempt | None:
    first, last, evidence = cue.first, cue.last, [cue_evidence(sentence, cue)]
    for group in find.beside:
        other = _beside(find, reading, sentence, cue, group)
        if other is None:
            return None
        if other is not cue and other in sentence.matches:
            first, last = min(first, other.first), max(last, other.last)
            evidence.append(cue_evidence(sentence, other))
    companies: tuple[str, ...] = ()
    if find.company:
        place = _company(find, reading, sentence, cue)
        if place is None:
            return None
        holder, index = place
        if holder is sentence and (find.within != "exchange" or sentence.clause(index) == sentence.clause(cue.first)):
            first, last = min(first, index), max(last, index + 1)
        evidence.append(company_evidence(holder, index))
        companies = (holder.items[index].name,)
    return Attempt(sentence, first, last, tuple(evidence), companies)


def _beside(find: Find, reading: Reading, sentence: Sentence, cue: Match, group: str) -> Match | None:
    """The nearest match of the group within the rule's reach."""
    found = [match for match in sentence.matches if match.group == group and _reached(find, sentence, cue, match.first)]
    if not found:
        found = [match for other in around(find, reading, sentence) for match in other.matches if match.group == group]
    return min(found, key=lambda match: abs(match.first - cue.first), default=None)


def _company(find: Find, reading: Reading, sentence: Sentence, cue: Match) -> tuple[Sentence, int] | None:
    """Where the nearest company of the wanted relation stands, within reach and in the wanted order."""
    wanted = frozenset(find.company)
    found = [
        index
        for index, item in enumerate(sentence.items)
        if item.slots & wanted and _reached(find, sentence, cue, index) and _ordered(find, cue, index)
    ]
    if found:
        return sentence, min(found, key=lambda index: abs(index - cue.first))
    others = (
        (other, index)
        for other in around(find, reading, sentence)
        for index, item in enumerate(other.items)
        if item.slots & wanted
    )
    return next(others, None)


def _reached(find: Find, sentence: Sentence, cue: Match, index: int) -> bool:
    return find.within != "clause" or sentence.clause(index) in (
        sentence.clause(cue.first),
        sentence.clause(cue.last - 1),
    )


def _ordered(find: Find, cue: Match, index: int) -> bool:
    inside = cue.first <= index < cue.last
    if find.order == "any" or inside:
        return True
    return index >= cue.last if find.order == "cue-company" else index < cue.first


def around(find: Find, reading: Reading, sentence: Sentence) -> list[Sentence]:
    """The sentences beside this one that the rule also reads, the nearest first."""
    if find.within not in ("neighbours", "exchange"):
        return []
    at, exchange = reading.place(sentence), find.within == "exchange"
    steps = (-1, 1, -2) if exchange else (-1, 1)
    near = [reading.sentences[at + step] for step in steps if 0 <= at + step < len(reading.sentences)]
    return [other for other in near if other.own and (exchange or other.author == sentence.author)]


def cue_evidence(sentence: Sentence, match: Match) -> Evidence:
    return _evidence("cue", match.group, sentence, match.first, match.last)


def company_evidence(sentence: Sentence, index: int) -> Evidence:
    item = sentence.items[index]
    relation = next(iter(sorted(item.slots & {"affiliate", "supplier", "installer", "brand"})), "company")
    return _evidence("company", relation, sentence, index, index + 1)


def _evidence(kind: str, name: str, sentence: Sentence, first: int, last: int) -> Evidence:
    start, end = sentence.items[first].start, sentence.items[last - 1].end
    text = " ".join(item.name or item.word for item in sentence.items[first:last])
    return Evidence(kind, name, text, sentence.message, start, end)
