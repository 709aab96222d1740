"""The pieces of a note in, the note as one agent writes it out."""

import re
from collections.abc import Mapping, Sequence
from random import Random

from contactguard.demo.material import Agent, World

_TYPO_EVERY = 18  # words


def note(rng: Random, world: World, agent: Agent, pieces: Sequence[str], clock: str) -> str:
    """Pieces are sentences; `clock` is the local time a note may be headed with."""
    match agent.voice:
        case "terse":
            return _terse(rng, world, pieces)
        case "lines":
            return "\n".join(pieces)
        case "sloppy":
            return _sloppy(rng, " ".join(pieces))
        case "stamp":
            return f"{clock} {' '.join(_said(world.long, piece) for piece in pieces)}"
        case "initials":
            return f"{' '.join(pieces)} /{agent.name[:2].lower()}"
        case "full":
            return " ".join(_said(world.long, piece) for piece in pieces)


def _said(words: Mapping[str, str], text: str) -> str:
    """The text with these words for those, whole ones only, as they begin: in capitals or not."""
    if not words:
        return text
    pattern = r"(?<!\w)(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")(?!\w)"
    return re.sub(pattern, lambda found: _cased(found[0], words), text, flags=re.IGNORECASE)


def _cased(found: str, words: Mapping[str, str]) -> str:
    said = words.get(found) or words.get(found.lower()) or found
    return said[:1].upper() + said[1:] if found[:1].isupper() else said


def _terse(rng: Random, world: World, pieces: Sequence[str]) -> str:
    short = [_said(world.short, piece).rstrip(".") for piece in pieces]
    text = rng.choice((". ", " - ", ". ", ", ")).join(short)
    return text[:1].lower() + text[1:] if rng.random() < 0.4 else text


def _sloppy(rng: Random, text: str) -> str:
    words = text.split(" ")
    for at, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and word.islower() and rng.randrange(_TYPO_EVERY) == 0:
            words[at] = _mistyped(rng, word)
    text = " ".join(words).rstrip(".")
    if rng.random() < 0.5:
        text = re.sub(r"\. ([A-ZÆØÅÄÖ])(?=[a-zæøåäö])", lambda found: f". {found[1].lower()}", text)
    return text[:1].lower() + text[1:]


def _mistyped(rng: Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 2)
    match rng.randrange(3):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case _:
            return word[:at] + word[at] + word[at:]
