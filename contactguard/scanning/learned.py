"""What the models add to the rules: a case's scores in, findings out, marked `origin: model` and explained."""

from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import yaml

from contactguard.language.companies import Mention
from contactguard.language.reading import Reading, Sentence
from contactguard.models.ensemble import Ensemble
from contactguard.models.gates import Raised
from contactguard.policies.finding import Evidence, Explanation, Finding, Origin, Policy, Severity
from contactguard.scanning.cases import case_of

_TELLING = ("affiliate", "supplier", "installer", "brand")  # relations worth showing beside a score
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
    programme: str


class Learned:
    """The trained models of a folder, applied to readings."""

    def __init__(self, folder: Path) -> None:
        self._ensemble = Ensemble(folder)
        self.version = self._ensemble.version
        self._texts: dict[str, dict[str, Texts]] = {}

    def findings(self, reading: Reading, subject: tuple[Mention, ...], exempt: bool) -> list[Finding]:
        """The models' findings in no particular order; none depends on another contact."""
        case = case_of(reading, subject)
        return [self._finding(reading, raised) for raised in self._ensemble.findings(case, exempt)]

    def _finding(self, reading: Reading, raised: Raised) -> Finding:
        policy, first, last = Policy(raised.policy), reading.sentences[raised.first], reading.sentences[raised.last]
        start, end = first.start, last.end
        text = reading.contact.messages[first.message].text
        texts = self._texts_of(reading.language)[policy]
        found = (*_companies(reading, raised), _score(raised, first, text))
        return Finding(
            policy=policy,
            message=first.message,
            start=start,
            end=end,
            quote=text[start:end],
            severity=_SEVERITIES.get(policy, Severity.HIGH),
            score=round(raised.score, 3),
            origin=Origin.MODEL,
            rule=f"model-{policy}",
            rule_version=self.version,
            explanation=Explanation(texts.why, texts.advice, texts.programme, found),
            companies=tuple(dict.fromkeys(one.text for one in found if one.kind == "company")),
        )

    def _texts_of(self, language: str) -> dict[str, Texts]:
        if language not in self._texts:
            path = files("contactguard.scanning") / "texts" / f"{language}.yaml"
            data = yaml.safe_load(path.read_text("utf-8"))
            self._texts[language] = {name: Texts(**body) for name, body in data.items()}
        return self._texts[language]


def _companies(reading: Reading, raised: Raised) -> list[Evidence]:
    sentences = reading.sentences[raised.first : raised.last + 1]
    return [
        Evidence("company", relation, item.name, sentence.message, item.start, item.end)
        for sentence in sentences
        for item in sentence.items
        for relation in _TELLING
        if relation in item.slots
    ]


def _score(raised: Raised, sentence: Sentence, text: str) -> Evidence:
    words = text[sentence.start : sentence.end]
    return Evidence("score", f"{raised.score:.2f}", words, sentence.message, sentence.start, sentence.end)
