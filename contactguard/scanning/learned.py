"""What the models add to the rules: a case's scores in, findings out, marked `origin: model` and explained."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import yaml

from contactguard.errors import InputError
from contactguard.language.companies import Mention
from contactguard.language.reading import Reading, Sentence
from contactguard.models.ensemble import Ensemble
from contactguard.models.gates import Raised
from contactguard.models.inputs import POLICIES, Case
from contactguard.models.opinion import Opinion, chance
from contactguard.models.scoring import CAP
from contactguard.policies.finding import Evidence, Explanation, Finding, Origin, Policy, Severity
from contactguard.policies.ruleset import is_own
from contactguard.scanning.cases import case_of

SUREST = 0.99  # neither a rule nor a model, nor both
# Relations worth showing beside a score; the last is that of a firm whose trade nothing tells.
_TELLING = ("affiliate", "supplier", "installer", "brand", "external")
_SEVERITIES = {
    Policy.AFFILIATE_EMPHASIS: Severity.MEDIUM,
    Policy.MISSING_COMPARISON: Severity.LOW,
    Policy.EXTERNAL_PREFERENCE: Severity.MEDIUM,
    Policy.DISPARAGEMENT: Severity.MEDIUM,
}


class Texts(NamedTuple):
    """What an officer reads beside a model's finding, in one language."""

    why: str
    advice: str


class Learned:
    """Trained models, applied to readings."""

    def __init__(self, ensemble: Ensemble) -> None:
        self._ensemble = ensemble
        self.version = ensemble.version
        self._texts: dict[str, dict[str, Texts]] = {}

    @classmethod
    def load(cls, folder: Path) -> "Learned":
        """Raises InputError where the folder holds no models."""
        if not (folder / "config.json").is_file():
            raise InputError("there are no models in {path}: train them, or set models = false", path=str(folder))
        return cls(Ensemble(folder))

    def judge(
        self,
        reading: Reading,
        subject: tuple[Mention, ...],
        exempt: bool,
        found: Sequence[Finding],
        thorough: bool = False,
    ) -> "Judgement":
        """What the models make of a contact in which the rules found that much; `thorough` reads it in any case.

        Its findings name no paragraph of the programme: the rules know it.
        """
        case = case_of(reading, found, subject)
        opinion = self._ensemble.logits(case, thorough or bool(found))
        raised = self._ensemble.raised(case, opinion, exempt)
        findings = [self._finding(reading, case, one) for one in raised]
        return Judgement(reading, findings, opinion, self._ensemble.shares.threshold)

    def _finding(self, reading: Reading, case: Case, raised: Raised) -> Finding:
        policy, first = Policy(raised.policy), reading.sentences[raised.first]
        text = reading.contact.messages[first.message].text
        start, end = self._quoted(reading, case, raised)
        texts = self._texts_of(reading.language)[policy]
        found = (*_companies(reading, raised), _score(raised, first, text))
        return Finding(
            policy=policy,
            message=first.message,
            start=start,
            end=end,
            quote=text[start:end],
            severity=_SEVERITIES.get(policy, Severity.HIGH),
            score=round(min(raised.score, SUREST), 3),
            origin=Origin.MODEL,
            rule=f"model-{policy}",
            rule_version=self.version,
            explanation=Explanation(texts.why, texts.advice, "", found),
            companies=tuple(dict.fromkeys(one.text for one in found if one.kind == "company")),
        )

    def _quoted(self, reading: Reading, case: Case, raised: Raised) -> tuple[int, int]:
        """Offsets of the quote: a single long sentence is narrowed to the clauses that count."""
        first, last = reading.sentences[raised.first], reading.sentences[raised.last]
        if raised.first != raised.last:
            return first.start, last.end
        text = reading.contact.messages[first.message].text[first.start : first.end]
        start, end = self._ensemble.quote(case, raised.first, raised.policy, text)
        return first.start + start, first.start + end

    def _texts_of(self, language: str) -> dict[str, Texts]:
        if language not in self._texts:
            path = files("contactguard.scanning") / "texts" / f"{language}.yaml"
            data = yaml.safe_load(path.read_text("utf-8"))
            self._texts[language] = {name: Texts(**body) for name, body in data.items()}
        return self._texts[language]


@dataclass(frozen=True)
class Judgement:
    """The models' own findings, and their opinion of what the rules found."""

    reading: Reading
    findings: list[Finding]
    opinion: Opinion
    threshold: float

    def weighed(self, found: list[Finding]) -> list[Finding]:
        """The rules' findings with rule and models weighed together; those that fall below the line are left out.

        What a company's own rule found stands as it is: the models were trained without it.
        """
        return [one for one in map(self._weighed, found) if one.score >= self.threshold or is_own(one)]

    def _weighed(self, finding: Finding) -> Finding:
        return finding if is_own(finding) else replace(finding, score=round(self._chance(finding), 3))

    def _chance(self, finding: Finding) -> float:
        """Rule and models as independent evidence: their log odds add up (naive Bayes)."""
        score = min(finding.score, SUREST)
        odds = math.log(score / (1 - score))
        return min(chance(odds + max(self._support(finding), -CAP)), SUREST)

    def _support(self, finding: Finding) -> float:
        logits, missing = self.opinion
        if finding.policy is Policy.MISSING_COMPARISON:
            return missing
        column = POLICIES.index(finding.policy)
        rows = self.reading.touching(finding.message, finding.start, finding.end)
        return float(logits[rows, column].max(initial=-CAP))


def _companies(reading: Reading, raised: Raised) -> list[Evidence]:
    sentences = reading.sentences[raised.first : raised.last + 1]
    return [
        Evidence("company", relation, item.name, sentence.message, item.start, item.end)
        for sentence in sentences
        for item in sentence.items
        if (relation := next((one for one in _TELLING if one in item.slots), None))
    ]


def _score(raised: Raised, sentence: Sentence, text: str) -> Evidence:
    words = text[sentence.start : sentence.end]
    return Evidence("score", f"{raised.score:.2f}", words, sentence.message, sentence.start, sentence.end)
