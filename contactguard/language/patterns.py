"""The small language in which cues are written.

    henvis*              a word that begins so            (ring|skriv*) til    one of these, then "til"
    stil* ... om         up to GAP words between          lige?                may be left out
    *installatør         a word that ends so              _                    exactly one word, whichever
    {affiliate}          a company so related             ^ nej                at the start of the sentence
                                                          tak $                at its end, but for its stops

Words are compared lower-cased and folded: "koebe" and "købe" are one word.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

GAP = 4  # words that "..." may span: a verb and its particle stand no further apart in a clause

_FOLDS = (("oe", "ø"), ("aa", "å"), ("ä", "æ"), ("ö", "ø"))
_WRITTEN_AE = re.compile(r"ae(?!(?:ns?|ts?)$)")  # not the ending of "fakturaen", "kameraet"
_ELEMENT = re.compile(r"\([^()]*\)\??|\S+")


def fold(word: str) -> str:
    """Lower case, with the spellings of æ, ø and å made one: "Koebenhavn", "København" -> "københavn"."""
    word = word.casefold()
    if "ae" in word:
        word = _WRITTEN_AE.sub("æ", word)
    for written, letter in _FOLDS:
        if written in word:
            word = word.replace(written, letter)
    return word


class Item(NamedTuple):
    """A word of a sentence, or a whole company name (then `slots` are its relations). Offsets are the message's."""

    word: str
    start: int
    end: int
    slots: frozenset[str] = frozenset()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: words, beginnings, endings or slots that fit it."""

    words: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    slots: frozenset[str] = frozenset()
    any: bool = False
    optional: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern: `source` as written, its elements, and whether it must open or close the sentence."""

    source: str
    elements: tuple[Element, ...]
    opening: bool = False
    closing: bool = False


def parse(source: str) -> Pattern:
    """Reads one pattern. Raises ValueError that says what is wrong with it."""
    parts = _ELEMENT.findall(source)
    opening, closing = parts[:1] == ["^"], parts[-1:] == ["$"]
    elements = tuple(_element(part) for part in parts[opening : len(parts) - closing])
    if all(element.gap or element.optional or element.any for element in elements):
        raise ValueError(f"pattern {source!r} has no word that must be there")
    if elements[0].gap or elements[-1].gap or elements[0].optional:
        raise ValueError(f"pattern {source!r} may not begin or end with '...', nor begin with an optional word")
    return Pattern(source, elements, opening, closing)


def _element(part: str) -> Element:
    if part == "...":
        return Element(gap=True)
    if part == "_":
        return Element(any=True)
    optional = part.endswith("?") and len(part) > 1
    body = part[:-1] if optional else part
    choices = body[1:-1].split("|") if body.startswith("(") else [body]
    return _choices([choice.strip() for choice in choices], optional)


def _choices(choices: list[str], optional: bool) -> Element:
    if any(not choice or " " in choice for choice in choices):
        raise ValueError(f"each choice of {choices!r} must be one word")
    groups: dict[str, list[str]] = defaultdict(list)
    for choice in choices:
        kind = _kind(choice)
        text = choice.strip("{}") if kind == "slots" else fold(choice.strip("*"))
        groups[kind].append(text)
    return Element(
        words=frozenset(groups["words"]),
        starts=tuple(groups["starts"]),
        ends=tuple(groups["ends"]),
        middles=tuple(groups["middles"]),
        slots=frozenset(groups["slots"]),
        optional=optional,
    )


def _kind(choice: str) -> str:
    if choice.startswith("{"):
        return "slots"
    if choice.startswith("*") and choice.endswith("*"):
        return "middles"
    if choice.endswith("*"):
        return "starts"
    return "ends" if choice.startswith("*") else "words"
