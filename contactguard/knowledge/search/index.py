"""Short texts in, a weighted inverted index out: each feature with the texts it stands in."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_matrix, csr_matrix

from contactguard.knowledge.search.features import WEIGHTS, Kind

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

RAREST = 2  # a part of a word that stands in one text only helps no other query
COMMON = 0.02  # share of the texts; in a large base what is commoner tells little and costs most
LARGE = 20_000  # texts


class Index:
    """Texts as rows of weights, each kind of feature of length one, then weighted by kind."""

    def __init__(self, texts: Sequence[Counter[tuple[int, str]]]) -> None:
        documents = Counter(feature for text in texts for feature in text)
        kept = sorted(feature for feature, count in documents.items() if _tells(feature, count, len(texts)))
        self.columns = {feature: column for column, feature in enumerate(kept)}
        counts = np.array([documents[feature] for feature in kept], np.float32)
        self._idf = np.log((1 + len(texts)) / (1 + counts)).astype(np.float32) + 1
        self.rows = self._matrix(texts)
        postings = csc_matrix(self.rows)
        self._postings = postings.indices, postings.data, postings.indptr
        self.words = {name: count for (kind, name), count in documents.items() if kind == Kind.WORD}

    def vector(self, text: Counter[tuple[int, str]]) -> tuple[Ints, Floats]:
        """Columns and weights of a query; empty when the base knows nothing of it."""
        known = [(column, kind, count) for (kind, name), count in text.items() if _is(column := self._at(kind, name))]
        if not known:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        columns, kinds, counts = (np.array(part) for part in zip(*known, strict=True))
        weights = (1 + np.log(counts)) * self._idf[columns]
        squares = np.bincount(kinds, weights * weights, minlength=len(WEIGHTS))
        weights *= (np.array(WEIGHTS) / np.sqrt(np.maximum(squares, 1e-12)))[kinds]
        return columns.astype(np.int32), weights.astype(np.float32)

    def similarities(self, columns: Ints, weights: Floats) -> Floats:
        """How like each text is to the query, in the order of the texts."""
        indices, data, starts = self._postings
        likeness = np.zeros(self.rows.shape[0], np.float32)
        for column, weight in zip(columns.tolist(), weights.tolist(), strict=True):
            part = slice(starts[column], starts[column + 1])
            likeness[indices[part]] += weight * data[part]
        return likeness

    def _at(self, kind: int, name: str) -> int:
        return self.columns.get((kind, name), -1)

    def _matrix(self, texts: Iterable[Counter[tuple[int, str]]]) -> csr_matrix:
        vectors = [self.vector(text) for text in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in vectors)])
        columns = np.concatenate([np.empty(0, np.int32), *(columns for columns, _ in vectors)])
        weights = np.concatenate([np.empty(0, np.float32), *(weights for _, weights in vectors)])
        return csr_matrix((weights, columns, ends), shape=(len(vectors), len(self.columns)), dtype=np.float32)


def _is(column: int) -> bool:
    return column >= 0


def _tells(feature: tuple[int, str], count: int, texts: int) -> bool:
    if feature[0] == Kind.GRAM and count < RAREST:
        return False
    return texts < LARGE or count <= COMMON * texts
