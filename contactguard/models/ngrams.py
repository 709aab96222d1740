"""Characters and words as a bag: logistic regression over hashed n-grams, in plain numpy.

The features of a sentence fall into blocks (characters, words, what came before, where it stands, what comes next),
each weighed by inverse frequency and brought to a fixed length. A relation token counts as one character.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from contactguard.models.inputs import POLICIES, Case, Sentence
from contactguard.models.masking import TOKEN, TOKENS

Keys = npt.NDArray[np.uint32]
Values = npt.NDArray[np.float32]
Vector = tuple[npt.NDArray[np.intp], Values]

CHARACTERS = range(2, 6)
NEXT_LENGTH = 0.5  # what comes next tells less: .01 to .02 F1 on texts of other writers, against leaving it out
_WORD = re.compile(r"\w+|[!?]|[\ue000-\ue010]")
_SPACES = re.compile(r"\s+")
_SIGNS = {token: chr(0xE000 + index) for index, token in enumerate(TOKENS)}  # private use: no text has them


def flatten(masked: str) -> str:
    """Lower case, relation tokens as one private character each."""
    return _SPACES.sub(" ", TOKEN.sub(lambda found: f" {_SIGNS[found.group()]} ", masked).lower()).strip()


def characters(text: str) -> Iterator[str]:
    """n-grams inside words, with a space at either end of a word."""
    for word in text.split():
        padded = f" {word} "
        for size in CHARACTERS:
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def found_words(text: str) -> Iterator[str]:
    found = _WORD.findall(text)
    yield from found
    yield from map(" ".join, pairwise(found))


class Block(NamedTuple):
    """Hashed features of one kind, brought to `length` together."""

    keys: Keys
    length: float = 1.0


def encoded(gram: str) -> bytes:
    """The bytes that are hashed; lone surrogates, which a broken text may hold, included."""
    return gram.encode("utf-8", "surrogatepass")


def hashed(kind: str, grams: Iterable[str], length: float = 1.0) -> Block:
    lead = crc32(kind.encode())
    return Block(np.fromiter((crc32(encoded(gram), lead) for gram in grams), np.uint32), length)


def sentence_blocks(case: Case, index: int) -> list[Block]:
    """The feature keys of a sentence, a block each."""
    sentence, text = case.sentences[index], flatten(case.sentences[index].masked)
    before = [flatten(one.masked) for one in case.sentences[max(0, index - 2) : index]]
    following = [flatten(one.masked) for one in case.sentences[index + 1 : index + 2]]
    return [
        hashed("characters", characters(text)),
        hashed("words", found_words(text)),
        hashed(
            "before",
            [*(found_words(before[-1]) if before else ()), *(found_words(before[0]) if len(before) > 1 else ())],
        ),
        hashed("place", place(case)(sentence)),
        hashed("next", found_words(following[0]) if following else (), NEXT_LENGTH),
    ]


def contact_blocks(case: Case) -> list[Block]:
    """The feature keys of a whole contact: the agent's words and the others' apart."""
    agent = " ".join(flatten(one.masked) for one in case.sentences if one.own and one.author == "agent")
    others = " ".join(flatten(one.masked) for one in case.sentences if one.own and one.author != "agent")
    return [
        hashed("agent characters", characters(agent)),
        hashed("agent words", found_words(agent)),
        hashed("other characters", characters(others)),
        hashed("other words", found_words(others)),
        hashed("place", (f"channel {case.channel}", f"line {case.line}")),
    ]


def place(case: Case) -> Callable[[Sentence], tuple[str, ...]]:
    """Tells of each sentence where it stands."""
    spoken = [one.masked for one in case.sentences if one.own and one.author == "agent"]
    present = sorted({token for text in spoken for token in TOKEN.findall(text)})
    shared = (f"channel {case.channel}", f"line {case.line}")
    named = tuple(f"named {token}" for token in present)
    return lambda sentence: (*shared, f"author {sentence.author} {sentence.own}", *named)


@dataclass(frozen=True)
class Linear:
    """`known` is sorted; row i of `weights` and `rarity` belongs to known[i]; `bias` has a value a column."""

    known: Keys
    rarity: Values
    weights: Values
    bias: Values

    def score(self, blocks: list[Block]) -> Values:
        """Logits, one a column."""
        logits = self.bias.copy()
        for rows, values in self.vectors(blocks):
            logits += values @ self.weights[rows]
        return logits

    def vectors(self, blocks: list[Block]) -> list[Vector]:
        """Rows and values of each block."""
        return [self._vector(block) for block in blocks]

    def _vector(self, block: Block) -> Vector:
        """Damped counts times rarity, brought to the block's length."""
        distinct, counts = np.unique(block.keys, return_counts=True)
        rows = np.minimum(np.searchsorted(self.known, distinct), len(self.known) - 1)
        hit = self.known[rows] == distinct
        rows = rows[hit]
        values = ((1 + np.log(counts[hit])) * self.rarity[rows]).astype(np.float32)
        length = float(np.sqrt((values * values).sum()))
        return rows, values * np.float32(block.length / length) if length else values

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[np.generic]]:
        return {
            f"{prefix}.known": self.known,
            f"{prefix}.rarity": self.rarity.astype(np.float16),
            f"{prefix}.weights": self.weights.astype(np.float16),
            f"{prefix}.bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]], prefix: str) -> "Linear":
        known, rarity, weights, bias = (arrays[f"{prefix}.{name}"] for name in ("known", "rarity", "weights", "bias"))
        return cls(
            known.astype(np.uint32), rarity.astype(np.float32), weights.astype(np.float32), bias.astype(np.float32)
        )


@dataclass(frozen=True)
class NGrams:
    """The sentence model; the contact model, with columns "the comparison is missing" and "is of the trade".

    `scoring` runs both.
    """

    sentence: Linear
    contact: Linear

    def score(self, case: Case) -> Values:
        """Logits [sentence, policy]."""
        rows = [self.sentence.score(sentence_blocks(case, index)) for index in range(len(case.sentences))]
        return np.stack(rows) if rows else np.zeros((0, len(POLICIES)), np.float32)

    def score_contact(self, case: Case) -> tuple[float, float]:
        """Logits of "the comparison is missing", and of "this is a contact of the trade, not any text"."""
        missing, trade = self.contact.score(contact_blocks(case)).tolist()
        return missing, trade

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **self.sentence.arrays("sentence"), **self.contact.arrays("contact"))  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> "NGrams":
        with np.load(path) as arrays:
            return cls(Linear.from_arrays(arrays, "sentence"), Linear.from_arrays(arrays, "contact"))
