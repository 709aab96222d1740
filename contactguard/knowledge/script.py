"""A guided call: a small tree of steps, each with what to say, what to ask and where the customer's answer leads."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contactguard.knowledge.answer import Text, TopicId

END = "end"


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

    @property
    def id(self) -> str:
        return f"{self.script}-{self.language}"
