"""Scores in, raised stretches out, by what the guide says of who spoke, on which line, and where a site was named."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contactguard.models.inputs import MISSING, POLICIES, Case, Sentence
from contactguard.models.masking import TOKEN

Scores = npt.NDArray[np.float32]
MARKETING = POLICIES.index("affiliate-marketing")
_PLAIN = frozenset({"[GRID]", "[SITE]"})  # names that favour nobody
EXEMPT = tuple(  # off on the affiliate's own line
    POLICIES.index(name)
    for name in (
        "affiliate-referral",
        "affiliate-emphasis",
        "affiliate-marketing",
        "external-preference",
        "disparagement",
        "missing-comparison",
    )
)


@dataclass(frozen=True)
class Raised:
    """Sentences `first..last` (inclusive, of one message) raise `policy`; `score` is the highest among them."""

    policy: str
    first: int
    last: int
    score: float


def gated(case: Case, scores: Scores, missing: float, exempt: bool) -> tuple[Scores, float]:
    """The scores with all that cannot be a finding set to 0."""
    own = np.array([speaks(sentence) for sentence in case.sentences], bool)
    sent = np.array([sentence.own and sentence.author != "customer" for sentence in case.sentences], bool)
    kept = scores * own[:, None]
    kept[:, MARKETING] = scores[:, MARKETING] * sent  # an automatic reply may carry the advert
    kept[:, MISSING] = 0
    if exempt:
        kept[:, EXEMPT] = 0
    return kept, 0.0 if exempt or names_site(case) else missing


def speaks(sentence: Sentence) -> bool:
    """The agent's own words."""
    return sentence.author == "agent" and sentence.own


def names_site(case: Case) -> bool:
    return any("[SITE]" in sentence.masked for sentence in case.sentences if speaks(sentence))


def names_company(case: Case) -> bool:
    """Whether a company of the profile, or an installer, is named; a supplier's name may be a common word."""
    tokens = {token for sentence in case.sentences for token in TOKEN.findall(sentence.masked)}
    return bool(tokens - {"[SUPPLIER]"})


def names_trader(case: Case) -> bool:
    """Whether a company is named that might be favoured."""
    spoken = (sentence.masked for sentence in case.sentences if sentence.author != "system")
    return any(not _PLAIN.issuperset(TOKEN.findall(masked)) for masked in spoken)


def raised(case: Case, scores: Scores, missing: float, threshold: float) -> list[Raised]:
    """Findings of gated scores; adjacent sentences of one message and policy are one finding."""
    found = []
    for index, policy in enumerate(POLICIES):
        if index != MISSING:
            hits = np.flatnonzero(scores[:, index] >= threshold).tolist()
            found += [
                Raised(policy, run[0], run[-1], float(scores[run, index].max())) for run in _runs(case.sentences, hits)
            ]
    return found + ([Raised(POLICIES[MISSING], 0, 0, missing)] if missing >= threshold else [])


def _runs(sentences: tuple[Sentence, ...], hits: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for hit in hits:
        if runs and hit == runs[-1][-1] + 1 and sentences[hit].message == sentences[hit - 1].message:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return runs
