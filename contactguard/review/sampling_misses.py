"""A breach that no scan had found, in; how near the rules and models came, and an example for a rule, out."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from contactguard.contacts.model import Contact
from contactguard.language.reading import Reading
from contactguard.models.inputs import POLICIES
from contactguard.policies.examples import example_organisation
from contactguard.policies.explaining import Reason, explain
from contactguard.policies.finding import Explanation, Finding, Origin, Policy, Severity
from contactguard.policies.judging import Judge
from contactguard.scanning.excerpts import Excerpt, excerpt
from contactguard.scanning.scanner import Scanner
from contactguard.store.review.sample_records import Mark

NEAREST = 6  # reasons shown for a breach


@dataclass(frozen=True)
class Miss:
    """`score` is what the models gave the words (0–1) and `threshold` what they would have needed; None without models.

    `example` is masked, names stand for relations; `file` and `rule` say where it belongs.
    """

    mark: Mark
    quote: str
    reasons: tuple[Reason, ...]
    score: float | None
    threshold: float | None
    example: Excerpt
    file: str
    rule: str | None

    @property
    def yaml(self) -> str:
        """The example as a rule file holds it: a `flag` where a rule finds it by now, else a `known-miss`."""
        kind, text = ("flag", f"[[{self.example.text}]]") if self.example.raised else ("known-miss", self.example.text)
        return f"      {kind}:\n      - {json.dumps(text, ensure_ascii=False)}\n"


def misses(scanner: Scanner, contact: Contact, marks: tuple[Mark, ...], rules: Path | None) -> list[Miss]:
    """One for each mark, in the order of the text; none where the contact came again without its words.

    Slow: not for the event loop.
    """
    reading = scanner.read(contact)
    reasons = explain(scanner.judge_of(contact), reading)
    there = (mark for mark in marks if _stands(mark, contact))
    ordered = sorted(there, key=lambda mark: (mark.message, mark.start))
    return [_miss(scanner, reading, mark, reasons, rules) for mark in ordered]


def _stands(mark: Mark, contact: Contact) -> bool:
    return mark.message < len(contact.messages) and mark.end <= len(contact.messages[mark.message].text)


def _miss(scanner: Scanner, reading: Reading, mark: Mark, reasons: list[Reason], rules: Path | None) -> Miss:
    near = _nearest(reading, mark, reasons)
    language = reading.language
    judge = Judge(example_organisation(language), rules)
    finding = _as_finding(reading, mark)
    score, threshold = _score(scanner, reading, mark)
    return Miss(
        mark=mark,
        quote=finding.quote,
        reasons=tuple(near[:NEAREST]),
        score=score,
        threshold=threshold,
        example=excerpt(finding, reading, language, judge),
        file=f"{mark.policy.value}/{language}.yaml",
        rule=next((one.rule for one in near if one.policy is mark.policy), None),
    )


def _nearest(reading: Reading, mark: Mark, reasons: list[Reason]) -> list[Reason]:
    """Those about the words marked, the policy's own first; a rule that fired elsewhere says nothing of them."""
    text = reading.contact.messages[mark.message].text
    rows = reading.touching(mark.message, mark.start, mark.end)
    around = [text[reading.sentences[row].start : reading.sentences[row].end] for row in rows]
    here = [one for one in reasons if any(one.quote in sentence or sentence in one.quote for sentence in around)]
    return sorted(here, key=lambda one: (one.policy is not mark.policy, one.lacking is not None))


def _score(scanner: Scanner, reading: Reading, mark: Mark) -> tuple[float | None, float | None]:
    if scanner.learned is None:
        return None, None
    contact = reading.contact
    judge = scanner.judge_of(contact)
    subject = tuple(judge.recogniser.find(contact.subject))
    exempt = judge.organisation.exempt_line(contact.line)
    judgement = scanner.learned.judge(reading, subject, exempt, judge.findings(reading), thorough=True)
    logits, missing = judgement.opinion
    if mark.policy is Policy.MISSING_COMPARISON:
        return _chance(missing), judgement.threshold
    rows = reading.touching(mark.message, mark.start, mark.end)
    told = [float(logits[row, POLICIES.index(mark.policy)]) for row in rows]
    return max(map(_chance, told), default=0.0), judgement.threshold


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _as_finding(reading: Reading, mark: Mark) -> Finding:
    return Finding(
        policy=mark.policy,
        message=mark.message,
        start=mark.start,
        end=mark.end,
        quote=reading.contact.messages[mark.message].text[mark.start : mark.end],
        severity=Severity.HIGH,
        score=1.0,
        origin=Origin.RULE,
        rule="",
        rule_version="",
        explanation=Explanation("", "", ""),
    )
