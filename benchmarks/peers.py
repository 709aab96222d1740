"""The peers: spaCy's bare tokenizer, and Presidio told the same company names and cue patterns as our scanner."""

import re
from collections.abc import Callable

import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from contactguard.contacts.model import Contact
from contactguard.language.patterns import GAP, Element
from contactguard.language.patterns import Pattern as Cue
from contactguard.organisation.model import Organisation
from contactguard.policies.ruleset import RuleSet

Scan = Callable[[Contact], int]


class _Blank(SpacyNlpEngine):
    """spaCy's blank pipeline, the least that Presidio can do with."""

    def __init__(self, language: str) -> None:
        super().__init__(models=[{"lang_code": language, "model_name": "blank"}])
        self._language = language

    def load(self) -> None:
        self.nlp = {self._language: spacy.blank(self._language)}


def tokenizer(language: str) -> Scan:
    nlp = spacy.blank(language)
    return lambda contact: sum(len(nlp.make_doc(message.text)) for message in contact.messages)


def presidio(language: str, organisation: Organisation, cues: list[Cue]) -> Scan:
    """Presidio with the names as a deny list, and a recogniser of patterns for the cues, where any are given."""
    registry = RecognizerRegistry(recognizers=[], supported_languages=[language])
    registry.add_recognizer(PatternRecognizer("COMPANY", deny_list=names(organisation), supported_language=language))
    if cues:
        patterns = [Pattern(cue.source, expression(cue), 0.5) for cue in cues]
        registry.add_recognizer(PatternRecognizer("CUE", patterns=patterns, supported_language=language))
    engine = AnalyzerEngine(registry=registry, nlp_engine=_Blank(language), supported_languages=[language])
    return lambda contact: sum(len(engine.analyze(message.text, language)) for message in contact.messages)


def names(organisation: Organisation) -> list[str]:
    """Every name of the profile."""
    grid = organisation.grid_company
    companies = [name for company in organisation.companies for name in company.names]
    sites = [name for site in organisation.comparison_sites for name in site.names]
    return sorted({grid.name, *grid.short_names, *companies, *sites})


def cues(rules: RuleSet) -> list[Cue]:
    """The language's cue patterns that hold words only, no relation of a company."""
    found = [cue for group in rules.lexicon.cues.values() for cue in group]
    return [cue for cue in found if not any(element.slots for element in cue.elements)]


def expression(cue: Cue) -> str:
    """A cue pattern as a regular expression."""
    parts = [_expression(element) for element in cue.elements]
    return r"\b" + "".join(parts).removesuffix(r"\W+") + r"\b"


def _expression(element: Element) -> str:
    if element.gap:
        return rf"(?:\w+\W+){{0,{GAP}}}"
    choices = [
        *map(re.escape, sorted(element.words)),
        *(rf"{re.escape(start)}\w*" for start in element.starts),
        *(rf"\w*{re.escape(end)}" for end in element.ends),
        *(rf"\w*{re.escape(middle)}\w*" for middle in element.middles),
    ]
    any_of = "|".join(choices) or r"\w+"
    return rf"(?:(?:{any_of})\W+)?" if element.optional else rf"(?:{any_of})\W+"
