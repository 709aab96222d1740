"""Fits the n-gram models: feature keys in, `ngrams.Linear` out. scikit-learn is used here alone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from contactguard.models import ngrams
from contactguard.models.gates import speaks
from contactguard.models.inputs import MISSING, POLICIES
from contactguard.models.ngrams import Block, Keys, Linear, NGrams
from training.data import Example, Labels
from training.judge import Prediction

STRENGTH = 20.0  # inverse of the regularisation
FEWEST = 2  # a feature must stand in so many rows
CAP = 9.0  # logits beyond this mean nothing (1e-4)

Blocks = list[Block]


def fit(examples: Sequence[Example], strength: float = STRENGTH) -> NGrams:
    """Ordinary text teaches only what is not of the trade: in the other columns it costs more than it brings."""
    traded = [e for e in examples if e.of_the_trade]
    rows = [(e, i) for e in traded for i in range(len(e.case.sentences))]
    blocks = [ngrams.sentence_blocks(e.case, i) for e, i in rows]
    labels = np.stack([e.labels[i] for e, i in rows])
    own = np.array([speaks(e.case.sentences[i]) for e, i in rows])
    used = [own if policy != MISSING else np.ones_like(own) for policy in range(len(POLICIES))]
    sentence = linear(blocks, labels, used, strength)
    whole = [ngrams.contact_blocks(e.case) for e in examples]
    told = np.array([[e.missing, e.of_the_trade] for e in examples], np.float32)
    trade = told[:, 1] > 0
    return NGrams(sentence, linear(whole, told, [trade, np.ones_like(trade)], strength))


def linear(blocks: Sequence[Blocks], labels: Labels, used: Sequence[npt.NDArray[np.bool_]], strength: float) -> Linear:
    """One regression a column of `labels`, each on the rows that `used` names for it."""
    known, rarity = _features(blocks)
    empty = Linear(known, rarity, np.zeros((len(known), 0), np.float32), np.zeros(0, np.float32))
    matrix = _matrix(empty, blocks)
    weights = np.zeros((len(known), labels.shape[1]), np.float32)
    bias = np.zeros(labels.shape[1], np.float32)
    for column, rows in enumerate(used):
        model = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", random_state=1)
        model.fit(matrix[rows], labels[rows, column])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return Linear(known, rarity, weights, bias)


def _features(blocks: Sequence[Blocks]) -> tuple[Keys, npt.NDArray[np.float32]]:
    every = np.concatenate([np.unique(np.concatenate([block.keys for block in one])) for one in blocks])
    known, counts = np.unique(every, return_counts=True)
    kept = counts >= FEWEST
    rarity = np.log((1 + len(blocks)) / (1 + counts[kept])) + 1
    return known[kept], rarity.astype(np.float32)


def _matrix(model: Linear, blocks: Sequence[Blocks]) -> csr_matrix:
    columns, values, ends = [], [], [0]
    for row in blocks:
        parts = model.vectors(row)
        columns += [part[0] for part in parts]
        values += [part[1] for part in parts]
        ends.append(ends[-1] + sum(len(part[0]) for part in parts))
    shape = (len(blocks), len(model.known))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)


def predict(model: NGrams, examples: Sequence[Example]) -> list[Prediction]:
    scored = ((model.score(example.case), model.score_contact(example.case)[0]) for example in examples)
    return [Prediction(np.clip(s, -CAP, CAP), float(np.clip(m, -CAP, CAP))) for s, m in scored]
