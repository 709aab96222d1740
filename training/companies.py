"""Companies never seen: each company's contacts judged by rules and n-grams fitted on those of all other companies.

The companies are dealt into groups, and the n-grams fitted once a group on the contacts of all companies outside it.
The encoders are left out: a group would take them three quarters of an hour (`scripts/train --without` does it).
"""

import sys
from collections import Counter
from collections.abc import Sequence

from contactguard.contacts.model import Contact
from contactguard.models.ensemble import Ensemble
from contactguard.models.inputs import Case
from contactguard.models.ngrams import NGrams
from contactguard.models.opinion import Opinion, Shares
from contactguard.models.scoring import Bags
from training import bag, data
from training.data import Example
from training.evaluate import Evaluation, scanners

THRESHOLD = 0.7  # of rules and n-grams together, chosen on dev


class NGramsOnly(Ensemble):
    """The ensemble without its encoders."""

    def __init__(self, ngrams: NGrams, threshold: float = THRESHOLD) -> None:
        self.shares = Shares(1, 0, 0, threshold)
        self.version = "n-grams"
        self.ngrams = Bags(ngrams)

    def logits(self, case: Case, suspect: bool = False) -> Opinion:
        return self.bag(case)


def evaluate(groups: int) -> Evaluation:
    """Every contact of the trade, each scanned by what never saw its company."""
    examples = data.read(data.training_files())
    others = [example for example in examples if not example.of_the_trade]
    traded = [example for example in examples if example.of_the_trade]
    judged = [*traded, *data.read(data.judging_files())]
    result = Evaluation()
    for number, unseen in enumerate(dealt(judged, groups), 1):
        seen = [example for example in traded if example.contact["profile"] not in unseen]
        mine = [example.contact for example in judged if example.contact["profile"] in unseen]
        for contact, scanner in scanners(mine, NGramsOnly(bag.fit([*seen, *others]))):
            result.add(contact, scanner.scan(Contact.model_validate(contact)))
        print(f"group {number} of {groups}: {len(unseen)} companies, {len(mine)} contacts", file=sys.stderr, flush=True)
    return result


def dealt(examples: Sequence[Example], groups: int) -> list[frozenset[str]]:
    """The companies in groups of about as many contacts."""
    hands: list[tuple[int, frozenset[str]]] = [(0, frozenset())] * groups
    for name, count in Counter(example.contact["profile"] for example in examples).most_common():
        least = min(range(groups), key=lambda number: hands[number][0])
        hands[least] = hands[least][0] + count, hands[least][1] | {name}
    return [names for _, names in hands]
