"""A case in, the n-grams' logits out: what each token brings is worked out once and remembered."""

from collections.abc import Collection, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from contactguard.models.inputs import Case
from contactguard.models.ngrams import (
    CONTACT_KINDS,
    SENTENCE_KINDS,
    Kind,
    Linear,
    NGrams,
    Values,
    damped,
    hashed,
)
from contactguard.models.opinion import Opinion
from contactguard.models.told import Bag, Told, paired, said

Places = npt.NDArray[np.int64]

CAP = 9.0  # logits beyond this mean nothing
MEMORY = 400_000  # tokens remembered
_PLACE = (1 << 32) - 1
_TINY = float(np.finfo(np.float32).tiny)


class Memory:
    """What each token of each kind brings: a value a column, and at the end its share in the square of the length."""

    def __init__(self, model: Linear, kinds: Sequence[Kind]) -> None:
        self._model, self._kinds = model, kinds
        self._places: list[dict[str, int]] = [{} for _ in kinds]
        self._brought = np.zeros((1024, len(model.bias) + 1), np.float32)
        self._learnt = 0

    def __len__(self) -> int:
        """How many tokens are remembered."""
        return self._learnt

    def brought(self, places: Places) -> Values:
        """What the tokens at these places bring [token, column]."""
        return np.asarray(self._brought[places], np.float32)

    def places(self, bags: Sequence[Bag]) -> list[int]:
        """Where the tokens of some bags are remembered, bag by bag and kind by kind, until others are asked for."""
        try:
            return self._found(bags)
        except KeyError:
            self._learn_all(bags)
            return self._found(bags)

    def _found(self, bags: Sequence[Bag]) -> list[int]:
        places: list[int] = []
        for bag in bags:
            for known, tokens in zip(self._places, bag, strict=True):
                places += map(known.__getitem__, tokens)
        return places

    def _learn_all(self, bags: Sequence[Bag]) -> None:
        if len(self) > MEMORY:
            self._forget()
        for number, known in enumerate(self._places):
            self._learn(number, {token for bag in bags for token in bag[number] if token not in known})

    def _forget(self) -> None:
        self._learnt = 0
        for known in self._places:
            known.clear()

    def _learn(self, number: int, new: Collection[str]) -> None:
        if not new:
            return
        keys = hashed(self._kinds[number], new)
        rows, hit = self._model.find(np.concatenate(keys))
        sizes = _sums(hit[:, None].astype(np.float32), np.array(list(map(len, keys))))[:, 0].astype(int)
        rarity = self._model.rarity[rows, None]
        start, self._learnt = self._learnt, self._learnt + len(new)
        self._grow()
        brought = np.concatenate([self._model.weights[rows] * rarity, rarity * rarity], axis=1)
        self._brought[start : self._learnt] = _sums(brought, sizes)
        self._places[number].update(zip(new, range(start, self._learnt), strict=True))

    def _grow(self) -> None:
        if self._learnt > len(self._brought):
            more = np.zeros((max(self._learnt, len(self._brought)), self._brought.shape[1]), np.float32)
            self._brought = np.concatenate([self._brought, more])


def _sums(values: Values, sizes: Places) -> Values:
    """The sums of runs of rows, so many rows each."""
    sums = np.zeros((len(sizes), values.shape[1]), np.float32)
    filled = np.flatnonzero(sizes)
    if len(filled):
        sums[filled] = np.add.reduceat(values, (np.cumsum(sizes) - sizes)[filled], axis=0)
    return sums


class Scorer:
    """Logits of a linear model for many bags at once."""

    def __init__(self, model: Linear, kinds: Sequence[Kind]) -> None:
        self._bias = model.bias
        self._memory, self._asking = Memory(model, kinds), Lock()
        self._lengths = np.array([kind.length for kind in kinds], np.float32)

    def logits(self, bags: Sequence[Bag]) -> Values:
        """Logits [bag, column]: each block of tokens is brought to its kind's length."""
        sizes = [len(block) for bag in bags for block in bag]
        with self._asking:  # what another thread asks for may move the places
            places = np.array(self._memory.places(bags), np.int64)
            keys, said = np.unique(np.repeat(np.arange(len(sizes)), sizes) << 32 | places, return_counts=True)
            brought = self._memory.brought(keys & _PLACE)
        counts = damped(said)[:, None]
        brought *= counts
        brought[:, -1:] *= counts
        sums = _sums(brought, np.bincount(keys >> 32, minlength=len(sizes)))
        sums = sums.reshape(len(bags), len(self._lengths), len(self._bias) + 1)
        scale = self._lengths / np.sqrt(np.maximum(sums[:, :, -1], _TINY))
        return np.asarray(self._bias + np.einsum("bkc,bk->bc", sums[:, :, :-1], scale), np.float32)


class SentenceScorer:
    """Sentences scored."""

    def __init__(self, model: Linear) -> None:
        self._scorer = Scorer(model, SENTENCE_KINDS)

    def logits(self, told: Told, rows: Sequence[int]) -> Values:
        """Logits [row, policy] of some sentences."""
        return self._scorer.logits(told.sentences(rows))

    def versions(self, case: Case, row: int, texts: Sequence[str]) -> Values:
        """Logits [text, policy] of a sentence, were it each of these masked texts."""
        (bag,) = Told(case).sentences([row])
        return self._scorer.logits([(one.parts, paired(one.words), *bag[2:]) for one in map(said, texts)])


class ContactScorer:
    """Contacts scored."""

    def __init__(self, model: Linear) -> None:
        self._scorer = Scorer(model, CONTACT_KINDS)

    def logits(self, told: Told) -> Values:
        """Logits [column] of a contact."""
        return np.asarray(self._scorer.logits([told.contact()])[0])


class Bags:
    """The n-grams of sentences and of contacts."""

    def __init__(self, ngrams: NGrams) -> None:
        self.sentence = SentenceScorer(ngrams.sentence)
        self.contact = ContactScorer(ngrams.contact)

    def opinion(self, told: Told, missing: float) -> Opinion:
        """Their logits; `missing` is that of the contact."""
        logits = self.sentence.logits(told, range(len(told.case.sentences)))
        return np.clip(logits, -CAP, CAP), min(max(missing, -CAP), CAP)
