"""A case in, the models' common opinion out: each asked only where the quicker ones see anything.

First the n-grams, then a glance, then one encoder, and where doubt is left a second one. What the encoders read of a
contact is bounded, so that no text takes longer than its length allows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from contactguard.models import gates
from contactguard.models.encoder import Encoder
from contactguard.models.inputs import MISSING, Case
from contactguard.models.layout import Layout, Window
from contactguard.models.ngrams import Values
from contactguard.models.opinion import NEVER, Opinion, Shares, mean, nothing, together
from contactguard.models.scoring import Bags
from contactguard.models.told import Told

OUTSIDE = 1.0  # logit of "this is of the trade" below which the models say nothing
# Logits of n-grams below which nothing else is asked. Where no company is named, less is suspect.
HOPELESS, HOPELESS_UNNAMED = -3.0, -2.5
VAIN = -2.2  # a mean of n-grams and glance below which no encoder is asked,
SURE = 1.0  # unless the n-grams alone say so much: in a long dull contact the glance sees no single sentence
DOUBT = -1.5, 3.5  # a mean of n-grams and the first encoder between these is doubtful: the second is asked, too
READ = 400  # tokens that the encoders read of a contact, all together
MORE, LONG = 280, 1000  # so many more for every LONG words beyond the first


@dataclass(frozen=True)
class Models:
    """All models, ready to be asked."""

    ngrams: Bags
    glance: Encoder
    first: Encoder
    second: Encoder
    layout: Layout


def ask(models: Models, shares: Shares, case: Case, suspect: bool) -> Opinion:
    """The weighted mean of all that were asked; `suspect` says that rules found something, which is to be weighed."""
    told = Told(case)
    missing, trade = models.ngrams.contact.logits(told).tolist()
    if trade < OUTSIDE and not (suspect or gates.names_company(case)):
        return nothing(case)
    if not suspect and missing < HOPELESS_UNNAMED and _hopeless(models.ngrams, told):
        return nothing(case)
    return _Reader(models, shares, case, models.ngrams.opinion(told, missing)).read(suspect)


def _hopeless(ngrams: Bags, told: Told) -> bool:
    """Whether nothing that the agent said looks like anything; a missing comparison is left out."""
    spoken = [row for row, one in enumerate(told.case.sentences) if gates.speaks(one)]
    logits = np.delete(ngrams.sentence.logits(told, spoken), MISSING, axis=1)
    return bool(logits.max(initial=NEVER) < (HOPELESS if gates.names_trader(told.case) else HOPELESS_UNNAMED))


class _Reader:
    """Reads one case, as long as the tokens last."""

    def __init__(self, models: Models, shares: Shares, case: Case, bag: Opinion) -> None:
        self._models, self._shares, self._case, self._bag = models, shares, case, bag
        words = sum(len(one.masked.split()) for one in case.sentences)
        self._left = READ + MORE * max(0, words // LONG - 1)

    def read(self, suspect: bool) -> Opinion:
        windows = self._models.layout.windows(self._case)
        seen = together(windows, [self._models.glance.run(window) for window in windows], self._bag[0])
        glanced = mean((self._bag, 1), (seen, 1))
        if not suspect and self._loudest(glanced) < VAIN and self._loudest(self._bag) < SURE:
            return nothing(self._case)
        return self._closely(self._telling(windows, glanced))

    def _closely(self, windows: list[Window]) -> Opinion:
        """What the encoders make of these windows."""
        shares = self._shares
        first = together(windows, [self._models.first.run(window) for window in windows], self._bag[0])
        quick = mean((self._bag, shares.ngrams), (first, shares.first))
        again = [window for window in windows if self._doubtful(window, quick) and self._take(len(window.ids))]
        if not again:
            return quick
        second = together(again, [self._models.second.run(window) for window in again], quick[0])
        return mean((quick, shares.ngrams + shares.first), (second, shares.second))

    def _telling(self, windows: list[Window], glanced: Opinion) -> list[Window]:
        """The windows in which most is seen at a glance, as many as may be read."""
        kept = list[int]()
        told = [glanced[0][_rows(window)].max(initial=NEVER) for window in windows]
        for number in sorted(range(len(windows)), key=lambda number: -told[number]):
            if self._take(len(windows[number].ids)) or not kept:
                kept.append(number)
        return [windows[number] for number in sorted(kept)]

    def _take(self, tokens: int) -> bool:
        enough = tokens <= self._left
        self._left -= tokens if enough else 0
        return enough

    def _doubtful(self, window: Window, quick: Opinion) -> bool:
        """Whether the agent may raise something in it; where a comparison may be missing, any window tells."""
        told = self._raisable(quick, _rows(window))
        return bool(np.any((told > DOUBT[0]) & (told < DOUBT[1])))

    def _loudest(self, opinion: Opinion) -> float:
        return float(self._raisable(opinion, range(len(self._case.sentences))).max())

    def _raisable(self, opinion: Opinion, rows: Iterable[int]) -> Values:
        """Logits of what the agent may raise in these sentences, and of a missing comparison."""
        logits, missing = opinion
        spoken = [row for row in rows if gates.speaks(self._case.sentences[row])]
        return np.append(np.delete(logits[spoken], MISSING, axis=1), missing)


def _rows(window: Window) -> list[int]:
    return [target.sentence for target in window.targets]
