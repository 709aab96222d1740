"""A case in, the n-grams' logits out: what each token brings is worked out once and remembered."""

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np

from contactguard.models.inputs import Case
from contactguard.models.ngrams import (
    CONTACT_KINDS,
    SENTENCE_KINDS,
    Bag,
    Kind,
    Linear,
    NGrams,
    Values,
    contact_bag,
    damped,
    hashed,
    said,
    sentence_bags,
)
from contactguard.models.opinion import Opinion

CAP = 9.0  # logits beyond this mean nothing
MEMORY = 400_000  # tokens remembered
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

    def brought(self, bags: Sequence[Bag]) -> Values:
        """What the tokens of some bags bring [token, column], bag by bag and kind by kind."""
        try:
            places = self._found(bags)
        except KeyError:
            self._learn_all(bags)
            places = self._found(bags)
        return np.asarray(self._brought[places], np.float32)

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
        sizes = _sums(hit[:, None].astype(np.float32), [len(one) for one in keys])[:, 0].astype(int)
        rarity = self._model.rarity[rows, None]
        start, self._learnt = self._learnt, self._learnt + len(new)
        self._grow()
        brought = np.concatenate([self._model.weights[rows] * rarity, rarity * rarity], axis=1)
        self._brought[start : self._learnt] = _sums(brought, sizes.tolist())
        self._places[number].update(zip(new, range(start, self._learnt), strict=True))

    def _grow(self) -> None:
        if self._learnt > len(self._brought):
            more = np.zeros((max(self._learnt, len(self._brought)), self._brought.shape[1]), np.float32)
            self._brought = np.concatenate([self._brought, more])


def _sums(values: Values, sizes: Sequence[int]) -> Values:
    """The sums of runs of rows, so many rows each."""
    sums = np.zeros((len(sizes), values.shape[1]), np.float32)
    filled = np.flatnonzero(sizes)
    if len(filled):
        starts = np.cumsum([0, *sizes])[filled]
        sums[filled] = np.add.reduceat(values, starts, axis=0)
    return sums


class Scorer:
    """Logits of a linear model for many bags at once."""

    def __init__(self, model: Linear, kinds: Sequence[Kind]) -> None:
        self._bias = model.bias
        self._memory = Memory(model, kinds)
        self._lengths = np.array([kind.length for kind in kinds], np.float32)

    def logits(self, bags: Sequence[Bag]) -> Values:
        """Logits [bag, column]: each block of tokens is brought to its kind's length."""
        blocks = list(chain.from_iterable(bags))
        counts = damped(list(chain.from_iterable(block.values() for block in blocks)))[:, None]
        brought = self._memory.brought(bags) * counts
        brought[:, -1:] *= counts
        sums = _sums(brought, list(map(len, blocks))).reshape(len(bags), len(self._lengths), len(self._bias) + 1)
        scale = self._lengths / np.sqrt(np.maximum(sums[:, :, -1], _TINY))
        return np.asarray(self._bias + np.einsum("bkc,bk->bc", sums[:, :, :-1], scale), np.float32)


class SentenceScorer:
    """Sentences scored."""

    def __init__(self, model: Linear) -> None:
        self._scorer = Scorer(model, SENTENCE_KINDS)

    def logits(self, case: Case, rows: Sequence[int]) -> Values:
        """Logits [row, policy] of some sentences."""
        return self._scorer.logits(sentence_bags(case, rows))

    def versions(self, case: Case, row: int, texts: Sequence[str]) -> Values:
        """Logits [text, policy] of a sentence, were it each of these masked texts."""
        (bag,) = sentence_bags(case, [row])
        return self._scorer.logits([(*said(text), *bag[2:]) for text in texts])


class ContactScorer:
    """Contacts scored."""

    def __init__(self, model: Linear) -> None:
        self._scorer = Scorer(model, CONTACT_KINDS)

    def logits(self, case: Case) -> Values:
        """Logits [column] of a contact."""
        return np.asarray(self._scorer.logits([contact_bag(case)])[0])


class Bags:
    """The n-grams of sentences and of contacts."""

    def __init__(self, ngrams: NGrams) -> None:
        self.sentence = SentenceScorer(ngrams.sentence)
        self.contact = ContactScorer(ngrams.contact)

    def opinion(self, case: Case, missing: float | None = None) -> Opinion:
        """Their logits; `missing` is that of the contact where it is known."""
        logits = self.sentence.logits(case, range(len(case.sentences)))
        gap = float(self.contact.logits(case)[0]) if missing is None else missing
        return np.clip(logits, -CAP, CAP), min(max(gap, -CAP), CAP)
