"""Words in, the ideas they stand for out: "elektriker", "sparky" and "elinst." are one idea in four languages."""

import re
from functools import cache
from importlib.resources import files

import ahocorasick
import yaml

from contactguard.knowledge.search.folding import fold

# Typed one way or another, in a hurry or in dialect, these would hide an entry of several words.
_ALIKE = {
    "ikke": re.compile(r"\b(?:inte|int|icke|ej|ikkje|itte|ikk|ik)\b"),
    "kan": re.compile(r"\bka\b"),
    "cant": re.compile(r"\b(?:can t|cannot|can not|unable to|not able to)\b"),
    "dont": re.compile(r"\b(?:don t|do not)\b"),
}


class Thesaurus:
    """One automaton over all entries; a text is read once, whatever their number."""

    def __init__(self, ideas: dict[str, list[str]]) -> None:
        entries: dict[str, set[str]] = {}
        for idea, words in ideas.items():
            for word in words:
                entries.setdefault(_pattern(str(word)), set()).add(idea)
        self._automaton = ahocorasick.Automaton()
        for pattern, found in entries.items():
            self._automaton.add_word(pattern, tuple(sorted(found)))
        self._automaton.make_automaton()

    def ideas(self, folded: str) -> list[str]:
        """The ideas in a folded text, in the order of the text, each once."""
        found = (idea for _, ideas in self._automaton.iter(f" {_alike(folded)} ") for idea in ideas)
        return list(dict.fromkeys(found))


@cache
def load() -> Thesaurus:
    text = (files("contactguard.knowledge.search") / "thesaurus.yaml").read_text("utf-8")
    return Thesaurus(yaml.safe_load(text))


def _pattern(word: str) -> str:
    """The entry as it stands in a text with a space at either end: " strom" for the start of a word."""
    start = "" if word.startswith("*") else " "
    end = "" if word.endswith("*") else " "
    return f"{start}{_alike(fold(word))}{end}"


def _alike(folded: str) -> str:
    """The text with the words of `_ALIKE` as the entries have them."""
    for told, typed in _ALIKE.items():
        folded = typed.sub(told, folded)
    return folded
