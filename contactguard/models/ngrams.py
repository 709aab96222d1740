"""Characters and words as a bag: logistic regression over hashed n-grams, in plain numpy.

The features of a sentence fall into blocks (characters, words, what came before, where it stands, what comes next). A
block holds tokens, those said often a little more; a token brings its n-grams, each weighed by inverse frequency. A
block is brought to a fixed length, for which its tokens are taken as if no two shared an n-gram: so what a token brings
is its own, and can be remembered (see `scoring`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from contactguard.models.told import Tokens

Keys = npt.NDArray[np.uint32]
Values = npt.NDArray[np.float32]
Vector = tuple[npt.NDArray[np.intp], Values]
Grams = Callable[[str], Iterable[str]]

CHARACTERS = range(2, 6)
NEAR_LENGTH, ANYWHERE_LENGTH = 0.5, 0.3  # marks beside the sentence, and of the whole contact
_STEPS, _TINY = 127, 1e-12  # of a weight kept in 8 bits, either way from 0
NEXT_LENGTH = 0.5  # what comes next tells less: .01 to .02 F1 on texts of other writers, against leaving it out


def characters(word: str) -> Iterator[str]:
    """n-grams inside a word, with a space at either end."""
    padded = f" {word} "
    for size in CHARACTERS:
        yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def itself(token: str) -> Iterator[str]:
    yield token


class Kind(NamedTuple):
    """What the tokens of a block are: their n-grams are hashed together with its name."""

    name: str
    grams: Grams = itself
    length: float = 1.0


SENTENCE_KINDS = (
    Kind("characters", characters),
    Kind("words"),
    Kind("before"),
    Kind("place"),
    Kind("next", length=NEXT_LENGTH),
    Kind("marks"),
    Kind("marks near", length=NEAR_LENGTH),
    Kind("marks anywhere", length=ANYWHERE_LENGTH),
)
CONTACT_KINDS = (
    Kind("agent characters", characters),
    Kind("agent words"),
    Kind("other characters", characters),
    Kind("other words"),
    Kind("place"),
    Kind("agent marks"),
    Kind("other marks"),
)


def encoded(gram: str) -> bytes:
    """The bytes that are hashed; lone surrogates, which a broken text may hold, included."""
    return gram.encode("utf-8", "surrogatepass")


def hashed(kind: Kind, tokens: Iterable[str]) -> list[Keys]:
    """The features of each token."""
    lead = crc32(kind.name.encode())
    return [np.array([crc32(encoded(gram), lead) for gram in kind.grams(token)], np.uint32) for token in tokens]


def damped(counts: npt.ArrayLike) -> Values:
    """How much tokens count that are said so often."""
    return np.asarray(1 + np.log(np.asarray(counts, np.float32)), np.float32)


@dataclass(frozen=True)
class Linear:
    """`known` is sorted; row i of `weights` and `rarity` belongs to known[i]; `bias` has a value a column."""

    known: Keys
    rarity: Values
    weights: Values
    bias: Values

    def find(self, keys: Keys) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """The rows of the known ones, and which are."""
        rows = np.minimum(np.searchsorted(self.known, keys), len(self.known) - 1)
        hit = self.known[rows] == keys
        return np.asarray(rows[hit], np.intp), np.asarray(hit, np.bool_)

    def vector(self, kind: Kind, tokens: Tokens) -> Vector:
        """Rows and values of a block."""
        counts = Counter(tokens)
        keys = hashed(kind, counts)
        found, hit = self.find(np.concatenate([*keys, np.zeros(0, np.uint32)]))
        values = np.repeat(damped(list(counts.values())), [len(one) for one in keys])[hit] * self.rarity[found]
        length = float(np.sqrt((values * values).sum()))
        rows, places = np.unique(found, return_inverse=True)
        sums = np.bincount(places, values, len(rows))
        return rows, (sums * (kind.length / length if length else 0)).astype(np.float32)

    def arrays(self, prefix: str) -> dict[str, npt.NDArray[np.generic]]:
        """For a file: the weights in 8 bits a column's own step wide, and what packs better than the known keys."""
        step = np.maximum(np.abs(self.weights).max(axis=0, initial=0), _TINY) / _STEPS
        return {
            f"{prefix}.gaps": np.diff(self.known, prepend=np.uint32(0)),
            f"{prefix}.rarity": self.rarity.astype(np.float16),
            f"{prefix}.weights": np.round(self.weights / step).astype(np.int8),
            f"{prefix}.step": step.astype(np.float32),
            f"{prefix}.bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]], prefix: str) -> "Linear":
        names = ("gaps", "rarity", "weights", "step", "bias")
        gaps, rarity, weights, step, bias = (arrays[f"{prefix}.{name}"] for name in names)
        known = np.cumsum(gaps, dtype=np.uint32)
        plain = weights.astype(np.float32) * step.astype(np.float32)
        return cls(known, rarity.astype(np.float32), plain, bias.astype(np.float32))


@dataclass(frozen=True)
class NGrams:
    """The sentence model; the contact model, with columns "the comparison is missing" and "is of the trade".

    `scoring` runs both.
    """

    sentence: Linear
    contact: Linear

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **self.sentence.arrays("sentence"), **self.contact.arrays("contact"))  # type: ignore[arg-type]  # numpy types its flags only

    @classmethod
    def load(cls, path: Path) -> "NGrams":
        with np.load(path) as arrays:
            return cls(Linear.from_arrays(arrays, "sentence"), Linear.from_arrays(arrays, "contact"))
