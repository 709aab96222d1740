"""A text in which names are searched: what stands beside a word, and whether its capital says anything."""

import re
from dataclasses import dataclass

from contactguard.language.patterns import fold
from contactguard.language.sites import of_a_price
from contactguard.language.words import Word

# Words after which a name may follow, where capitals do not tell.
_LEADING = """
    til till hos fra från med av af ved vid for för som på via to with from at by than like is er är and og
    och eller or ring ringe ringa kontakt kontakta tag ta tar tager vælg välj velg prøv prøve prøver pröva
    testa spørg bruk brug call try take use ask choose said say says sa sade sagde sagt sgt siger sige sier
    säger säga säg nævnte nevnte nämnde skrev pa t tll nr svarede svarade svarte vælge välja velge valgte
    valde ringer foreslog föreslog anbefalet anbefalede rekommenderade get told recommended
"""
# A shorter line ends where its writer ended it.
_WRAPPED = re.compile(r"\n(?<=[^\n]{50}\n)(?![^\w\n]*(?:\n|\w+:))")
_IN_A_NAME = re.compile(r"(?:[^\S\n]|[-‐‑&+'’])*")
_SAID_OF_IT = re.compile(
    r"\b(?:det|dette|detta|alt|allt|that|this|it|all)(?:\s+(?:er|är|var|is|was)|['’]s)\s+\Z", re.IGNORECASE
)
_BEFORE_NAME = frozenset(map(fold, _LEADING.split()))


def unwrapped(text: str) -> str:
    """The text with a blank where a full line ends and neither a blank line nor a label follows: that says nothing."""
    return _WRAPPED.sub(" ", text)


@dataclass(frozen=True, slots=True)
class SearchedText:
    """A text under search; `flat` where its capitals say nothing."""

    written: str
    words: list[Word]
    flat: bool

    def joined_at(self, at: int) -> bool:
        """Whether only blanks and hyphens stand before the word."""
        return not self.written[self.words[at - 1].end : self.words[at].start].strip(" -")

    def goes_on_at(self, at: int, sign: str) -> bool:
        """Whether a name that has this sign there may go on with the word: other signs and line ends part it."""
        between = self.written[self.words[at - 1].end : self.words[at].start]
        return between in (sign, sign.strip()) or bool(_IN_A_NAME.fullmatch(between))

    def inside(self, at: int) -> bool:
        """Whether the word stands inside a sentence, so that its capital says something."""
        return at > 0 and not re.search(r"[.!?:\n]", self.written[self.words[at - 1].end : self.words[at].start])

    def followed_by(self, pattern: re.Pattern[str], at: int) -> bool:
        return at < len(self.words) and bool(pattern.fullmatch(self.words[at].folded))

    def alone(self, at: int) -> bool:
        """Whether the word is a sentence of its own."""
        behind = self.written[self.words[at].end : self.words[at + 1].start] if at + 1 < len(self.words) else "."
        return not self.inside(at) and bool(re.search(r"[.!?:\n]", behind))

    def agreed(self, at: int) -> bool:
        """Whether the word opens a sentence and a comma follows, or something is said to be so."""
        opens = not self.inside(at) and self.written.startswith(",", self.words[at].end)
        return opens or bool(_SAID_OF_IT.search(self.written, 0, self.words[at].start))

    def shouted(self, at: int) -> bool:
        """Whether a word beside it is in capitals, too, so that its own say nothing."""
        near = [self.words[one].written for one in (at - 1, at + 1) if 0 <= one < len(self.words)]
        return any(len(word) > 3 and word.isupper() and word.isalpha() for word in near)

    def priced(self, at: int) -> bool:
        """Whether the word before it makes it a price."""
        return at > 0 and self.joined_at(at) and of_a_price(self.words[at - 1].folded)

    def led(self, at: int) -> bool:
        """Whether the word before it is one after which a name may follow."""
        return at > 0 and self.words[at - 1].folded in _BEFORE_NAME
