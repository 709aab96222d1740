"""A case in, the n-grams' logits out: what each token brings is worked out once and remembered."""

from collections.abc import Sequence
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
    Tokens,
    Values,
    contact_bag,
    damped,
    hashed,
    said,
    sentence_bags,
)
from contactguard.models.opinion import Opinion

CAP = 9.0  # logits beyond this mean nothing
MEMORY = 100_000  # tokens remembered of a kind
_TINY = float(np.finfo(np.float32).tiny)


class Memory:
    """What each token of a kind brings: a value a column, and at the end its share in the square of the length."""

    def __init__(self, model: Linear, kind: Kind) -> None:
        self._model, self._kind = model, kind
        self._places: dict[str, int] = {}
        self._brought = np.zeros((1024, len(model.bias) + 1), np.float32)

    def blocks(self, bags: Sequence[Tokens]) -> Values:
        """What blocks of tokens bring [block, column], each brought to the kind's length."""
        if len(self._places) > MEMORY:
            self._places.clear()
        self._learn([token for token in dict.fromkeys(chain.from_iterable(bags)) if token not in self._places])
        places = np.fromiter((self._places[token] for token in chain.from_iterable(bags)), np.intp)
        counts = damped(count for bag in bags for count in bag.values())[:, None]
        brought = self._brought[places] * counts
        brought[:, -1:] *= counts
        sums = _sums(brought, [len(bag) for bag in bags])
        length = np.float32(self._kind.length)
        return np.asarray(sums[:, :-1] * (length / np.sqrt(np.maximum(sums[:, -1:], _TINY))), np.float32)

    def _learn(self, tokens: list[str]) -> None:
        if not tokens:
            return
        keys = hashed(self._kind, tokens)
        rows, hit = self._model.find(np.concatenate(keys))
        sizes = _sums(hit[:, None].astype(np.float32), [len(one) for one in keys])[:, 0].astype(int)
        rarity = self._model.rarity[rows, None]
        brought = np.concatenate([self._model.weights[rows] * rarity, rarity * rarity], axis=1)
        start = len(self._places)
        self._grow(start + len(tokens))
        self._brought[start : start + len(tokens)] = _sums(brought, sizes.tolist())
        self._places.update(zip(tokens, range(start, start + len(tokens)), strict=True))

    def _grow(self, size: int) -> None:
        if size > len(self._brought):
            more = np.zeros((max(size, len(self._brought)), self._brought.shape[1]), np.float32)
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
        self._memories = [Memory(model, kind) for kind in kinds]

    def logits(self, bags: Sequence[Bag]) -> Values:
        """Logits [bag, column]."""
        total: Values = np.tile(self._bias, (len(bags), 1))
        for number, memory in enumerate(self._memories):
            total += memory.blocks([bag[number] for bag in bags])
        return total


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
