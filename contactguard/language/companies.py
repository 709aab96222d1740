"""Text in, company mentions out: exact, inflected, compounded, misspelt and misheard names, longest name first."""

import re
from bisect import bisect_right
from collections import defaultdict
from typing import NamedTuple

from rapidfuzz.distance import OSA

from contactguard.language.firms import firms
from contactguard.language.names import Name, names_of
from contactguard.language.searched import SearchedText, unwrapped
from contactguard.language.sites import nouns
from contactguard.language.words import WORD, Word, is_flat, words
from contactguard.organisation.model import Organisation

_SPOKEN_DOTS = frozenset({"punktum", "punkt", "prik", "dot"})
# "SE-nr." is a tax number, "SE corner" a direction
_NOT_A_COMPANY = re.compile(r"nr|number|nummer|corner|side|of|pole|wall|end")
_PARTS, _LETTERS = 4, 14  # in which a name may have fallen apart, or be spelt
_ENDINGS = ("s", "es", "en", "ens", "et", "n")


class Mention(NamedTuple):
    """A company named in a text. `slots` are the relations a pattern may ask for; `how` is exact or misspelt."""

    start: int
    end: int
    name: str
    slots: frozenset[str]
    how: str = "exact"


class Recogniser:
    """Finds the companies of a profile, and the known and firm-shaped names of its market."""

    def __init__(self, organisation: Organisation) -> None:
        names = [name for name in names_of(organisation) if name.parts]
        self._by_first: dict[str, list[Name]] = defaultdict(list)
        for name in sorted(names, key=lambda name: (-len(name.parts), -len(name.joined), name.company)):
            self._by_first[name.parts[0]].append(name)
        self._fuzzy: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            if len(name.joined) >= 6 and not name.slots & {"supplier", "installer"}:
                self._fuzzy[name.joined[0]].append(name)
        self._nouns = frozenset(noun for name in names if name.price for noun in nouns(name.joined))
        self._memo: dict[str, Name | None] = {}
        self._begun: dict[str, tuple[list[Name], bool]] = {}
        self._dull: set[str] = set()  # words that begin no name

    def find(self, text: str) -> list[Mention]:
        """All mentions in order, none overlapping another."""
        text = unwrapped(text)
        flat = is_flat(text)
        named = [] if self._dull.issuperset(WORD.findall(text)) else self._named(SearchedText(text, words(text), flat))
        found = list(named)  # in order, none overlapping
        for firm in firms(text, flat):
            behind = bisect_right(named, firm.start, key=lambda mention: mention.end)
            if behind == len(named) or named[behind].start >= firm.end:
                slots = frozenset({"external", "company", *filter(None, [firm.trade])})
                found.append(Mention(firm.start, firm.end, firm.name, slots))
        return sorted(found, key=lambda mention: mention.start)

    def _named(self, text: SearchedText) -> list[Mention]:
        """Mentions of known names."""
        found, at = list[Mention](), 0
        while at < len(text.words):
            mention, used = self._at(text, at)
            if mention:
                found.append(mention)
            at += used
        return found

    def _at(self, text: SearchedText, at: int) -> tuple[Mention | None, int]:
        candidates, misspelt = self._begin(text.words[at])
        for name in candidates:
            length = _length(name, text, at)
            if length and _admissible(name, text, at, length):
                exact = _mention(name, text.words, at, length, "exact")
                longer = self._misspelt(text, at, beyond=length) if "brand" in name.slots else (None, 1)
                return longer if longer[0] else (exact, length)
        return self._misspelt(text, at) if misspelt else (None, 1)

    def _begin(self, word: Word) -> tuple[list[Name], bool]:
        """The names that may begin with the word, and whether one written nearly so may."""
        known = self._begun.get(word.written)
        if known is None:
            if len(self._begun) > 100_000:
                self._begun.clear()
                self._dull.clear()
            near = self._fuzzy.get(word.folded[0], ())
            known = self._candidates(word.folded), any(_begins(word.folded, name.joined) for name in near)
            if len(word.written) <= 40:
                self._begun[word.written] = known
                if not any(known):
                    self._dull.add(word.written)
        return known

    def _candidates(self, word: str) -> list[Name]:
        found = list(self._by_first.get(word, ()))
        for ending in _ENDINGS:
            if word.endswith(ending):
                stem = word[: -len(ending)]
                found += [name for name in self._by_first.get(stem, ()) if len(name.parts) == 1 and name.takes(ending)]
        return found

    def _misspelt(self, text: SearchedText, at: int, beyond: int = 0) -> tuple[Mention | None, int]:
        """A name written nearly so, in more than `beyond` words."""
        near = self._fuzzy.get(text.words[at].folded[0])
        if not near or text.words[at].folded in self._nouns:
            return None, 1
        joined = ""
        for length, word in enumerate(text.words[at : at + _LETTERS], 1):
            if length > 1 and not text.joined_at(at + length - 1):
                break
            if length > _PARTS and len(joined) >= length:  # not spelt letter by letter
                break
            if length > 1 and word.folded in _SPOKEN_DOTS:
                continue
            joined += word.folded
            name = self._nearest(joined, near)
            if name and length > beyond and _may_be_misspelt(name, text, at, length):
                return _mention(name, text.words, at, length, "misspelt"), length
        return None, 1

    def _nearest(self, joined: str, near: list[Name]) -> Name | None:
        if not 5 <= len(joined) <= 40:
            return None
        try:
            return self._memo[joined]
        except KeyError:
            found = next((name for name in near if _alike(joined, name.joined)), None)
        if len(self._memo) > 100_000:
            self._memo.clear()
        self._memo[joined] = found
        return found


def _begins(word: str, name: str) -> bool:
    """Whether a text that begins with the word may be `_alike` the name: a beginning of the name is near the word."""
    allowed = 2 if len(name) >= 11 else 1
    return any(
        OSA.distance(stem, name[:length], score_cutoff=allowed) <= allowed
        for stem in {word, word.removesuffix("s")}
        for length in range(max(len(stem) - allowed, 0), len(stem) + allowed + 1)
    )


def _alike(written: str, name: str) -> bool:
    allowed = 2 if len(name) >= 11 else 1
    return OSA.distance(written.removesuffix("s"), name.removesuffix("s"), score_cutoff=allowed) <= allowed


def _length(name: Name, text: SearchedText, at: int) -> int:
    """How many words of the text the name takes there; 0 where it does not stand there."""
    sequence, taken = text.words, 0
    for number, part in enumerate(name.parts):
        if number and at + taken < len(sequence) and sequence[at + taken].folded in _SPOKEN_DOTS:
            taken += 1
        if at + taken >= len(sequence):
            return 0
        word = sequence[at + taken].folded
        last = number == len(name.parts) - 1
        ending = word[len(part) :] if last and word.startswith(part) else ""
        if word != part and not (ending in _ENDINGS and name.takes(ending)):
            return 0
        if number and not text.goes_on_at(at + taken, name.signs[number - 1]):
            return 0
        taken += 1
    return taken


def _admissible(name: Name, text: SearchedText, at: int, length: int) -> bool:
    """Whether capitals and neighbours allow this reading of words that may also mean something else."""
    first = text.words[at]
    if name.ordinary and len(name.parts) > 1:  # "du väljer vem du köper din el av"
        return not text.flat and all(word.written[0].isupper() for word in text.words[at : at + length])
    if name.acronym:
        if text.flat or text.shouted(at):
            return len(name.joined) > 2 and (name.coined or text.led(at))
        yes = first.folded == "ok" and (text.alone(at) or text.agreed(at))  # "OK." and "det er OK" name nobody
        return first.written[: len(name.joined)].isupper() and not (
            yes or text.followed_by(_NOT_A_COMPANY, at + length)
        )
    if name.price and (text.flat or not first.written[0].isupper()):
        return not text.priced(at)
    if not name.everyday:
        return not (name.coined and _surname_follows(text, at + length))
    if text.flat:
        return text.led(at)
    known_only = name.slots & {"supplier", "installer"}  # "Velkommen" opens many a letter
    return (
        first.written[0].isupper() and (text.inside(at) or not known_only) and not _surname_follows(text, at + length)
    )


def _may_be_misspelt(name: Name, text: SearchedText, at: int, length: int) -> bool:
    """A name that stands there to the letter is none: its neighbours forbade it."""
    if _length(name, text, at) == length:
        return False
    if name.price:  # "en pris" is no "elpris"
        return not text.priced(at) and (length == 1 or name.joined.startswith(text.words[at].folded))
    return not name.everyday or (text.words[at].written[0].isupper() and text.inside(at))


def _surname_follows(text: SearchedText, at: int) -> bool:
    """Whether a capitalised word follows at once: "Marsk Jensen" is a person, not the company Marsk."""
    if at >= len(text.words) or text.written[text.words[at - 1].end : text.words[at].start].strip(" "):
        return False
    return text.words[at].written.istitle() and len(text.words[at].written) > 2


def _mention(name: Name, sequence: list[Word], at: int, length: int, how: str) -> Mention:
    return Mention(sequence[at].start, sequence[at + length - 1].end, name.company, name.slots, how)
