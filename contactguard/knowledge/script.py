"""A guided call: a small tree of steps, each with what to say, what to ask and where the customer's answer leads."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contactguard.knowledge.answer import Text, TopicId

END = "end"
KEYS = "script:"  # begins the key of each script: a script and an answer may have the same id


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Part):
    """One way on. `key` is the key pressed, `to` the next step or "end", `note` what the call note gains."""

    label: Text
    key: Annotated[str, StringConstraints(pattern=r"^\w$")]
    to: Text
    note: Text | None = None


class Step(_Part):
    """`says` lists the duties that are met once this step has been read out."""

    say: Text | None = None
    ask: Text | None = None
    says: tuple[Text, ...] = ()
    note: Text | None = None
    choices: tuple[Choice, ...] = Field(min_length=1)


class Ending(_Part):
    say: Text | None = None
    note: Text | None = None


class Script(_Part):
    """`must` are the duties that every way through has to meet before the end."""

    script: TopicId
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    topic: TopicId
    title: Text
    start: Text
    must: tuple[Text, ...]
    never: tuple[Text, ...]
    steps: dict[str, Step] = Field(min_length=1)
    end: Ending
    valid_until: date

    @property
    def id(self) -> str:
        return f"{self.script}-{self.language}"

    @property
    def key(self) -> str:
        """Under which its versions are kept."""
        return f"{KEYS}{self.id}"

    def for_country(self, country: str) -> "Script":
        """What a country says otherwise stands in scripts of its own."""
        return self

    def expired(self, today: date) -> bool:
        return self.valid_until < today


def outline(script: Script) -> str:
    """The tree as text to read and compare: each step with what is said, asked and noted, and its ways on."""
    return "\n\n".join("\n".join(_lines(name, step)) for name, step in script.steps.items())


def _lines(name: str, step: Step) -> Iterator[str]:
    yield f"{name}:"
    yield from filter(None, (step.say, step.ask, step.note and f"({step.note})"))
    for choice in step.choices:
        noted = f" ({choice.note})" if choice.note else ""
        yield f"{choice.key.upper()} {choice.label} → {choice.to}{noted}"
