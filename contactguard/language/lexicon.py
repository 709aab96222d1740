"""A language's files in, its lexicon out: cue groups, qualifiers, abbreviations, words that open a clause.

A language is a folder `<code>/` with `cues.yaml` and `qualifiers.yaml`; adding a language is adding a folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from unicodedata import normalize

import yaml
from yaml.reader import ReaderError

from contactguard.errors import Fault, RuleError
from contactguard.language.matcher import Matcher
from contactguard.language.patterns import Pattern, parse


class Scope(StrEnum):
    """Where a qualifier's cue must stand to count for a match."""

    CLAUSE = "clause"
    BEFORE = "before"  # in the sentence, before the end of the match
    SENTENCE = "sentence"
    NEIGHBOURS = "neighbours"  # the sentence, the one before and the one after
    MESSAGE = "message"
    CONTACT = "contact"


@dataclass(frozen=True)
class Qualifier:
    """A reading that changes what a statement means: negated, reported, consented. `speaker` is whose words count."""

    name: str
    scope: Scope
    speaker: str
    patterns: tuple[Pattern, ...]

    @property
    def group(self) -> str:
        return f"qualifier:{self.name}"


@dataclass(frozen=True)
class Lexicon:
    """All that the scanner knows of one language."""

    language: str
    cues: dict[str, tuple[Pattern, ...]]
    qualifiers: dict[str, Qualifier]
    abbreviations: tuple[str, ...]
    clause_openers: frozenset[str]

    def matcher(self, inline: dict[str, tuple[Pattern, ...]]) -> Matcher:
        """One pass for every cue, qualifier and pattern written directly in a rule."""
        qualifiers = {qualifier.group: qualifier.patterns for qualifier in self.qualifiers.values()}
        return Matcher({**self.cues, **qualifiers, **inline})


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages that have a lexicon, sorted."""
    return tuple(sorted(folder.name for folder in _root().iterdir() if (folder / "cues.yaml").is_file()))


@cache
def load(language: str) -> Lexicon:
    """Reads a language's files. Raises RuleError with every fault."""
    folder = _root() / language
    faults: list[Fault] = []
    cues = _mapping(folder / "cues.yaml", faults)
    qualifiers = _mapping(folder / "qualifiers.yaml", faults)
    abbreviations = tuple(cues.pop("abbreviations", ()))
    openers = frozenset(cues.pop("clause-openers", ()))
    lexicon = Lexicon(
        language,
        {name: tuple(_patterns(folder / "cues.yaml", name, sources, faults)) for name, sources in cues.items()},
        {name: _qualifier(folder / "qualifiers.yaml", name, body, faults) for name, body in qualifiers.items()},
        abbreviations,
        openers,
    )
    if faults:
        raise RuleError(faults)
    return lexicon


def _root() -> Traversable:
    return files("contactguard.language")


def _mapping(path: Traversable, faults: list[Fault]) -> dict[str, Any]:
    try:
        data = parsed(str(path), path.read_text("utf-8"))
    except RuleError as error:
        faults += error.faults
        return {}
    if not isinstance(data, dict):
        faults.append(Fault(str(path), 1, "must be a mapping of names"))
        return {}
    return data


def parsed(path: str, text: str) -> Any:
    """What the YAML of a file says. Raises RuleError with its line."""
    text = normalize("NFC", text)
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line, told = error.problem_mark.line + 1 if error.problem_mark else 0, str(error.problem)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        told = f"the character U+{error.character:04X} cannot stand in it; delete it, or write it as an escape"
    except (RecursionError, ValueError) as error:  # nested too deep; a day that no calendar has
        line, told = 0, str(error)
    raise RuleError([Fault(path, line, f"is not YAML: {told}")])


def _patterns(path: Traversable, name: str, sources: Any, faults: list[Fault]) -> Iterator[Pattern]:
    if not isinstance(sources, list) or not sources:
        faults.append(Fault(str(path), line_of(path, name), f"{name}: must be a list of patterns"))
        return
    for source in sources:
        try:
            yield parse(str(source))
        except ValueError as error:
            faults.append(Fault(str(path), line_of(path, str(source)), f"{name}: {error}"))


def _qualifier(path: Traversable, name: str, body: Any, faults: list[Fault]) -> Qualifier:
    try:
        scope, speaker = Scope(body["scope"]), body.get("speaker", "agent")
        unknown = set(body) - {"scope", "speaker", "cues"}
        if unknown or speaker not in ("agent", "customer", "any"):
            raise ValueError(f"unknown {sorted(unknown) or speaker}")
    except (KeyError, TypeError, ValueError) as error:
        faults.append(Fault(str(path), line_of(path, name), f"{name}: needs scope, speaker and cues ({error})"))
        return Qualifier(name, Scope.CLAUSE, "agent", ())
    return Qualifier(name, scope, speaker, tuple(_patterns(path, name, body.get("cues"), faults)))


def line_of(path: Traversable, text: str) -> int:
    """The first line of a file that holds a text, 1 where none does."""
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
