"""Whether a word is one: simplemma's dictionaries of the languages."""

from collections.abc import Iterable

import simplemma

_LANGUAGES = frozenset({"da", "sv", "nb", "en"})


def has(word: str, languages: Iterable[str]) -> bool:
    """Whether one of the languages has the word, in any form; a language without a dictionary has none."""
    known = tuple(language for language in languages if language in _LANGUAGES)
    return any(simplemma.is_known(form, lang=language) for language in known for form in (word, word.lower()))
