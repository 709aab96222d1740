"""A case in, the models' common opinion out: each asked only where the quicker ones see anything.

First the n-grams, then the whole form, last the sentence form, for single sentences. What the encoders read of a
contact is bounded, so that no text takes longer than its length allows.
"""

from dataclasses import dataclass

import numpy as np

from contactguard.models import gates
from contactguard.models.encoder import Encoder
from contactguard.models.inputs import MISSING, Case
from contactguard.models.layout import Layout, Window
from contactguard.models.opinion import (
    NEVER,
    Opinion,
    Shares,
    enquiries,
    loudest,
    mean,
    nothing,
    together,
)
from contactguard.models.scoring import Bags

# A logit below which a text is not of the trade at all: the models know nothing of it and say nothing. On dev all but
# one of the contacts with findings that name no company lie above 2.8.
OUTSIDE = 2.5
# Logits of n-grams below which no encoder is asked. Where no company is named, less is suspect.
HOPELESS, HOPELESS_UNNAMED = -2.4, -2.0
DOUBTFUL = -1.5  # a mean of all but the sentence form below which that is not asked
SUSPECT = -4.0  # the same where rules found something, which the models are to weigh
NEAR = 1.0  # an enquiry so much less clear than the clearest is asked about, too
READ = 400  # tokens that the encoders read of a contact, all together
MORE, LONG = 280, 1000  # so many more for every LONG words beyond the first


@dataclass(frozen=True)
class Models:
    """All models, ready to be asked."""

    ngrams: Bags
    sentence: Encoder
    whole: Encoder
    layout: Layout


def ask(models: Models, shares: Shares, case: Case, suspect: bool) -> Opinion:
    """The weighted mean of all that were asked; `suspect` says that rules found something."""
    missing, trade = models.ngrams.contact.logits(case).tolist()
    if trade < OUTSIDE and not (suspect or gates.names_company(case)):
        return nothing(case)
    bag = models.ngrams.opinion(case, missing)
    if not suspect and bag[1] < HOPELESS_UNNAMED and loudest(case, bag) < _hopeless(case):
        return nothing(case)
    return _Reader(models, shares, case, bag).read(suspect)


def _hopeless(case: Case) -> float:
    return HOPELESS if gates.names_trader(case) else HOPELESS_UNNAMED


class _Reader:
    """Reads one case, as long as the tokens last."""

    def __init__(self, models: Models, shares: Shares, case: Case, bag: Opinion) -> None:
        self._models, self._shares, self._case, self._bag = models, shares, case, bag
        words = sum(len(one.masked.split()) for one in case.sentences)
        self._left = READ + MORE * max(0, words // LONG - 1)

    def read(self, suspect: bool) -> Opinion:
        windows = self._telling()
        whole = together(windows, [self._models.whole.run(window) for window in windows], self._bag[0])
        quick = mean((self._bag, self._shares.ngrams), (whole, self._shares.whole))
        return self._with_sentences(quick, SUSPECT if suspect else DOUBTFUL)

    def _telling(self) -> list[Window]:
        """The windows in which the n-grams see most, as many as may be read."""
        windows, kept = self._models.layout.whole(self._case), list[int]()
        told = [self._bag[0][[target.sentence for target in window.targets]].max(initial=NEVER) for window in windows]
        for number in sorted(range(len(windows)), key=lambda number: -told[number]):
            if self._take(len(windows[number].ids)) or not kept:
                kept.append(number)
        return [windows[number] for number in sorted(kept)]

    def _take(self, tokens: int) -> bool:
        enough = tokens <= self._left
        self._left -= tokens if enough else 0
        return enough

    def _with_sentences(self, quick: Opinion, line: float) -> Opinion:
        """The opinion, with the sentence form's on the sentences in doubt."""
        logits, missing = quick[0].copy(), quick[1]
        read = []
        for row in self._doubtful(quick, line):
            window = self._models.layout.sentence(self._case, row)
            if not self._take(len(window.ids)):
                break
            logits[row] = self._models.sentence.run(window)[0][0]
            read.append(row)
        if not read:
            return quick
        if missing > DOUBTFUL:
            missing = float(logits[read, MISSING].max())
        shares = self._shares
        return mean((quick, shares.ngrams + shares.whole), ((logits, missing), shares.sentence))

    def _doubtful(self, quick: Opinion, line: float) -> list[int]:
        """The agent's sentences that may raise something, the likeliest first; the enquiries if one is open."""
        logits, missing = quick
        loud = np.delete(logits, MISSING, axis=1).max(axis=1, initial=NEVER)
        rows = {row for row, one in enumerate(self._case.sentences) if gates.speaks(one) and loud[row] > line}
        if missing > DOUBTFUL and len(logits):
            rows.update(enquiries(self._case, quick, NEAR))
        return sorted(rows, key=lambda row: (-float(logits[row].max()), row))
