"""Words in, the language they speak where it is clearly another than expected: told by spaCy's lists of small words."""

from collections.abc import Iterable
from functools import cache

from contactguard.language import lexicon
from contactguard.language.patterns import fold
from contactguard.language.pipeline import pipeline

ENOUGH = 4  # small words that only the other language has; the expected one may have a quarter as many of its own
_ALIKE = frozenset({"da", "nb"})  # a few sentences do not tell them apart


def spoken(words: Iterable[str], expected: str) -> str:
    """The language of folded words: the expected one, unless another has clearly more to say for itself."""
    said = list(words)
    best, most = expected, 0
    for other in lexicon.languages():
        if other != expected and expected in lexicon.languages() and {other, expected} != _ALIKE:
            theirs, ours = _apart(other, expected)
            count = sum(word in theirs for word in said)
            if count >= ENOUGH and count > most and sum(word in ours for word in said) * 4 <= count:
                best, most = other, count
    return best


@cache
def _apart(first: str, second: str) -> tuple[frozenset[str], frozenset[str]]:
    """The small words of each language that the other has not."""
    one, two = _small(first), _small(second)
    return one - two, two - one


def _small(language: str) -> frozenset[str]:
    return frozenset(map(fold, pipeline(language).Defaults.stop_words))
