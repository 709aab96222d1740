"""A folded text in, what search compares out: parts of words, whole words, ideas. Each kind weighs on its own."""

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

GRAMS = (3, 4)  # 2 and 5 add postings and no right answers on the tuning queries


class Kind(IntEnum):
    GRAM = 0
    WORD = 1
    IDEA = 2


WEIGHTS = (1.0, 1.0, 0.7)


def features(folded: str, ideas: Iterable[str], extra: Iterable[str] = ()) -> Counter[tuple[int, str]]:
    """How often each feature stands in the text; `extra` are words that count as whole words only."""
    counts: Counter[tuple[int, str]] = Counter()
    for word in folded.split():
        counts[(Kind.WORD, word)] += 1
        padded = f" {word} "
        for size in GRAMS:
            if len(padded) <= size:
                counts[(Kind.GRAM, padded)] += 1
                break
            for start in range(len(padded) - size + 1):
                counts[(Kind.GRAM, padded[start : start + size])] += 1
    for word in extra:
        counts[(Kind.WORD, word)] += 1
    for idea in ideas:
        counts[(Kind.IDEA, idea)] = 1
    return counts
