"""A word as typed in, the known words it may stand for out: misspelt, joined, split, or not yet typed to its end."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

from rapidfuzz.distance import OSA

SHORTEST = 4  # letters; below, one letter wrong is another word
LONG = 8  # letters; from here on two letters may be wrong
MANY = 100_000  # words; above, parts of words have to do, since the index would fill the memory
COMPLETIONS = 3
_BINDING = ("", "s", "e")


class Spelling:
    """A deletion index over the words of the base: words that lose the same letter are neighbours."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._sorted = sorted(counts)
        self._without: dict[str, list[str]] = {}
        if len(counts) <= MANY:
            for word in self._sorted:
                for key in _deletions(word) if len(word) >= SHORTEST else ():
                    self._without.setdefault(key, []).append(word)

    def expansions(self, words: list[str]) -> list[str]:
        """Known words beside those typed, each once."""
        found = [*self._joined(words)]
        for position, word in enumerate(words):
            if word in self._counts:
                continue
            if position == len(words) - 1:
                found += self._completed(word)
            near = self._near(word)
            found += [near] if near else self._split(word)
        return list(dict.fromkeys(found))

    def meant(self, words: list[str]) -> list[str]:
        """The words, each unknown one replaced by the likeliest known, the last one by what it may become."""
        known = [self._meant(word) for word in words]
        if known and known[-1] not in self._counts:
            known[-1] = next(iter(self._completed(known[-1])), known[-1])
        return known

    def _meant(self, word: str) -> str:
        """A known word with an ending is not misspelt."""
        near = self._near(word)
        return near if near and not word.startswith(near) else word

    def _near(self, word: str) -> str | None:
        """The known word with the fewest letters wrong, the commoner of two."""
        if len(word) < SHORTEST:
            return None
        limit = 2 if len(word) >= LONG else 1
        candidates = {near for key in _deletions(word) for near in self._without.get(key, ())}
        scored = [(OSA.distance(word, near), -self._counts[near], near) for near in candidates]
        best = min((one for one in scored if one[0] <= limit), default=None)
        return best[2] if best else None

    def _completed(self, start: str) -> list[str]:
        """The commonest words that begin so."""
        if len(start) < 3:
            return []
        first = bisect_left(self._sorted, start)
        words = self._sorted[first : bisect_left(self._sorted, start + "\uffff", lo=first)]
        return sorted(words, key=lambda word: (-self._counts[word], word))[:COMPLETIONS]

    def _joined(self, words: list[str]) -> Iterator[str]:
        for first, second in pairwise(words):
            for binding in _BINDING:
                if (joined := first + binding + second) in self._counts:
                    yield joined

    def _split(self, word: str) -> list[str]:
        """The two known words it is made of, the longest first part winning."""
        for middle in range(len(word) - 3, 2, -1):
            first, second = word[:middle], word[middle:]
            if second in self._counts:
                for binding in _BINDING:
                    stem = first.removesuffix(binding) if binding else first
                    if len(stem) > 2 and stem in self._counts:
                        return [stem, second]
        return []


def _deletions(word: str) -> Iterable[str]:
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}
