"""A case in, the n-grams' logits out: what `ngrams.Linear` computes, with what each word brings remembered."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from contactguard.models.inputs import Case
from contactguard.models.ngrams import NEXT_LENGTH, Linear, Values, characters, encoded, flatten, found_words, place

MEMORY = 200_000  # n-grams remembered of a kind
LONGEST = 40  # characters; longer words are not remembered
BLOCKS = 5  # of a sentence, and of a contact

Rows = npt.NDArray[np.intp]
_NONE = np.zeros(0, np.intp)


class _Flat(NamedTuple):
    """A sentence as the n-grams see it."""

    parts: list[str]
    words: list[str]


class Kind:
    """The rows of a model that n-grams of one kind have."""

    def __init__(self, model: Linear, kind: str) -> None:
        self._known = model.known
        self._lead = crc32(kind.encode())
        self._memo: dict[str, Rows] = {}

    def grams(self, grams: Iterable[str]) -> list[Rows]:
        return [self._remembered(gram, self._one) for gram in grams]

    def inside(self, words: Iterable[str]) -> list[Rows]:
        """The rows of the characters' n-grams of each word."""
        return [self._remembered(word, self._inside) for word in words]

    def _remembered(self, text: str, rows: Callable[[str], Rows]) -> Rows:
        known = self._memo.get(text)
        if known is None:
            known = rows(text)
            if len(self._memo) >= MEMORY:
                self._memo.clear()
            if len(text) <= LONGEST:
                self._memo[text] = known
        return known

    def _one(self, gram: str) -> Rows:
        return self._rows([gram])

    def _inside(self, word: str) -> Rows:
        return self._rows(characters(word))

    def _rows(self, grams: Iterable[str]) -> Rows:
        keys = np.fromiter((crc32(encoded(gram), self._lead) for gram in grams), np.uint32)
        rows = np.minimum(np.searchsorted(self._known, keys), len(self._known) - 1)
        return np.asarray(rows[self._known[rows] == keys], np.intp)


class Scorer:
    """Logits of a linear model for many bags at once."""

    def __init__(self, model: Linear, kinds: Sequence[str], lengths: Sequence[float]) -> None:
        self._model = model
        self._lengths = np.array(lengths, np.float32)
        self.kinds = [Kind(model, kind) for kind in kinds]

    def logits(self, bags: Sequence[Sequence[list[Rows]]]) -> Values:
        """Logits [bag, column] of bags of BLOCKS blocks each, a list of rows a block."""
        blocks = [np.concatenate([_NONE, *rows]) for bag in bags for rows in bag]
        size = len(self._model.known)
        numbers = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
        distinct, counts = np.unique(numbers * size + np.concatenate([_NONE, *blocks]), return_counts=True)
        numbers, rows = np.divmod(distinct, size)
        values = ((1 + np.log(counts)) * self._model.rarity[rows]).astype(np.float32)
        squares = np.bincount(numbers, values * values, len(blocks))
        factors = np.tile(self._lengths, len(bags)) / np.sqrt(np.maximum(squares, np.finfo(np.float32).tiny))
        values *= factors[numbers].astype(np.float32)
        ends = np.searchsorted(numbers, np.arange(0, len(blocks) + 1, BLOCKS))
        parts = (slice(start, end) for start, end in pairwise(ends))
        return np.array([self._model.bias + values[part] @ self._model.weights[rows[part]] for part in parts])


class SentenceScorer:
    """What `ngrams.sentence_blocks` says, scored."""

    def __init__(self, model: Linear) -> None:
        kinds = ("characters", "words", "before", "place", "next")
        self._columns = len(model.bias)
        self._scorer = Scorer(model, kinds, (1, 1, 1, 1, NEXT_LENGTH))

    def logits(self, case: Case, rows: Sequence[int]) -> Values:
        """Logits [row, policy] of some sentences."""
        if not rows:
            return np.zeros((0, self._columns), np.float32)
        flat = {
            at: _flat(case, at) for row in rows for at in range(max(0, row - 2), row + 2) if at < len(case.sentences)
        }
        where = place(case)
        return self._scorer.logits([self._bag(flat, row, where(case.sentences[row])) for row in rows])

    def _bag(self, flat: dict[int, _Flat], row: int, where: Iterable[str]) -> list[list[Rows]]:
        characters_, words, before, at, following = self._scorer.kinds
        return [
            characters_.inside(flat[row].parts),
            words.grams(flat[row].words),
            before.grams([word for one in (row - 1, row - 2) if one >= 0 for word in flat[one].words]),
            at.grams(where),
            following.grams(flat[row + 1].words) if row + 1 in flat else [],
        ]


class ContactScorer:
    """What `ngrams.contact_blocks` says, scored."""

    def __init__(self, model: Linear) -> None:
        kinds = ("agent characters", "agent words", "other characters", "other words", "place")
        self._scorer = Scorer(model, kinds, (1,) * BLOCKS)

    def logits(self, case: Case) -> Values:
        """Logits [column] of a contact."""
        kinds, bag = self._scorer.kinds, list[list[Rows]]()
        for spoken in (True, False):
            texts = [flatten(one.masked) for one in case.sentences if one.own and (one.author == "agent") is spoken]
            bag.append(kinds[len(bag)].inside(part for text in texts for part in text.split()))
            bag.append(kinds[len(bag)].grams(found_words(" ".join(texts))))
        bag.append(kinds[4].grams((f"channel {case.channel}", f"line {case.line}")))
        return np.asarray(self._scorer.logits([bag])[0])


def _flat(case: Case, index: int) -> _Flat:
    text = flatten(case.sentences[index].masked)
    return _Flat(text.split(), list(found_words(text)))
