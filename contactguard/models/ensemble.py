"""The three models together: the weighted mean of their logits, gated by what the guide says."""

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from contactguard.models import clauses, gates
from contactguard.models.encoder import Encoder
from contactguard.models.gates import Raised
from contactguard.models.inputs import MISSING, POLICIES, Case
from contactguard.models.layout import Layout, Window
from contactguard.models.masking import TOKEN
from contactguard.models.ngrams import NGrams
from contactguard.models.scoring import ContactScorer, SentenceScorer
from contactguard.models.tokenizer import Tokenizer

Scores = npt.NDArray[np.float32]
Opinion = tuple[Scores, float]  # logits [sentence, policy], and of "the comparison is missing"
CAP = 9.0  # n-gram logits beyond this mean nothing
NEVER = -20.0
OUTSIDE = 1.5  # a logit below which a text is not of the trade at all: the models know nothing of it and say nothing
# Logits below which no encoder is asked. On dev two of the models' 253 findings are lost, of which one is false; a
# third of ordinary contacts remain. Where no company is named, less is suspect.
HOPELESS, HOPELESS_UNNAMED, HOPELESS_MISSING = -2.5, -1.5, -1.5
DOUBTFUL = -1.5  # a mean of n-grams and whole form below which the sentence form changes no finding on dev
WINDOWS, ROWS = 4, 12  # what the encoders read of one contact at most: 1,000 words, and single sentences
SUSPECT = -4.0  # the same where rules found something, which the models are to weigh
NEAR = 1.0  # an enquiry so much less clear than the clearest is asked about, too
_PLAIN = frozenset({"[GRID]", "[SITE]"})  # names that favour nobody


@dataclass(frozen=True)
class Shares:
    """How much each model counts; the threshold belongs to these shares."""

    ngrams: float
    sentence: float
    whole: float
    threshold: float


class Ensemble:
    """Reads `models/`; `score` is pure."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.shares = Shares(**config["shares"])
        self.version: str = config["version"]
        ngrams = NGrams.load(folder / "ngrams.npz")
        self._spoken = SentenceScorer(ngrams.sentence)
        self._contact = ContactScorer(ngrams.contact)
        self._sentence = Encoder(folder / "sentence.onnx")
        self._whole = Encoder(folder / "whole.onnx")
        self._layout = Layout(Tokenizer.load(folder / "vocabulary.tsv"))

    def logits(self, case: Case, suspect: bool = False) -> Opinion:
        """The mean of all three, each asked only where the quicker ones see anything, or the contact is suspect."""
        shares = self.shares
        missing, trade = self._contact.logits(case).tolist()
        outside = trade < OUTSIDE and not (suspect or gates.names_company(case))
        if outside or not (suspect or missing > HOPELESS_MISSING or self._promising(case)):
            return np.full((len(case.sentences), len(POLICIES)), NEVER, np.float32), NEVER
        bag = self.bag(case)
        two = mean((bag, shares.ngrams), (self.whole(case, bag), shares.whole))
        rows = _doubtful(case, two, SUSPECT if suspect else DOUBTFUL)
        if not rows:
            return two
        logits, missing = two[0].copy(), two[1]
        logits[rows] = [self._sentence_logits(case, row) for row in rows]
        if two[1] > DOUBTFUL:
            missing = float(logits[rows, MISSING].max())
        return mean((two, shares.ngrams + shares.whole), ((logits, missing), shares.sentence))

    def _promising(self, case: Case) -> bool:
        """Whether the n-grams see anything in the agent's words."""
        spoken = self._spoken.logits(case, [row for row, one in enumerate(case.sentences) if gates.speaks(one)])
        line = HOPELESS if _names_company(case) else HOPELESS_UNNAMED
        return float(np.delete(spoken, MISSING, axis=1).max(initial=NEVER)) > line

    def raised(self, case: Case, opinion: Opinion, exempt: bool) -> list[Raised]:
        """What the opinion raises; `exempt` says that the contact came in on the affiliate's own line.

        A missing comparison stands at the clearest enquiry.
        """
        logits, missing = opinion
        scores, gap = gates.gated(case, probability(logits), chance(missing), exempt)
        found = gates.raised(case, scores, gap, self.shares.threshold)
        at = _clearest_enquiry(case, logits)
        return [replace(one, first=at, last=at) if one.policy == POLICIES[MISSING] else one for one in found]

    def quote(self, case: Case, index: int, policy: str, text: str) -> tuple[int, int]:
        """Offsets in `text`, sentence `index` as written, of the clauses that show the policy."""
        return clauses.narrow(self._spoken, case, index, policy, text)

    def bag(self, case: Case) -> Opinion:
        """Logits of the n-grams."""
        logits, missing = self._spoken.logits(case, range(len(case.sentences))), self._contact.logits(case)[0]
        return np.clip(logits, -CAP, CAP), float(np.clip(missing, -CAP, CAP))

    def sentences(self, case: Case) -> Opinion:
        """Logits of the sentence encoder alone; a comparison is as missing as the clearest enquiry says."""
        logits = np.full((len(case.sentences), len(POLICIES)), NEVER, np.float32)
        for index, sentence in enumerate(case.sentences):
            if sentence.own and sentence.author != "system":
                logits[index] = self._sentence_logits(case, index)
        return logits, float(logits[:, MISSING].max(initial=NEVER))

    def _sentence_logits(self, case: Case, index: int) -> Scores:
        spoken, _ = self._sentence.run(self._layout.sentence(case, index))
        return np.asarray(spoken[0], np.float32)

    def whole(self, case: Case, bag: Opinion | None = None) -> Opinion:
        """Logits of the whole-contact encoder; a sentence in two windows gets the mean of both.

        With the n-grams' opinion, only the windows where they see most are read; elsewhere theirs stands.
        """
        logits = np.zeros((len(case.sentences), len(POLICIES)), np.float32) if bag is None else bag[0].copy()
        counts, missing = np.zeros((len(case.sentences), 1), np.float32), NEVER
        windows = self._layout.whole(case)
        for window in windows if bag is None else _telling(windows, bag[0]):
            spoken, contact = self._whole.run(window)
            rows = [target.sentence for target in window.targets]
            logits[rows] = np.where(counts[rows], logits[rows], 0) + spoken
            counts[rows] += 1
            missing = max(missing, float(contact[MISSING]))
        return np.asarray(logits / np.maximum(counts, 1), np.float32), missing


def _telling(windows: list[Window], logits: Scores) -> list[Window]:
    """The windows, few enough to be read in time, in which the n-grams see most."""
    told = [float(logits[[target.sentence for target in window.targets]].max(initial=NEVER)) for window in windows]
    kept = sorted(range(len(windows)), key=lambda number: -told[number])[:WINDOWS]
    return [windows[number] for number in sorted(kept)]


def mean(*opinions: tuple[Opinion, float]) -> Opinion:
    """The weighted mean of logits."""
    total = sum(share for _, share in opinions)
    shares = np.array([share / total for _, share in opinions], np.float32)
    logits = np.tensordot(shares, np.stack([one[0] for one, _ in opinions]), axes=1)
    return np.asarray(logits, np.float32), sum(one[1] * share for one, share in opinions) / total


def _names_company(case: Case) -> bool:
    spoken = (sentence.masked for sentence in case.sentences if sentence.author != "system")
    return any(not _PLAIN.issuperset(TOKEN.findall(masked)) for masked in spoken)


def _doubtful(case: Case, two: Opinion, line: float) -> list[int]:
    """Sentences of the agent that may raise something; where a comparison may be missing, the clearest enquiries."""
    logits, missing = two
    others = np.delete(logits, MISSING, axis=1).max(axis=1, initial=NEVER)
    spoken = np.array([gates.speaks(one) for one in case.sentences], bool)
    rows = spoken & (others > line)
    if missing > DOUBTFUL and len(logits):
        heard = np.array([one.own and one.author != "system" for one in case.sentences], bool)
        rows |= heard & (logits[:, MISSING] >= logits[heard, MISSING].max(initial=NEVER) - NEAR)
    doubt = logits.max(axis=1, initial=NEVER)
    return sorted(sorted(np.flatnonzero(rows).tolist(), key=lambda row: -float(doubt[row]))[:ROWS])


def _clearest_enquiry(case: Case, logits: Scores) -> int:
    """The sentence of agent or customer that most looks like an enquiry about suppliers; 0 where none spoke."""
    heard = np.array([one.own and one.author != "system" for one in case.sentences], bool)
    return int(np.where(heard, logits[:, MISSING], NEVER).argmax()) if len(logits) else 0


def probability(logits: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
