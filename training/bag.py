"""Fits the n-gram models: feature keys in, `ngrams.Linear` out. scikit-learn is used here alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from contactguard.models.gates import speaks
from contactguard.models.inputs import MISSING, POLICIES
from contactguard.models.ngrams import (
    CONTACT_KINDS,
    SENTENCE_KINDS,
    Keys,
    Kind,
    Linear,
    NGrams,
    hashed,
)
from contactguard.models.told import Bag, Told
from training.data import Example, Labels

STRENGTH = 20.0  # inverse of the regularisation
FEWEST = 3  # a feature must stand in so many rows


@dataclass(frozen=True)
class Row:
    """A row of the regression: a block's tokens for each kind."""

    kinds: tuple[Kind, ...]
    bag: Bag

    def keys(self) -> Keys:
        """Its distinct features."""
        blocks = (hashed(kind, tokens) for kind, tokens in zip(self.kinds, self.bag, strict=True))
        return np.unique(np.concatenate([keys for block in blocks for keys in block]))


def fit(examples: Sequence[Example], strength: float = STRENGTH) -> NGrams:
    """Ordinary text teaches only what is not of the trade: in the other columns it costs more than it brings."""
    traded = [e for e in examples if e.of_the_trade]
    bags = [bag for e in traded for bag in Told(e.case).sentences(range(len(e.case.sentences)))]
    labels = np.concatenate([e.labels for e in traded])
    own = np.array([speaks(sentence) for e in traded for sentence in e.case.sentences])
    used = [own if policy != MISSING else np.ones_like(own) for policy in range(len(POLICIES))]
    sentence = linear([Row(SENTENCE_KINDS, bag) for bag in bags], labels, used, strength)
    whole = [Row(CONTACT_KINDS, Told(e.case).contact()) for e in examples]
    told = np.array([[e.missing, e.of_the_trade] for e in examples], np.float32)
    trade = told[:, 1] > 0
    return NGrams(sentence, linear(whole, told, [trade, np.ones_like(trade)], strength))


def linear(rows: Sequence[Row], labels: Labels, used: Sequence[npt.NDArray[np.bool_]], strength: float) -> Linear:
    """One regression a column of `labels`, each on the rows that `used` names for it."""
    known, rarity = _features(rows)
    empty = Linear(known, rarity, np.zeros((len(known), 0), np.float32), np.zeros(0, np.float32))
    matrix = _matrix(empty, rows)
    weights = np.zeros((len(known), labels.shape[1]), np.float32)
    bias = np.zeros(labels.shape[1], np.float32)
    for column, mine in enumerate(used):
        model = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", random_state=1)
        model.fit(matrix[mine], labels[mine, column])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return Linear(known, rarity, weights, bias)


def _features(rows: Sequence[Row]) -> tuple[Keys, npt.NDArray[np.float32]]:
    known, counts = np.unique(np.concatenate([row.keys() for row in rows]), return_counts=True)
    kept = counts >= FEWEST
    rarity = np.log((1 + len(rows)) / (1 + counts[kept])) + 1
    return known[kept], rarity.astype(np.float32)


def _matrix(model: Linear, rows: Sequence[Row]) -> csr_matrix:
    columns, values, ends = [], [], [0]
    for row in rows:
        parts = [model.vector(kind, tokens) for kind, tokens in zip(row.kinds, row.bag, strict=True)]
        columns += [part[0] for part in parts]
        values += [part[1] for part in parts]
        ends.append(ends[-1] + sum(len(part[0]) for part in parts))
    shape = (len(rows), len(model.known))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)
