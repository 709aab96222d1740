"""All patterns of a language, found in one pass over a sentence's words.

What a word fits is remembered for each distinct word, so that ordinary text costs a look-up a word; a pattern is tried
only where all of its words stand somewhere in the sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from contactguard.language.patterns import GAP, Element, Item, Pattern

MEMORY = 200_000  # distinct words remembered, so that a hostile text cannot fill the memory
LONGEST = 40  # characters; a longer word fits no beginning beyond this

Fits = frozenset[int]  # the numbers of the elements that a word fits
_Known = tuple[Fits, tuple["_Plan", ...]]  # these, and the plans that may begin with the word


class Match(NamedTuple):
    """A pattern of `group` found in items[first:last]."""

    group: str
    pattern: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A place of a pattern: the element that must fit, any word, or a gap."""

    element: int
    optional: bool
    any: bool
    gap: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """A pattern ready to run."""

    group: str
    pattern: Pattern
    steps: tuple[_Step, ...]
    required: Fits

    def end(self, fits: Sequence[Fits], at: int, step: int, last: int) -> int | None:
        """The index behind a match of the steps from `step` on that begins at `at`; `last` is the last real word's."""
        if step == len(self.steps):
            return at if not self.pattern.closing or at > last else None
        this = self.steps[step]
        if this.gap:
            return self._beyond_gap(fits, at, step, last)
        if at < len(fits) and (this.any or this.element in fits[at]):
            end = self.end(fits, at + 1, step + 1, last)
            if end is not None:
                return end
        return self.end(fits, at, step + 1, last) if this.optional else None

    def _beyond_gap(self, fits: Sequence[Fits], at: int, step: int, last: int) -> int | None:
        for start in range(at, min(at + GAP + 1, len(fits))):
            end = self.end(fits, start, step + 1, last)
            if end is not None:
                return end
        return None


class Matcher:
    """Finds the patterns of many groups."""

    def __init__(self, groups: dict[str, Iterable[Pattern]]) -> None:
        self._numbers: dict[Element, int] = {}
        self._words: dict[str, set[int]] = defaultdict(set)
        self._starts: dict[str, set[int]] = defaultdict(set)
        self._parts: list[tuple[str, bool, int]] = []  # (letters, only at the end, element)
        self._slots: dict[str, set[int]] = defaultdict(set)
        self._begun: dict[int, list[int]] = defaultdict(list)
        self._plans = [self._plan(group, pattern) for group, patterns in groups.items() for pattern in patterns]
        for number, plan in enumerate(self._plans):
            self._begun[plan.steps[0].element].append(number)
        self._memo: dict[str, _Known] = {}

    def find(self, items: Sequence[Item]) -> tuple[Match, ...]:
        """Every match in the sentence, in the order of the words."""
        known = [(not item.slots and self._memo.get(item.word)) or self._known(item) for item in items]
        if not any(begun for _, begun in known):
            return ()
        fits = [elements for elements, _ in known]
        present = frozenset[int]().union(*fits)
        last = max((index for index, item in enumerate(items) if item.word[:1].isalnum()), default=-1)
        return tuple(self._matches(known, fits, present, last))

    def _matches(self, known: list[_Known], fits: list[Fits], present: Fits, last: int) -> Iterator[Match]:
        for at, (_, begun) in enumerate(known):
            for plan in begun:
                if plan.required <= present and not (plan.pattern.opening and at):
                    end = plan.end(fits, at, 0, last)
                    if end is not None:
                        yield Match(plan.group, plan.pattern.source, at, end)

    def _known(self, item: Item) -> _Known:
        known = self._memo.get(item.word)
        if known is None:
            if len(self._memo) > MEMORY:
                self._memo.clear()
            known = self._told(self._look_up(item.word))
            if len(item.word) <= LONGEST:
                self._memo[item.word] = known
        if not item.slots:
            return known
        return self._told(known[0].union(*(self._slots.get(slot, ()) for slot in item.slots)))

    def _told(self, fits: Fits) -> _Known:
        numbers = sorted(number for element in fits for number in self._begun.get(element, ()))
        return fits, tuple(map(self._plans.__getitem__, numbers))

    def _look_up(self, word: str) -> Fits:
        found = set(self._words.get(word, ()))
        for length in range(1, min(len(word), LONGEST) + 1):
            found.update(self._starts.get(word[:length], ()))
        found.update(n for part, at_end, n in self._parts if (word.endswith(part) if at_end else part in word))
        return frozenset(found)

    def _plan(self, group: str, pattern: Pattern) -> _Plan:
        steps = tuple(self._step(element) for element in pattern.elements)
        required = frozenset(step.element for step in steps if not (step.optional or step.any or step.gap))
        return _Plan(group, pattern, steps, required)

    def _step(self, element: Element) -> _Step:
        number = self._number(replace(element, optional=False))
        return _Step(number, element.optional, element.any, element.gap)

    def _number(self, element: Element) -> int:
        if element not in self._numbers:
            number = self._numbers[element] = len(self._numbers)
            for word in element.words:
                self._words[word].add(number)
            for start in element.starts:
                self._starts[start[:LONGEST]].add(number)
            for slot in element.slots:
                self._slots[slot].add(number)
            self._parts += [(end, True, number) for end in element.ends]
            self._parts += [(middle, False, number) for middle in element.middles]
        return self._numbers[element]
