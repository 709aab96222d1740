"""A contact as the scanner reads it: sentences with their speaker, words, companies and cues."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from contactguard.contacts.model import Author, Contact
from contactguard.contacts.segments import Segment, SegmentKind, split
from contactguard.language import mixture
from contactguard.language.companies import Mention, Recogniser
from contactguard.language.matcher import Match, Matcher
from contactguard.language.patterns import Item, fold
from contactguard.language.pipeline import Splitter

_BREAKS = frozenset(",;:()–—-/")
_LONGEST_SEGMENT = 20_000  # characters read at a time; longer ones are read in pieces
_SPEAKERS = {"any": (Author.AGENT, Author.CUSTOMER), "agent": (Author.AGENT,), "customer": (Author.CUSTOMER,)}


class Sentence(NamedTuple):
    """One sentence of one segment. `clauses` are the indices at which a clause begins, told only beside a match.

    `language` is the one whose words its matches are.
    """

    message: int
    start: int
    end: int
    author: Author
    kind: SegmentKind
    items: tuple[Item, ...]
    clauses: tuple[int, ...]
    matches: tuple[Match, ...]
    language: str

    @property
    def own(self) -> bool:
        return self.kind is SegmentKind.OWN

    def groups(self) -> frozenset[str]:
        return frozenset(match.group for match in self.matches)

    def names(self) -> list[str]:
        """The companies named in it."""
        return [item.name for item in self.items if item.name]

    def spoken_by(self, speaker: str) -> bool:
        """Whether these are own words of the agent, of the customer, or of any of them."""
        return self.own and self.author in _SPEAKERS[speaker]

    def clause(self, item: int) -> int:
        """The number of the clause that holds the item."""
        return bisect_right(self.clauses, item) - 1

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
    """All sentences of a contact, in order; `languages` are those they speak, the contact's own first."""

    contact: Contact
    language: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[tuple[int, Mention], ...] = field(default=())
    languages: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.languages:
            object.__setattr__(self, "languages", (self.language,))

    def spoken_by(self, speaker: str) -> list[Sentence]:
        """Own sentences of the agent, of the customer, or of any of them, in order."""
        return self._spoken[speaker]

    @cached_property
    def _spoken(self) -> dict[str, list[Sentence]]:
        return {
            speaker: [sentence for sentence in self.sentences if sentence.spoken_by(speaker)] for speaker in _SPEAKERS
        }

    @cached_property
    def groups(self) -> frozenset[str]:
        """The cue groups that stand anywhere in it, whoever says them."""
        return frozenset(match.group for sentence in self.sentences for match in sentence.matches)

    @cached_property
    def spoken_groups(self) -> frozenset[str]:
        """The cue groups in the own words of agent or customer."""
        return frozenset(match.group for sentence in self.spoken_by("any") for match in sentence.matches)

    def place(self, sentence: Sentence) -> int:
        """The number of one of its sentences."""
        return bisect_left(self.sentences, (sentence.message, sentence.start), key=_where)

    def touching(self, message: int, start: int, end: int) -> range:
        """The numbers of the sentences that share a character with the stretch of the message."""
        first = bisect_left(self.sentences, (message, start), key=lambda one: (one.message, one.end - 1))
        return range(first, bisect_left(self.sentences, (message, end), first, key=_where))


def _where(sentence: Sentence) -> tuple[int, int]:
    return sentence.message, sentence.start


class Reader:
    """Reads contacts of one organisation in one language."""

    def __init__(self, language: str, matcher: Matcher, recogniser: Recogniser, openers: frozenset[str]) -> None:
        self._language = language
        self._splitter = Splitter(language)
        self._matcher = matcher
        self._recogniser = recogniser
        self._openers = frozenset(map(fold, openers))

    def read(self, contact: Contact, others: "Callable[[str], Reader] | None" = None) -> Reading:
        """The contact; `others` gives the readers of other languages, for segments that clearly speak one."""
        mentions: list[tuple[int, Mention]] = []
        sentences: list[Sentence] = []
        languages = [self._language]
        for segment in split(contact):
            text = contact.messages[segment.message].text
            for start in range(segment.start, segment.end, _LONGEST_SEGMENT):
                piece = text[start : min(segment.end, start + _LONGEST_SEGMENT)]
                found = [_shifted(mention, start) for mention in self._recogniser.find(piece)]
                mentions += [(segment.message, mention) for mention in found]
                read = list(self._sentences(segment, piece, start, found))
                spoken = self._spoken(read) if others else self._language
                if others and spoken != self._language:
                    read = list(others(spoken)._sentences(segment, piece, start, found))  # a reader, too
                    languages.append(spoken)
                sentences += read
        return Reading(contact, self._language, tuple(sentences), tuple(mentions), tuple(dict.fromkeys(languages)))

    def _spoken(self, sentences: list[Sentence]) -> str:
        return mixture.spoken((item.word for one in sentences for item in one.items), self._language)

    def _sentences(self, segment: Segment, piece: str, start: int, found: list[Mention]) -> Iterator[Sentence]:
        names = _Names(found)
        for words in self._splitter.sentences(piece, start):
            yield self._sentence(segment, words, names.joined(words))

    def _sentence(self, segment: Segment, words: list[Item], items: tuple[Item, ...]) -> Sentence:
        start, end = words[0].start, words[-1].end
        matches = self._matcher.find(items)
        clauses = self._clauses(items) if matches else (0,)
        return Sentence(
            segment.message, start, end, segment.author, segment.kind, items, clauses, matches, self._language
        )

    def _clauses(self, items: Sequence[Item]) -> tuple[int, ...]:
        joints = enumerate(pairwise(items), 1)
        return 0, *[at for at, (one, two) in joints if one.word in _BREAKS or two.word in self._openers]


def _shifted(mention: Mention, by: int) -> Mention:
    return Mention(mention.start + by, mention.end + by, mention.name, mention.slots, mention.how)


class _Names:
    """The company names of a text, met in order by its sentences."""

    def __init__(self, mentions: list[Mention]) -> None:
        self._mentions = mentions
        self._at = 0

    def joined(self, words: list[Item]) -> tuple[Item, ...]:
        """The words, with each company name made one item."""
        if not self._left(words[0].start) or self._mentions[self._at].start >= words[-1].end:
            return tuple(words)
        items: list[Item] = []
        for word in words:
            mention = self._over(word)
            if mention is None:
                items.append(word)
            elif not items or items[-1].start != mention.start or not items[-1].slots:
                items.append(Item(word.word, mention.start, mention.end, mention.slots, mention.name))
            else:  # the rest of the name, or what is joined to it: "Struer Energi-kunder"
                items[-1] = items[-1]._replace(word=f"{items[-1].word} {word.word}")
        return tuple(items)

    def _left(self, start: int) -> bool:
        """Whether a mention ends behind `start`; it is the next one then."""
        while self._at < len(self._mentions) and self._mentions[self._at].end <= start:
            self._at += 1
        return self._at < len(self._mentions)

    def _over(self, word: Item) -> Mention | None:
        """The mention that shares a character with the word; words are asked for in order."""
        if not self._left(word.start) or self._mentions[self._at].start >= word.end:
            return None
        return self._mentions[self._at]
