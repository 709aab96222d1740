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
_LINE_END = re.compile(r"\n")
_NUMBER_STOP = re.compile(r"\d+\.")  # read as an ordinal by the tokenizer; before a capital it ends a sentence


@Language.component("contactguard_sentences")
def sentences(doc: Doc) -> Doc:
    """Sentence starts: after a full stop and space, and at every line; an abbreviation's stop is part of its token."""
    for token in doc[:-1] if len(doc) else doc:
        following = doc[token.i + 1]
        stop = token.text in _ENDS or (bool(_NUMBER_STOP.fullmatch(token.text)) and following.text[:1].isupper())
        following.is_sent_start = (stop and bool(token.whitespace_)) or bool(_LINE_END.search(token.text))
    return doc


@cache
def pipeline(language: str) -> Language:
    """The blank pipeline of a language; one without a lexicon is read as English."""
    nlp = spacy.blank(_CODES.get(language, "xx"))
    nlp.max_length = 10**9
    tokenizer: Any = nlp.tokenizer  # typed as any callable, yet blank pipelines have the rule-based one
    for abbreviation in lexicon.load(language).abbreviations if language in lexicon.languages() else ():
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
