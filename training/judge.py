"""Predictions in, precision, recall and F1 out, matched as the corpus' score.py does; and the threshold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contactguard.models import gates
from contactguard.models.gates import Raised
from contactguard.models.opinion import chance, probability
from training.data import Example

ALARMS = 0.05  # most false alarms a silent contact that a threshold may cost
THRESHOLDS = np.round(np.concatenate([np.arange(0.02, 0.1, 0.01), np.arange(0.1, 0.97, 0.02)]), 3)


@dataclass(frozen=True)
class Prediction:
    """Logits of a contact: [sentence, policy], and of "the comparison is missing"."""

    sentences: npt.NDArray[np.float32]
    missing: float


@dataclass(frozen=True)
class Figures:
    threshold: float
    precision: float
    recall: float
    f1: float
    flagged: float
    alarms: float
    policies: dict[str, float]

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}  flagged {self.flagged:.3f}  "
            f"false alarms {self.alarms:.3f}  at {self.threshold:.2f}"
        )


def best(examples: Sequence[Example], predictions: Sequence[Prediction], alarms: float = ALARMS) -> Figures:
    """The figures at the threshold with the best F1 among those that keep the false alarms low."""
    kept = _gated(examples, predictions)
    curve = [_at(examples, kept, float(threshold)) for threshold in THRESHOLDS]
    allowed = [one for one in curve if one.alarms <= alarms] or [min(curve, key=lambda one: one.alarms)]
    return max(allowed, key=lambda one: one.f1)


def _gated(examples: Sequence[Example], predictions: Sequence[Prediction]) -> list[tuple[gates.Scores, float]]:
    return [
        gates.gated(one.case, probability(p.sentences), chance(p.missing), one.case.line == "affiliate")
        for one, p in zip(examples, predictions, strict=True)
    ]


def _at(examples: Sequence[Example], kept: list[tuple[gates.Scores, float]], threshold: float) -> Figures:
    right, given, wanted, flags = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for example, (scores, missing) in zip(examples, kept, strict=True):
        raised, gold = gates.raised(example.case, scores, missing, threshold), example.contact["findings"]
        right.update(matched(example, raised))
        given.update(one.policy for one in raised)
        wanted.update(one["policy"] for one in gold)
        flags.update([f"{bool(raised)} {bool(gold)}"])
    f1 = {name: 2 * right[name] / (given[name] + wanted[name]) for name in sorted(given | wanted)}
    hits, raised_all, gold_all = right.total(), given.total(), wanted.total()
    both, false, lost = flags["True True"], flags["True False"], flags["False True"]
    return Figures(
        threshold,
        hits / max(raised_all, 1),
        hits / max(gold_all, 1),
        2 * hits / max(raised_all + gold_all, 1),
        2 * both / max(2 * both + false + lost, 1),
        false / max(false + flags["False False"], 1),
        f1,
    )


def matched(example: Example, raised: list[Raised]) -> list[str]:
    """The policies of the raised findings that meet a gold one; each gold finding serves once."""
    left, hits = list(example.contact["findings"]), []
    for one in raised:
        match = next((gold for gold in left if _meets(example, gold, one)), None)
        if match is not None:
            left.remove(match)
            hits.append(one.policy)
    return hits


def _meets(example: Example, gold: dict[str, object], one: Raised) -> bool:
    if gold["policy"] != one.policy:
        return False
    if one.policy == "missing-comparison":
        return True
    first, last = example.case.sentences[one.first], example.case.sentences[one.last]
    start = example.contact["messages"][gold["message"]]["text"].find(gold["quote"])
    return first.message == gold["message"] and first.start < start + len(str(gold["quote"])) and start < last.end
