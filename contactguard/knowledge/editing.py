"""An answer in, the fields of a form out, and back again; every fault is told with its field."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from contactguard.errors import FormError, InputError
from contactguard.knowledge.answer import Answer
from contactguard.knowledge.wording import Wording

TEXTS = ("title", "summary", "phone", "email", "valid_until")
LISTS = ("say", "never", "keywords", "asked")  # one to a line
FACT = ("text", "source", "url", "checked", "verify")
SPARE = 2  # empty facts at the end of the form
LONGEST_TOPIC = 80  # characters, as `answer.TopicId` says
_FACT_FIELD = re.compile(r"fact-(\d{1,3})-")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"})


def fields(answer: Answer) -> dict[str, str]:
    """What the form shows of each field."""
    told = {name: str(getattr(answer, name)) for name in TEXTS}
    told |= {name: "\n".join(getattr(answer, name)) for name in LISTS}
    for number, fact in enumerate(answer.facts):
        told |= {f"fact-{number}-{name}": str(getattr(fact, name) or "") for name in FACT}
    return told


def edited(answer: Answer, form: Mapping[str, str]) -> Answer:
    """The answer with what the form says. Raises InputError with a fault for each field that does not fit."""
    return _worded(answer.model_dump(mode="json"), form)


def written(form: Mapping[str, str]) -> Answer:
    """A new answer, of the topic that the form names or else of one made from its title. Raises InputError."""
    title = _text(form.get("title", ""))
    topic = _text(form.get("topic", "")) or topic_of(title)
    return _worded({"topic": topic, "language": form.get("language", "")}, form)


def topic_of(title: str) -> str:
    """A title as the id of a topic: "Gebyr for målertest" is gebyr-for-maalertest."""
    folded = title.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_TOPIC].strip("-")


def _worded(content: dict[str, Any], form: Mapping[str, str]) -> Answer:
    content |= {name: _text(form.get(name, "")) for name in TEXTS}
    content |= {name: [line.strip() for line in form.get(name, "").splitlines() if line.strip()] for name in LISTS}
    content["facts"] = _facts(form)
    try:
        return Answer.model_validate(content)
    except ValidationError as error:
        raise FormError.of(error) from None


def prolonged(wording: Wording, day: str) -> Wording:
    """The answer or script, valid until another day. Raises InputError."""
    try:
        return wording.model_copy(update={"valid_until": date.fromisoformat(day)})
    except ValueError:
        raise InputError("{field}: give a day, such as 2026-10-20", field="valid_until") from None


def fact_numbers(form: Mapping[str, str]) -> list[int]:
    """The facts that a form shows, empty ones at the end among them."""
    filled = [int(found[1]) for found in map(_FACT_FIELD.match, form) if found]
    return list(range(max(filled, default=-1) + 1 + SPARE))


def _facts(form: Mapping[str, str]) -> list[dict[str, Any]]:
    facts = [
        {name: _text(form.get(f"fact-{number}-{name}", "")) or None for name in FACT} for number in fact_numbers(form)
    ]
    return [fact for fact in facts if fact["text"]]


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").strip()
