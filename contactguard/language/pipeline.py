"""Text in, spaCy Doc with sentences out: a blank pipeline a language, with this field's abbreviations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from contactguard.language import lexicon

_CODES = {"da": "da", "sv": "sv", "nb": "nb", "en": "en"}
_ENDS = frozenset({".", "!", "?", "…", "...", "!!", "??", "?!"})
_STOPPED = re.compile(r"(?:.*-)?([^\W\d_]+|\d+)\.")  # a word or number that the tokenizer left joined to its stop


@cache
def _abbreviations(language: str) -> frozenset[str]:
    return frozenset(lexicon.load(language).abbreviations) if language in lexicon.languages() else frozenset()


def _ends(doc: Doc, index: int, abbreviations: frozenset[str]) -> bool:
    """Whether a sentence ends with this token: at a line end, or at a stop that no abbreviation or ordinal has."""
    token, following = doc[index], doc[index + 1]
    if "\n" in token.text:
        return True
    if not token.whitespace_ and not following.is_space:
        return False
    capital = following.text[:1].isupper() and not (following.text.isupper() and len(following.text) > 1)
    if token.text in _ENDS:
        before = doc[index - 1].text.lower().rpartition("-")[2] if index and token.text == "." else ""
        return f"{before}." not in abbreviations and (not before.isdigit() or not following.text[:1].islower())
    stopped = _STOPPED.fullmatch(token.text.lower())
    return bool(stopped) and capital and token.text.lower().rpartition("-")[2] not in abbreviations


@Language.component("contactguard_sentences")
def sentences(doc: Doc) -> Doc:
    """Sentence starts: after a full stop and space, and at every line."""
    abbreviations = _abbreviations(doc.lang_)
    for index in range(len(doc) - 1):
        doc[index + 1].is_sent_start = _ends(doc, index, abbreviations)
    return doc


@cache
def pipeline(language: str) -> Language:
    """The blank pipeline of a language; of any language where spaCy has none."""
    nlp = spacy.blank(_CODES.get(language, "xx"))
    nlp.max_length = 10**9
    tokenizer: Any = nlp.tokenizer  # typed as any callable, yet blank pipelines have the rule-based one
    for abbreviation in _abbreviations(language):
        for written in {abbreviation, abbreviation.capitalize()}:
            tokenizer.add_special_case(written, [{"ORTH": written}])
    nlp.add_pipe("contactguard_sentences")
    return nlp


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int


def split_sentences(text: str, language: str, offset: int) -> Iterator[list[Token]]:
    """The tokens of each sentence, white space left out, with offsets shifted by `offset`."""
    doc = pipeline(language)(text)
    for sentence in doc.sents:
        tokens = [
            Token(token.text, token.idx + offset, token.idx + len(token.text) + offset)
            for token in sentence
            if not token.is_space
        ]
        if tokens:
            yield tokens
