"""A text's words with their places, for look-ups that are too many for a spaCy Doc."""

import re
from functools import lru_cache
from typing import NamedTuple

from contactguard.language.patterns import fold

WORD = re.compile(r"\w+")
_LONGEST = 40  # characters; longer words are not remembered


class Word(NamedTuple):
    folded: str
    written: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Every run of letters and digits, folded and as written."""
    return [Word(_folded(written := match[0]), written, *match.span()) for match in WORD.finditer(text)]


def _folded(word: str) -> str:
    return _remembered(word) if len(word) <= _LONGEST else fold(word)


_remembered = lru_cache(maxsize=100_000)(fold)


def is_flat(text: str) -> bool:
    """True where capitals say nothing: a text all in lower case (a transcript, a hasty note) or all in upper case."""
    letters = list(filter(str.isalpha, text))
    capitals = sum(map(str.isupper, letters))
    return capitals <= len(letters) * 0.004 or capitals > len(letters) * 0.7
