"""Two wordings in, what stayed, went and came out, word by word; joined again they give either wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from contactguard.knowledge.answer import Answer

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
COMPARED = ("title", "summary", "phone", "email", "valid_until")
COMPARED_LISTS = ("say", "never", "keywords", "asked")


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Stretch:
    change: Change
    text: str


def compare_texts(before: str, after: str) -> list[Stretch]:
    return list(_stretches(_PIECES.findall(before), _PIECES.findall(after)))


def compare_answers(before: Answer, after: Answer) -> dict[str, list[Stretch]]:
    """The fields that differ, each with its stretches."""
    texts = {name: (str(getattr(before, name)), str(getattr(after, name))) for name in COMPARED}
    lists = {name: ("\n".join(getattr(before, name)), "\n".join(getattr(after, name))) for name in COMPARED_LISTS}
    return {name: compare_texts(*pair) for name, pair in (texts | lists).items() if pair[0] != pair[1]}


def _stretches(before: list[str], after: list[str]) -> Iterator[Stretch]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Stretch(Change.SAME, "".join(before[start:end]))
            continue
        if start < end:
            yield Stretch(Change.GONE, "".join(before[start:end]))
        if new_start < new_end:
            yield Stretch(Change.NEW, "".join(after[new_start:new_end]))
