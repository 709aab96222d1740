"""A contact as the scanner reads it: sentences with their speaker, words, companies and cues."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from contactguard.contacts.model import Author, Contact
from contactguard.contacts.segments import Segment, SegmentKind, split
from contactguard.language.companies import Mention, Recogniser
from contactguard.language.matcher import Match, Matcher
from contactguard.language.patterns import Item, fold
from contactguard.language.pipeline import Token, split_sentences

_BREAKS = frozenset(",;:()–—-/")
_LONGEST_SEGMENT = 20_000  # characters read at a time; longer ones are read in pieces


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one segment. `clauses` are the indices at which a clause begins."""

    message: int
    start: int
    end: int
    author: Author
    kind: SegmentKind
    items: tuple[Item, ...]
    clauses: tuple[int, ...]
    matches: tuple[Match, ...]

    @property
    def own(self) -> bool:
        return self.kind is SegmentKind.OWN

    def groups(self) -> frozenset[str]:
        return frozenset(match.group for match in self.matches)

    def clause(self, item: int) -> int:
        """The number of the clause that holds the item."""
        return sum(begin <= item for begin in self.clauses) - 1

    def clause_span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the clauses that hold items[first:last], without a leading or trailing break."""
        opening = self.clauses[self.clause(first)]
        number = self.clause(last - 1) + 1
        closing = self.clauses[number] if number < len(self.clauses) else len(self.items)
        words = [item for item in self.items[opening:closing] if item.word not in _BREAKS] or self.items[
            opening:closing
        ]
        return words[0].start, words[-1].end


@dataclass(frozen=True)
class Reading:
    """All sentences of a contact, in order."""

    contact: Contact
    language: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[tuple[int, Mention], ...] = field(default=())

    def spoken_by(self, speaker: str) -> list[Sentence]:
        """Own sentences of the agent, of the customer, or of any of them."""
        wanted = {Author.AGENT, Author.CUSTOMER} if speaker == "any" else {Author(speaker)}
        return [sentence for sentence in self.sentences if sentence.own and sentence.author in wanted]


class Reader:
    """Reads contacts of one organisation in one language."""

    def __init__(self, language: str, matcher: Matcher, recogniser: Recogniser, openers: frozenset[str]) -> None:
        self._language = language
        self._matcher = matcher
        self._recogniser = recogniser
        self._openers = frozenset(map(fold, openers))

    def read(self, contact: Contact) -> Reading:
        mentions: list[tuple[int, Mention]] = []
        sentences: list[Sentence] = []
        for segment in split(contact):
            text = contact.messages[segment.message].text
            for start in range(segment.start, segment.end, _LONGEST_SEGMENT):
                piece = text[start : min(segment.end, start + _LONGEST_SEGMENT)]
                found = [_shifted(mention, start) for mention in self._recogniser.find(piece)]
                mentions += [(segment.message, mention) for mention in found]
                for tokens in split_sentences(piece, self._language, start):
                    sentences.append(self._sentence(segment, tokens, found))
        return Reading(contact, self._language, tuple(sentences), tuple(mentions))

    def _sentence(self, segment: Segment, tokens: list[Token], mentions: list[Mention]) -> Sentence:
        items = tuple(_items(tokens, mentions))
        start, end = tokens[0].start, tokens[-1].end
        matches = tuple(self._matcher.find(items))
        clauses = self._clauses(items)
        return Sentence(segment.message, start, end, segment.author, segment.kind, items, clauses, matches)

    def _clauses(self, items: Sequence[Item]) -> tuple[int, ...]:
        begins = [0]
        for index, (item, following) in enumerate(pairwise(items), 1):
            if item.word in _BREAKS or following.word in self._openers:
                begins.append(index)
        return tuple(dict.fromkeys(begins))


def _shifted(mention: Mention, by: int) -> Mention:
    return Mention(mention.start + by, mention.end + by, mention.name, mention.slots, mention.how)


def _items(tokens: list[Token], mentions: list[Mention]) -> list[Item]:
    """The sentence's words, with each company name made one item."""
    items: list[Item] = []
    within = [m for m in mentions if m.start < tokens[-1].end and tokens[0].start < m.end]
    for token in tokens:
        mention = next((m for m in within if m.start < token.end and token.start < m.end), None)
        if mention is None:
            items.append(Item(fold(token.text), token.start, token.end))
        elif not items or items[-1].start != mention.start or not items[-1].slots:
            items.append(Item(fold(token.text), mention.start, mention.end, mention.slots, mention.name))
        else:  # the rest of the name, or what is joined to it: "Struer Energi-kunder"
            items[-1] = replace(items[-1], word=f"{items[-1].word} {fold(token.text)}")
    return items
