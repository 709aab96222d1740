"""The models of a folder together: their common opinion, gated by what the guide says."""

import json
from dataclasses import replace
from pathlib import Path

from contactguard.models import cascade, clauses, gates
from contactguard.models.cascade import Models
from contactguard.models.encoder import Encoder
from contactguard.models.gates import Raised
from contactguard.models.inputs import MISSING, POLICIES, Case
from contactguard.models.layout import Layout
from contactguard.models.ngrams import NGrams
from contactguard.models.opinion import Opinion, Shares, chance, enquiry, nothing, probability, together
from contactguard.models.scoring import Bags
from contactguard.models.tokenizer import Tokenizer
from contactguard.models.told import Told


class Ensemble:
    """Reads `models/`; `logits` is pure."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.shares = Shares(**config["shares"])
        self.version: str = config["version"]
        self.ngrams = Bags(NGrams.load(folder / "ngrams.npz"))
        self.models = Models(
            ngrams=self.ngrams,
            glance=Encoder(folder / "glance.onnx"),
            first=Encoder(folder / "first.onnx"),
            second=Encoder(folder / "second.onnx"),
            layout=Layout(Tokenizer.load(folder / "vocabulary.tsv")),
        )

    def logits(self, case: Case, suspect: bool = False) -> Opinion:
        """The common opinion; `suspect` says that rules found something, which the models are to weigh."""
        return cascade.ask(self.models, self.shares, case, suspect)

    def raised(self, case: Case, opinion: Opinion, exempt: bool) -> list[Raised]:
        """What the opinion raises; `exempt` says that the contact came in on the affiliate's own line.

        A missing comparison stands at the clearest enquiry.
        """
        logits, missing = opinion
        if chance(float(logits.max(initial=missing))) < self.shares.threshold:
            return []
        scores, gap = gates.gated(case, probability(logits), chance(missing), exempt)
        found = gates.raised(case, scores, gap, self.shares.threshold)
        at = enquiry(case, opinion)
        return [replace(one, first=at, last=at) if one.policy == POLICIES[MISSING] else one for one in found]

    def quote(self, case: Case, index: int, policy: str, text: str) -> tuple[int, int]:
        """Offsets in `text`, sentence `index` as written, of the clauses that show the policy."""
        return clauses.narrow(self.ngrams.sentence, case, index, policy, text)

    def bag(self, case: Case) -> Opinion:
        """Logits of the n-grams alone."""
        told = Told(case)
        return self.ngrams.opinion(told, float(self.ngrams.contact.logits(told)[0]))

    def read(self, encoder: Encoder, case: Case) -> Opinion:
        """Logits of one encoder alone."""
        windows = self.models.layout.windows(case)
        return together(windows, [encoder.run(window) for window in windows], nothing(case)[0])
