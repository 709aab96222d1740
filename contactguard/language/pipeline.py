"""Text in, words by sentence out: spaCy's blank tokenizer of a language, with this field's abbreviations.

spaCy cuts each run of characters between white space on its own, so what it makes of a run is remembered, and a Doc is
made only of runs not seen before.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import spacy
from spacy.language import Language

from contactguard.language import lexicon
from contactguard.language.patterns import Item, fold

LONGEST_SENTENCE = 300  # tokens; four times the longest of 43,000 written ones, so that no run-on text gets slow
LONGEST_RUN = 400  # characters cut at a time; spaCy's time grows with the square
MEMORY, LONGEST = 200_000, 40  # runs remembered, and characters of one; longer ones hardly come again

_CODES = {"da": "da", "sv": "sv", "nb": "nb", "en": "en"}
_RUN = re.compile(r"(\S+)(\s*)")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ENDS = frozenset({".", "!", "?", "…", "...", "!!", "??", "?!"})
_STOPPED = re.compile(r"(?:.*-)?([^\W\d_]+|\d+)\.")  # a word or number that the tokenizer left joined to its stop


class _Run(NamedTuple):
    """What stands between white space: its tokens with offsets from its start, and whether it may end a sentence.

    `last` is the last token's text in lower case, `before` the text of the one before it.
    """

    tokens: tuple[tuple[str, int, int], ...]
    stops: bool
    last: str
    before: str


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(lexicon.load(language).abbreviations) if language in lexicon.languages() else frozenset()


@cache
def pipeline(language: str) -> Language:
    """The blank pipeline of a language; of any language where spaCy has none."""
    nlp = spacy.blank(_CODES.get(language, "xx"))
    tokenizer: Any = nlp.tokenizer  # typed as any callable, yet blank pipelines have the rule-based one
    for abbreviation in _abbreviations(language):
        for written in {abbreviation, abbreviation.capitalize()}:
            tokenizer.add_special_case(written, [{"ORTH": written}])
    return nlp


class Splitter:
    """Cuts texts of one language into sentences."""

    def __init__(self, language: str) -> None:
        self._nlp = pipeline(language)
        self._abbreviations = _abbreviations(language)
        self._memo: dict[str, _Run] = {}

    def sentences(self, text: str, offset: int = 0) -> Iterator[list[Item]]:
        """The words and signs of each sentence, white space left out, with offsets shifted by `offset`."""
        items: list[Item] = []
        before, start = "", offset + len(text) - len(text.lstrip())
        for (written, blank), (behind, _) in pairwise([*_RUN.findall(text), ("", "")]):
            run = self._memo.get(written) or self._run(written)
            for word, begin, end in run.tokens:
                items.append(Item(word, begin + start, end + start))
            ended = run.stops and self._ends(run, run.before or before, self._following(blank, behind))
            if ended or "\n" in blank or len(items) >= LONGEST_SENTENCE:
                yield from _pieces(items)
                items = []
            before = run.last if blank == " " else ""
            start += len(written) + len(blank)
        yield from _pieces(items)

    def _ends(self, run: _Run, before: str, following: str) -> bool:
        """Whether the run's stop ends a sentence; that of an abbreviation or ordinal does not."""
        if not following:
            return False
        if run.last in _ENDS:
            stem = before.rpartition("-")[2] if run.last == "." else ""
            return f"{stem}." not in self._abbreviations and (not stem.isdigit() or not following[:1].islower())
        capital = following[:1].isupper() and not (following.isupper() and len(following) > 1)
        return capital and run.last.rpartition("-")[2] not in self._abbreviations

    def _following(self, blank: str, behind: str) -> str:
        """The first token of the run behind a blank; white space where more than a blank stands there."""
        if blank != " " or not behind:
            return blank.removeprefix(" ")
        return behind[: self._run(behind).tokens[0][2]]

    def _run(self, written: str) -> _Run:
        known = self._memo.get(written)
        if known is None:
            known = self._cut(written)
            if len(self._memo) >= MEMORY:
                self._memo.clear()
            if len(written) <= LONGEST:
                self._memo[written] = known
        return known

    def _cut(self, written: str) -> _Run:
        plain = _SURROGATE.sub("\ufffd", written)  # spaCy keeps its words as UTF-8, which has no lone surrogates
        spans = [
            (token.idx + start, token.idx + start + len(token))
            for start in range(0, len(plain), LONGEST_RUN)
            for token in self._nlp.make_doc(plain[start : start + LONGEST_RUN])
        ]
        tokens = tuple((fold(written[start:end]), start, end) for start, end in spans)
        last, before = (written[start:end].lower() for start, end in [*spans[:-3:-1], (0, 0)][:2])
        return _Run(tokens, last in _ENDS or _STOPPED.fullmatch(last) is not None, last, before)


def _pieces(items: list[Item]) -> Iterator[list[Item]]:
    """A sentence, or what a text without stops is cut into."""
    for start in range(0, len(items), LONGEST_SENTENCE):
        yield items[start : start + LONGEST_SENTENCE]
