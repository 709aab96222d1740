"""What models think of a contact: logits for each sentence and policy, and for a missing comparison."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contactguard.models.inputs import MISSING, POLICIES, Case
from contactguard.models.layout import Window

Scores = npt.NDArray[np.float32]
Opinion = tuple[Scores, float]  # logits [sentence, policy], and of "the comparison is missing"
NEVER = -20.0


@dataclass(frozen=True)
class Shares:
    """How much each model counts; the threshold belongs to these shares."""

    ngrams: float
    first: float
    second: float
    threshold: float


def nothing(case: Case) -> Opinion:
    return np.full((len(case.sentences), len(POLICIES)), NEVER, np.float32), NEVER


def mean(*opinions: tuple[Opinion, float]) -> Opinion:
    """The weighted mean of logits."""
    total = sum(share for _, share in opinions)
    shares = np.array([share / total for _, share in opinions], np.float32)
    logits = np.tensordot(shares, np.stack([one[0] for one, _ in opinions]), axes=1)
    return np.asarray(logits, np.float32), sum(one[1] * share for one, share in opinions) / total


def together(windows: Sequence[Window], read: Sequence[tuple[Scores, Scores]], unread: Scores) -> Opinion:
    """One opinion of what was read of each window; a sentence in two windows gets the mean of both.

    `unread` has the logits of sentences in no window.
    """
    logits, counts, missing = unread.copy(), np.zeros((len(unread), 1), np.float32), NEVER
    for window, (spoken, contact) in zip(windows, read, strict=True):
        rows = [target.sentence for target in window.targets]
        logits[rows] = np.where(counts[rows], logits[rows], 0) + spoken
        counts[rows] += 1
        missing = max(missing, float(contact[MISSING]))
    return np.asarray(logits / np.maximum(counts, 1), np.float32), missing


def enquiry(case: Case, opinion: Opinion) -> int:
    """The sentence of agent or customer that most looks like an enquiry; the first where nobody spoke."""
    heard = (row for row, one in enumerate(case.sentences) if one.own and one.author != "system")
    return max(heard, key=lambda row: float(opinion[0][row, MISSING]), default=0)


def probability(logits: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
