"""A text's words with their places, for look-ups that are too many for a spaCy Doc."""

import re
from dataclasses import dataclass

from contactguard.language.patterns import fold

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Word:
    folded: str
    written: str
    start: int
    end: int


def words(text: str, offset: int = 0) -> list[Word]:
    """Every run of letters and digits, folded and as written; offsets are shifted by `offset`."""
    return [
        Word(fold(match[0]), match[0], match.start() + offset, match.end() + offset) for match in _WORD.finditer(text)
    ]


def is_flat(text: str) -> bool:
    """True where capitals say nothing: a text all in lower case (a transcript, a hasty note) or all in upper case."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return capitals <= len(letters) * 0.004 or capitals > len(letters) * 0.7
