"""A raised sentence in, the clauses that carry it out: the quote a reviewer sees should be short.

The n-grams score every run of clauses as if it were the sentence; of the best and those hardly behind the longest wins.
"""

import re
from collections.abc import Iterator

from contactguard.models.inputs import POLICIES, Case
from contactguard.models.masking import TOKEN
from contactguard.models.scoring import SentenceScorer

_BOUNDARY = re.compile(
    r"[,;:()–—]+\s+|\s+[-–—]\s+|\s+(?=(?:og|och|men|samt|så|fordi|eftersom|for|and|but|so|because|while|mens|medan)\s)"
)
_TRIM = " \t,;:()–—-"
LONGEST = 8  # clauses; more are joined
SHORT = 90  # characters; a sentence up to here is quoted whole
LEAST = 3  # words; fewer say nothing by themselves
BEHIND = 1.0  # logit; the very best run alone misses the telling words of one long sentence in twenty-five


def narrow(scorer: SentenceScorer, case: Case, index: int, policy: str, text: str) -> tuple[int, int]:
    """Offsets in `text`, the sentence as written, of the clauses that show `policy` best."""
    masked = case.sentences[index].masked
    column = POLICIES.index(policy)
    runs = list(_runs(masked))
    if len(text) <= SHORT or len(runs) < 2:
        return 0, len(text)
    worth = scorer.versions(case, index, [masked[start:end] for start, end in runs])[:, column]
    good = (run for run, one in zip(runs, worth, strict=True) if one >= worth.max() - BEHIND)
    return _written(masked, text, *max(good, key=lambda run: run[1] - run[0]))


def _runs(masked: str) -> Iterator[tuple[int, int]]:
    """Every run of clauses that may be quoted, as offsets of the masked text."""
    cuts = [0, *(found.end() for found in _BOUNDARY.finditer(masked))][:LONGEST]
    ends = [*cuts[1:], len(masked)]
    for first, start in enumerate(cuts):
        for end in ends[first:]:
            body = masked[start:end].rstrip(_TRIM)
            if len(body.split()) >= LEAST:
                yield start, start + len(body)


def _written(masked: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the masked text as offsets of the written one; the whole text where the two do not align."""
    parts = re.split(f"({TOKEN.pattern})", masked)
    pattern = "".join("(.+?)" if TOKEN.fullmatch(part) else f"({re.escape(part)})" for part in parts)
    found = re.fullmatch(pattern, text, re.S)
    if found is None:
        return 0, len(text)
    at, first, last = 0, 0, len(text)
    for number, part in enumerate(parts, 1):
        exact = not TOKEN.fullmatch(part)
        if at <= start < at + len(part):
            first = found.start(number) + (start - at if exact else 0)
        if at < end <= at + len(part):
            last = found.start(number) + (end - at) if exact else found.end(number)
        at += len(part)
    return first, last
