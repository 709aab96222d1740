"""Trained models in, their configuration out: the threshold that serves rules and models together best.

Chosen on the int8 models: rounding moves single probabilities.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from contactguard.models.ensemble import Ensemble
from contactguard.models.inputs import Case
from contactguard.models.opinion import Opinion
from training import data, evaluate, judge
from training.data import Example
from training.evaluate import Tally
from training.judge import Figures, Prediction

THRESHOLDS = tuple(number / 50 for number in range(15, 36))
ALARMS = 0.03  # most false alarms a silent contact
ALIKE = 0.005  # what a threshold may fall short of the best and be as good as it


class Remembering(Ensemble):
    """An ensemble that gives each opinion but once."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._given: dict[tuple[Case, bool], Opinion] = {}

    def logits(self, case: Case, suspect: bool = False) -> Opinion:
        if (case, suspect) not in self._given:
            self._given[case, suspect] = super().logits(case, suspect)
        return self._given[case, suspect]


def settle(folder: Path, shares: Mapping[str, float], without: Collection[str] = ()) -> tuple[dict[str, Figures], int]:
    """Writes the configuration; gives the figures of each system alone, and on how many contacts.

    Those of the companies that the models were trained without stay unseen here too.
    """
    write(folder, shares, 0.5)
    ensemble = Remembering(folder)
    contacts = [(name, one) for name, one in data.contacts(data.settling_files()) if one["profile"] not in without]
    judged = [data.example(name, one) for name, one in contacts]
    figures = {name: judge.best(judged, one) for name, one in _predictions(ensemble, judged).items()}
    write(folder, shares, middle(dict(_tallies(ensemble, [one for _, one in contacts]))))
    return figures, len(judged)


def _predictions(ensemble: Ensemble, judged: Sequence[Example]) -> dict[str, list[Prediction]]:
    read: dict[str, Callable[[Case], Opinion]] = {
        "n-grams": ensemble.bag,
        "glance": partial(ensemble.read, ensemble.models.glance),
        "first encoder": partial(ensemble.read, ensemble.models.first),
        "second encoder": partial(ensemble.read, ensemble.models.second),
        "together": ensemble.logits,
    }
    return {name: [Prediction(*score(example.case)) for example in judged] for name, score in read.items()}


def _tallies(ensemble: Ensemble, contacts: Sequence[dict[str, Any]]) -> Iterator[tuple[float, Tally]]:
    for threshold in THRESHOLDS:
        ensemble.shares = replace(ensemble.shares, threshold=threshold)
        yield threshold, evaluate.judge(contacts, ensemble).tallies["all"]


def middle(tallies: Mapping[float, Tally]) -> float:
    """Of all thresholds that are about as good the middle one, which a change of texts moves least off the plateau."""
    allowed = [one for one in sorted(tallies) if tallies[one].alarms <= ALARMS] or [max(tallies)]
    worth = {one: tallies[one].f1 + tallies[one].flagged_f1 for one in allowed}
    alike = [one for one in allowed if worth[one] >= max(worth.values()) - ALIKE]
    return alike[len(alike) // 2]


def write(folder: Path, shares: Mapping[str, float], threshold: float) -> None:
    """`version` tells these models, so weighed, from any others."""
    weighed = {**shares, "threshold": threshold}
    parts = sorted(path for suffix in ("onnx", "npz", "tsv") for path in folder.glob(f"*.{suffix}"))
    told = [*(path.read_bytes() for path in parts), json.dumps(weighed).encode()]
    version = hashlib.sha256(b"".join(told)).hexdigest()[:8]
    config = {"version": version, "shares": weighed}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
