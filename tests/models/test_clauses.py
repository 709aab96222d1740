"""Which clauses of a raised sentence are quoted."""

import numpy as np
import pytest

from contactguard.models import clauses, ngrams
from contactguard.models.inputs import POLICIES, Case, Sentence
from contactguard.models.ngrams import SENTENCE_KINDS, Linear
from contactguard.models.scoring import SentenceScorer
from contactguard.models.told import said

LONG = (
    "Power sales in the valley are run by [AFFILIATE], just so you have an address, and the grid fee is another matter."
)


def scorer(telling: str, weight: float = 30) -> SentenceScorer:
    """Only one word of LONG tells of a referral."""
    words = sorted(set(said(LONG).words))
    keys = np.concatenate(ngrams.hashed(SENTENCE_KINDS[1], words))
    order = np.argsort(keys)
    weights = np.zeros((len(keys), len(POLICIES)), np.float32)
    weights[words.index(telling)] = weight
    ones = np.ones(len(keys), np.float32)
    return SentenceScorer(Linear(keys[order], ones, weights[order], np.zeros(len(POLICIES), np.float32)))


@pytest.mark.parametrize(
    ("telling", "quote"),
    [
        ("address", "so you have an address"),
        ("fee", "and the grid fee is another matter."),
        ("just", "just so you have an address"),  # one word alone says nothing
    ],
)
def test_the_clauses_that_tell_are_quoted(telling: str, quote: str) -> None:
    case = Case("call_note", "general", "", (Sentence(0, 0, len(LONG), "agent", True, LONG, ()),))
    start, end = clauses.narrow(scorer(telling), case, 0, "affiliate-referral", LONG)
    assert LONG[start:end] == quote


def test_where_no_clause_tells_clearly_more_than_the_sentence_all_of_it_is_quoted() -> None:
    case = Case("call_note", "general", "", (Sentence(0, 0, len(LONG), "agent", True, LONG, ()),))
    assert clauses.narrow(scorer("address", weight=1), case, 0, "affiliate-referral", LONG) == (0, len(LONG))
