"""Words in, the language they speak where it is clearly another than expected: told by spaCy's lists of small words."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from contactguard.language import lexicon
from contactguard.language.patterns import fold
from contactguard.language.pipeline import pipeline

ENOUGH = 4  # different small words that only the other language has; the expected one may have a quarter as many
_ALIKE = frozenset({"da", "nb"})  # a few sentences do not tell them apart


def spoken(words: Iterable[str], expected: str) -> str:
    """The language of folded words: the expected one, unless another has clearly more to say for itself."""
    others = _others(expected)
    said = frozenset(words)
    if len(said & others.any) < ENOUGH:
        return expected
    counts = {name: len(said & theirs) for name, (theirs, ours) in others.each.items() if _clear(said, theirs, ours)}
    return max(counts, key=lambda name: counts[name], default=expected)


def _clear(said: frozenset[str], theirs: frozenset[str], ours: frozenset[str]) -> bool:
    return len(said & theirs) >= max(ENOUGH, 4 * len(said & ours))


class _Others(NamedTuple):
    """The small words of each other language that the expected one has not, beside those that only it has."""

    each: dict[str, tuple[frozenset[str], frozenset[str]]]
    any: frozenset[str]


@cache
def _others(expected: str) -> _Others:
    known = lexicon.languages()
    names = [name for name in known if name != expected and {name, expected} != _ALIKE] if expected in known else []
    each = {name: (_small(name) - _small(expected), _small(expected) - _small(name)) for name in names}
    return _Others(each, frozenset().union(*(theirs for theirs, _ in each.values())))


@cache
def _small(language: str) -> frozenset[str]:
    return frozenset(map(fold, pipeline(language).Defaults.stop_words))
