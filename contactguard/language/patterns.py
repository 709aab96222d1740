"""The small language in which cues are written, and the one pass that finds them all.

    henvis*              a word that begins so            (ring|skriv*) til    one of these, then "til"
    stil* ... om         up to GAP words between          lige?                may be left out
    *installatør         a word that ends so              _                    exactly one word, whichever
    {affiliate}          a company so related             ^ nej                at the start of the sentence
                                                          tak $                at its end, but for its stops

Words are compared lower-cased and folded: "koebe" and "købe" are one word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

MEMORY = 200_000  # distinct words remembered, so that a hostile text cannot fill the memory
GAP = 4  # words that "..." may span: a verb and its particle stand no further apart in a clause

_FOLDS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"), ("ä", "æ"), ("ö", "ø"))
_ELEMENT = re.compile(r"\([^()]*\)\??|\S+")


def fold(word: str) -> str:
    """Lower case, with the spellings of æ, ø and å made one: "Koebenhavn", "København" -> "københavn"."""
    word = word.casefold()
    for written, letter in _FOLDS:
        if written in word:
            word = word.replace(written, letter)
    return word


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a sentence, or a whole company name (then `slots` are its relations). Offsets are the message's."""

    word: str
    start: int
    end: int
    slots: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: words, beginnings, endings or slots that fit it."""

    words: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    slots: frozenset[str] = frozenset()
    any: bool = False
    optional: bool = False
    gap: bool = False

    def fits(self, item: Item) -> bool:
        word = item.word
        return (
            self.any
            or bool(self.slots & item.slots)
            or word in self.words
            or bool(self.starts and word.startswith(self.starts))
            or bool(self.ends and word.endswith(self.ends))
            or any(middle in word for middle in self.middles)
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern: `source` as written, its elements, and whether it must open or close the sentence."""

    source: str
    elements: tuple[Element, ...]
    opening: bool = False
    closing: bool = False

    def match(self, items: Sequence[Item], at: int) -> int | None:
        """The index behind the last item of a match that begins at `at`, or None."""
        return None if self.opening and at else self._rest(items, at, 0)

    def _rest(self, items: Sequence[Item], at: int, element: int) -> int | None:
        if element == len(self.elements):
            unfinished = self.closing and any(item.word[0].isalnum() for item in items[at:])
            return None if unfinished else at
        this = self.elements[element]
        if this.gap:
            tries = (self._rest(items, at + skip, element + 1) for skip in range(GAP + 1) if at + skip < len(items))
            return next((end for end in tries if end is not None), None)
        if at < len(items) and this.fits(items[at]):
            end = self._rest(items, at + 1, element + 1)
            if end is not None:
                return end
        return self._rest(items, at, element + 1) if this.optional else None


def parse(source: str) -> Pattern:
    """Reads one pattern. Raises ValueError that says what is wrong with it."""
    parts = _ELEMENT.findall(source)
    opening, closing = parts[:1] == ["^"], parts[-1:] == ["$"]
    elements = tuple(_element(part) for part in parts[opening : len(parts) - closing])
    if all(element.gap or element.optional or element.any for element in elements):
        raise ValueError(f"pattern {source!r} has no word that must be there")
    if elements[0].gap or elements[-1].gap or elements[0].optional:
        raise ValueError(f"pattern {source!r} may not begin or end with '...', nor begin with an optional word")
    return Pattern(source, elements, opening, closing)


def _element(part: str) -> Element:
    if part == "...":
        return Element(gap=True)
    if part == "_":
        return Element(any=True)
    optional = part.endswith("?") and len(part) > 1
    body = part[:-1] if optional else part
    choices = body[1:-1].split("|") if body.startswith("(") else [body]
    return _choices([choice.strip() for choice in choices], optional)


def _choices(choices: list[str], optional: bool) -> Element:
    if any(not choice or " " in choice for choice in choices):
        raise ValueError(f"each choice of {choices!r} must be one word")
    groups: dict[str, list[str]] = defaultdict(list)
    for choice in choices:
        kind = _kind(choice)
        text = choice.strip("{}") if kind == "slots" else fold(choice.strip("*"))
        groups[kind].append(text)
    return Element(
        words=frozenset(groups["words"]),
        starts=tuple(groups["starts"]),
        ends=tuple(groups["ends"]),
        middles=tuple(groups["middles"]),
        slots=frozenset(groups["slots"]),
        optional=optional,
    )


def _kind(choice: str) -> str:
    if choice.startswith("{"):
        return "slots"
    if choice.startswith("*") and choice.endswith("*"):
        return "middles"
    if choice.endswith("*"):
        return "starts"
    return "ends" if choice.startswith("*") else "words"


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern of `group` found in items[first:last]."""

    group: str
    pattern: str
    first: int
    last: int


class Matcher:
    """All patterns of a language, found in one pass over a sentence's items.

    What a word can begin is remembered for each distinct word, so that ordinary text costs a look-up a word.
    """

    def __init__(self, groups: dict[str, Iterable[Pattern]]) -> None:
        self._patterns = [(group, pattern) for group, patterns in groups.items() for pattern in patterns]
        self._memo: dict[str, tuple[int, ...]] = {}

    @cached_property
    def _slots(self) -> dict[str, tuple[int, ...]]:
        names = {slot for _, pattern in self._patterns for slot in pattern.elements[0].slots}
        return {
            slot: tuple(i for i, (_, p) in enumerate(self._patterns) if slot in p.elements[0].slots) for slot in names
        }

    @cached_property
    def _index(self) -> tuple[dict[str, list[int]], dict[str, list[int]], list[tuple[str, bool, int]]]:
        words: dict[str, list[int]] = defaultdict(list)
        starts: dict[str, list[int]] = defaultdict(list)
        others: list[tuple[str, bool, int]] = []
        for number, (_, pattern) in enumerate(self._patterns):
            first = pattern.elements[0]
            for word in first.words:
                words[word].append(number)
            for start in first.starts:
                starts[start].append(number)
            others += [(end, True, number) for end in first.ends]
            others += [(middle, False, number) for middle in first.middles]
        return words, starts, others

    def begun_by(self, word: str) -> tuple[int, ...]:
        """The numbers of the patterns whose first element this folded word fits."""
        known = self._memo.get(word)
        if known is None:
            if len(self._memo) > MEMORY:
                self._memo.clear()
            known = self._memo[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> tuple[int, ...]:
        words, starts, others = self._index
        found = set(words.get(word, ()))
        for length in range(1, len(word) + 1):
            found.update(starts.get(word[:length], ()))
        found.update(n for part, at_end, n in others if (word.endswith(part) if at_end else part in word))
        return tuple(sorted(found))

    def find(self, items: Sequence[Item]) -> Iterator[Match]:
        """Every match in the sentence, in the order of the words."""
        for at, item in enumerate(items):
            numbers = set(self.begun_by(item.word))
            for slot in item.slots:
                numbers.update(self._slots.get(slot, ()))
            for number in sorted(numbers):
                group, pattern = self._patterns[number]
                end = pattern.match(items, at)
                if end is not None:
                    yield Match(group, pattern.source, at, end)
