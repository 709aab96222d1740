"""Two wordings in, what stayed, went and came out, word by word; joined again they give either wording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from contactguard.knowledge.answer import Answer, Fact
from contactguard.knowledge.duties import duty_label
from contactguard.knowledge.script import Script, outline
from contactguard.knowledge.wording import Wording

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


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


def compare_wordings(before: Wording, after: Wording) -> dict[str, list[Stretch]]:
    """The fields that differ, each with its stretches."""
    old, new = texts(before), texts(after)
    return {name: compare_texts(old.get(name, ""), text) for name, text in new.items() if old.get(name) != text}


def texts(wording: Wording) -> dict[str, str]:
    """What a person reads of a wording, by field."""
    own = _answer_texts(wording) if isinstance(wording, Answer) else _script_texts(wording)
    return {"title": wording.title, **own, "valid_until": str(wording.valid_until)}


def _answer_texts(answer: Answer) -> dict[str, str]:
    lists = {name: "\n".join(getattr(answer, name)) for name in ("say", "never", "keywords", "asked")}
    facts = "\n".join(_fact(one) for one in answer.facts)
    return {"summary": answer.summary, "phone": answer.phone, "email": answer.email, **lists, "facts": facts}


def _script_texts(script: Script) -> dict[str, str]:
    must = "\n".join(duty_label(duty, script.language) for duty in script.must)
    end = "\n".join(filter(None, (script.end.say, script.end.note and f"({script.end.note})")))
    return {"steps": outline(script), "end": end, "must": must, "never": "\n".join(script.never)}


def _fact(fact: Fact) -> str:
    return " · ".join(str(part) for part in (fact.text, fact.source, fact.url, fact.checked) if part)


def _stretches(before: list[str], after: list[str]) -> Iterator[Stretch]:
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Stretch(Change.SAME, "".join(before[start:end]))
            continue
        if start < end:
            yield Stretch(Change.GONE, "".join(before[start:end]))
        if new_start < new_end:
            yield Stretch(Change.NEW, "".join(after[new_start:new_end]))
