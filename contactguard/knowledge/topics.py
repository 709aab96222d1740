"""A contact in, the topic of the base that it is about out: what customers ask about, counted and never scored.

The supplied answers and the ways in which their questions are put make a table for each language: which letters in a
row and which words speak for which topic. Looking a contact up takes a tenth of a millisecond.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from contactguard.contacts.model import Author, Contact
from contactguard.knowledge import library
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.search.classifier import train
from contactguard.knowledge.search.folding import fold
from contactguard.knowledge.search.searcher import FALLBACKS

READ = 200  # characters that count besides the subject: what is asked for stands first
SURE = 0.5  # from here on nine in ten are right on contacts read by hand (tests/knowledge/test_topics.py)
PIECE = 5  # letters in a row, which find a word inside a compound


class SuppliedTopics:
    """The topics of the supplied answers. Holds nothing itself, so that it reaches other processes as it is."""

    @property
    def version(self) -> str:
        """Changes with what the topics of contacts hang on."""
        return _version()

    def topic(self, contact: Contact, language: str) -> str | None:
        """None where nothing speaks for one topic clearly."""
        return _table(language).topic(_asked(contact))


def titles(language: str) -> Mapping[str, str]:
    """What each topic is called in the language, else in the first other that has it."""
    named: dict[str, str] = {}
    for one in (*reversed(FALLBACKS), language):
        named |= {answer.topic: answer.title for answer in _answers() if answer.language == one}
    return named


class _Table:
    """Weights of pieces and words for each topic."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        texts = [(one.topic, _features(text)) for one in answers for text in _texts(one)]
        self._topics = sorted({topic for topic, _ in texts})
        counts = Counter(feature for _, features in texts for feature in features)
        kept = sorted(feature for feature, count in counts.items() if count > 1 or " " not in feature)
        self._columns = {feature: column for column, feature in enumerate(kept)}
        self._rarity = np.array([np.log((1 + len(texts)) / (1 + counts[one])) + 1 for one in kept], np.float32)
        self._weights = self._learned(texts)

    def topic(self, text: str) -> str | None:
        columns = self._known(_features(text))
        if not len(columns):
            return None
        scores = self._weights[columns].sum(axis=0) / np.linalg.norm(self._rarity[columns])
        best = int(scores.argmax())
        share = 1 / np.exp(scores - scores[best]).sum()
        return self._topics[best] if share >= SURE else None

    def _learned(self, texts: list[tuple[str, set[str]]]) -> npt.NDArray[np.float32]:
        """Each text is a row of length one; the weights come out ready for texts of any length."""
        found = [self._known(features) for _, features in texts]
        values = [self._rarity[columns] / np.linalg.norm(self._rarity[columns]) for columns in found]
        ends = np.cumsum([0, *map(len, found)])
        rows = csr_matrix((np.concatenate(values), np.concatenate(found), ends), (len(texts), len(self._columns)))
        topics = np.searchsorted(self._topics, [topic for topic, _ in texts])
        return train(rows, topics, len(self._topics)) * self._rarity[:, None]

    def _known(self, features: Iterable[str]) -> npt.NDArray[np.int64]:
        """In order, so that the same text gives the same sum to the last digit."""
        known = (self._columns.get(feature, -1) for feature in features)
        return np.array(sorted(column for column in known if column >= 0), np.int64)


@cache
def _answers() -> tuple[Answer, ...]:
    return tuple(library.load().answers.values())


@cache
def _table(language: str) -> _Table:
    return _Table(answer for answer in _answers() if answer.language == language)


@cache
def _version() -> str:
    texts = sorted((one.language, one.topic, *_texts(one)) for one in _answers())
    return hashlib.sha256(repr((READ, SURE, PIECE, texts)).encode()).hexdigest()[:12]


def _texts(answer: Answer) -> Iterable[str]:
    return dict.fromkeys((answer.title, answer.summary, *answer.keywords, *answer.asked))


def _asked(contact: Contact) -> str:
    """The subject and the customer's first words, or those of who wrote the note."""
    said = [message.text for message in contact.messages if message.author is Author.CUSTOMER]
    text = " ".join(said) if said else contact.messages[0].text
    return f"{contact.subject}. {text[:READ]}"


def _features(text: str) -> set[str]:
    folded = fold(text)
    padded = f" {folded} "
    return {padded[start : start + PIECE] for start in range(len(padded) - PIECE + 1)} | set(folded.split())
