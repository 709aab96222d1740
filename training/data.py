"""Corpus lines in, labelled cases out. `cases` is the one place where the scanner's reading of a contact enters."""

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from contactguard.contacts.model import Contact
from contactguard.models.inputs import MISSING, POLICIES, Case, Sentence
from contactguard.models.masking import TOKEN
from contactguard.scanning.cases import case_of
from contactguard.scanning.scanner import Scanner

Labels = npt.NDArray[np.float32]
CORPUS = Path("tests/corpus")


@dataclass(frozen=True)
class Example:
    """`labels[i, p]` is 1 where a gold quote of policy p touches sentence i; `source` is the corpus file's name."""

    case: Case
    labels: Labels
    contact: dict[str, Any]
    source: str

    @property
    def missing(self) -> bool:
        return bool(self.labels[:, MISSING].any())

    @property
    def of_the_trade(self) -> bool:
        """False for ordinary text that has nothing to do with grids, suppliers or installers."""
        return not ordinary(self.source)

    def lower(self) -> "Example":
        """The example in lower case, relation tokens kept."""
        sentences = tuple(replace(one, masked=_lower(one.masked)) for one in self.case.sentences)
        return replace(self, case=replace(self.case, subject=_lower(self.case.subject), sentences=sentences))


def _lower(text: str) -> str:
    return re.sub(r"\[[A-Z_]+\]|[^\[]+|\[", lambda found: _kept(found.group()), text)


def _kept(part: str) -> str:
    return part if TOKEN.fullmatch(part) else part.lower()


def read_case(contact: dict[str, Any]) -> Case:
    """How the models see a contact: the scanner's own reading."""
    scanner = _scanner(contact["profile"])
    form = Contact.model_validate(contact)
    reading = scanner.read(form)
    judge = scanner.judge_of(form)
    return case_of(reading, judge.findings(reading), tuple(judge.recogniser.find(form.subject)))


@cache
def _scanner(profile: str) -> Scanner:
    return Scanner.from_profile(CORPUS / "profiles" / f"{profile}.toml", models=False)


def contacts(paths: Iterable[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every contact, unread, with its file's name."""
    for path in sorted(paths):
        yield from ((path.stem, json.loads(line)) for line in path.read_text("utf-8").splitlines())


def example(source: str, contact: dict[str, Any]) -> Example:
    case = read_case(contact)
    return Example(case, label(case, contact), contact, source)


def read(paths: Iterable[Path]) -> list[Example]:
    return [example(source, contact) for source, contact in contacts(paths)]


def ordinary(name: str) -> bool:
    """Whether a corpus file of this name holds ordinary text, which is nobody's, whatever profile it is read with."""
    return name.startswith("train-ordinary")


def training_files() -> list[Path]:
    return sorted(CORPUS.glob("train-*.jsonl"))


def traded_files() -> list[Path]:
    """The training files without ordinary text."""
    return [path for path in training_files() if not ordinary(path.stem)]


def unseen_files() -> list[Path]:
    """Contacts of companies that nothing was trained on, nor chosen."""
    return sorted(CORPUS.glob("unseen-*.jsonl"))


def settling_files() -> list[Path]:
    """Contacts on which the threshold is chosen: of companies known and unknown to the models."""
    return sorted([*judging_files(), *CORPUS.glob("settling-*.jsonl")])


def judging_files() -> list[Path]:
    return sorted(CORPUS.glob("dev-*.jsonl"))


@dataclass(frozen=True)
class Chosen:
    """Which contacts to train on: a share of all but these companies', and more files than the project's own."""

    share: float = 1.0
    without: tuple[str, ...] = ()
    also: tuple[Path, ...] = ()

    def examples(self) -> list[Example]:
        every = contacts([*training_files(), *self.also])
        seen = [(name, one) for name, one in every if one["profile"] not in self.without or ordinary(name)]
        if self.share < 1:
            seen = random.Random(1).sample(seen, int(len(seen) * self.share))
        return [example(name, one) for name, one in seen]


def label(case: Case, contact: dict[str, Any]) -> Labels:
    labels = np.zeros((len(case.sentences), len(POLICIES)), np.float32)
    for finding in contact["findings"]:
        start = contact["messages"][finding["message"]]["text"].find(finding["quote"])
        end = start + len(finding["quote"])
        for index, sentence in enumerate(case.sentences):
            if _touches(sentence, finding["message"], start, end):
                labels[index, POLICIES.index(finding["policy"])] = 1
    return labels


def _touches(sentence: Sentence, message: int, start: int, end: int) -> bool:
    return sentence.message == message and sentence.start < end and start < sentence.end
