"""A query as typed in, the answers that fit it best out, in the language asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contactguard.knowledge.answer import Answer
from contactguard.knowledge.search import thesaurus
from contactguard.knowledge.search.classifier import train
from contactguard.knowledge.search.features import features
from contactguard.knowledge.search.folding import fold
from contactguard.knowledge.search.index import Floats, Index
from contactguard.knowledge.search.spelling import Spelling

LONGEST = 300  # characters of a query that count
LEARNABLE = 1_000  # topics; above, likeness alone decides, since learning would take too long
LIKENESS = 3.0  # weight of the likest text beside what was learned
OTHER_LANGUAGE = 0.9  # a text in another language than the chosen one counts a little less
TRUSTED = 0.3  # score below which a best answer counts as not found: what has nothing to do with us stays below
FALLBACKS = ("en", "da", "sv", "nb")  # languages shown, in this order, where the chosen one lacks the topic


@dataclass(frozen=True)
class Hit:
    """One answer found; `score` is the share of trust it has among all topics (0–1)."""

    topic: str
    id: str
    title: str
    language: str
    score: float


@dataclass(frozen=True)
class _Text:
    topic: int
    language: str
    counts: Counter[tuple[int, str]]


class Searcher:
    """Built once from all answers; searching changes nothing."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers: dict[tuple[str, str], Answer] = {(one.topic, one.language): one for one in answers}
        self._topics = sorted({topic for topic, _ in self._answers})
        self._thesaurus = thesaurus.load()
        texts = sorted(self._texts(), key=lambda text: text.topic)
        self._index = Index([text.counts for text in texts])
        self._spelling = Spelling(self._index.words)
        topics = np.array([text.topic for text in texts])
        self._starts = np.searchsorted(topics, np.arange(len(self._topics)))
        self._weights = self._learned(topics)
        self._languages = {
            language: np.array([1.0 if text.language == language else OTHER_LANGUAGE for text in texts], np.float32)
            for language in {text.language for text in texts}
        }

    def search(self, query: str, language: str, limit: int = 5) -> list[Hit]:
        """The best answers, the best first; none for a query of which no word or part is known."""
        counts = self._query(query)
        columns, weights = self._index.vector(counts)
        if not len(columns):
            return []
        likeness = self._index.similarities(columns, weights)
        likeness *= self._languages.get(language, np.float32(1))
        scores = np.maximum.reduceat(likeness, self._starts) * np.float32(LIKENESS)
        if self._weights is not None:
            scores += weights @ self._weights[columns]
        return list(self._hits(scores, language, limit))

    def _query(self, query: str) -> Counter[tuple[int, str]]:
        folded = fold(query[:LONGEST])
        more = self._spelling.expansions(folded.split())
        meant = self._spelling.meant(folded.split())  # an idea of several words is seen where they stand side by side
        return features(folded, self._thesaurus.ideas(" ".join((folded, *more, ".", *meant))), more)

    def _texts(self) -> Iterator[_Text]:
        numbers = {topic: number for number, topic in enumerate(self._topics)}
        for answer in self._answers.values():
            for text in self._parts(answer):
                folded = fold(text)
                yield _Text(numbers[answer.topic], answer.language, features(folded, self._thesaurus.ideas(folded)))

    def _parts(self, answer: Answer) -> Iterable[str]:
        """The texts compared each on its own; where nothing is learned, the whole has to bring them together."""
        parts = dict.fromkeys((answer.title, answer.summary, *answer.keywords, *answer.asked))
        return parts if self._learns else (answer.title, " ".join(parts))

    @property
    def _learns(self) -> bool:
        return len(self._topics) <= LEARNABLE

    def _learned(self, topics: npt.NDArray[np.int64]) -> Floats | None:
        return train(self._index.rows, topics, len(self._topics)) if self._learns and len(topics) else None

    def _hits(self, scores: Floats, language: str, limit: int) -> Iterator[Hit]:
        powers = np.exp(scores - scores.max())
        trust = powers / powers.sum()
        count = min(max(limit, 1), len(scores))
        best = np.argpartition(-scores, count - 1)[:count]
        for number in sorted(best.tolist(), key=lambda number: (-scores[number], number)):
            answer = self._shown(self._topics[number], language)
            yield Hit(answer.topic, answer.id, answer.title, answer.language, round(float(trust[number]), 4))

    def _shown(self, topic: str, language: str) -> Answer:
        """The topic's answer in the language, else in the first other that has it."""
        languages = (language, *FALLBACKS, *sorted(self._languages))
        return next(self._answers[(topic, one)] for one in languages if (topic, one) in self._answers)
