"""What encoders are to learn: from the start every contact; going on, what they do not know and some of the rest."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from training import data
from training.data import Example

AGAIN = 0.35  # share of the contacts known already that each epoch goes through again, drawn anew
_KNOWN = "corpora.txt"


@dataclass(frozen=True)
class Lessons:
    """`known` were trained on before; without them each epoch is the same."""

    new: Sequence[Example]
    known: Sequence[Example] = ()

    @classmethod
    def of(cls, examples: Sequence[Example], models: Path | None) -> "Lessons":
        """What models of a folder still have to learn; without a folder everything is new."""
        known = corpora(models) if models else frozenset[str]()
        told = [(one.source in known, one) for one in examples]
        return cls([one for old, one in told if not old], [one for old, one in told if old])

    def drawn(self, draw: random.Random) -> list[Example]:
        """Those of an epoch."""
        return [*self.new, *draw.sample(self.known, int(len(self.known) * AGAIN))]


def corpora(models: Path) -> frozenset[str]:
    """The corpus files that the encoders of a folder were trained on."""
    path = models / _KNOWN
    if not path.is_file():
        raise SystemExit(f"{path} is missing: nobody knows what these models were trained on; train them anew")
    return frozenset(path.read_text("utf-8").split())


def note(models: Path, examples: Iterable[Example]) -> None:
    """Write down what the encoders of a folder were trained on: files of which they saw all.

    Those that were left out in part stay new, and so do a house's own, which grow.
    """
    seen = Counter(one.source for one in examples)
    every = Counter(source for source, _ in data.contacts(data.training_files()))
    names = sorted(source for source in every if seen[source] == every[source])
    (models / _KNOWN).write_text("".join(f"{name}\n" for name in names), "utf-8")
