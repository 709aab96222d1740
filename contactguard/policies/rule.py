"""The form of a rule file: one policy in one language, rules with their examples inside."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from contactguard.contacts.segments import SegmentKind
from contactguard.policies.finding import Policy, Severity

Names = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Find(_Part):
    """A statement: a cue, beside it what else must stand there.

    `cue` names cue groups of the language or writes a pattern; one must match. All groups of `beside`, and one of the
    relations of `company`, must stand in the same `within`: an `exchange` is the sentence, two before it and one after,
    whoever says them, so that "de er flinke" is read with the company just spoken of. `context` must stand anywhere in
    the contact.
    """

    speaker: Literal["agent", "customer", "any"] = "agent"
    segments: Annotated[tuple[SegmentKind, ...], Field(alias="in")] = (SegmentKind.OWN,)
    cue: Names
    beside: Names = ()
    company: Names = ()
    within: Literal["clause", "sentence", "neighbours", "exchange"] = "sentence"
    order: Literal["any", "cue-company", "company-cue"] = "any"
    context: Names = ()

    _lists = field_validator("segments", "cue", "beside", "company", "context", mode="before")(_listed)


class When(_Part):
    """What makes a duty due: a cue in the words of the speaker; `context` must stand anywhere in the contact."""

    speaker: Literal["agent", "customer", "any"] = "any"
    cue: Names
    beside: Names = ()
    context: Names = ()

    _lists = field_validator("cue", "beside", "context", mode="before")(_listed)


class Require(_Part):
    """What fulfils the duty: one of the cues, or a company of one of the relations, in the agent's own words."""

    cue: Names = ()
    company: Names = ()

    _lists = field_validator("cue", "company", mode="before")(_listed)


class Examples(_Part):
    """Texts that must raise the rule (the quote in [[ ]]), must not, and those it is known to miss.

    "K: … | A: …" writes a dialogue of customer and agent; a plain text is an agent's note.
    """

    flag: Names = Field(min_length=1)
    passes: Annotated[Names, Field(alias="pass", min_length=1)]
    known_miss: Annotated[Names, Field(alias="known-miss")] = ()


class Rule(_Part):
    """One readable rule. `score` is the share of its findings that hold on held-out contacts (0–1)."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    severity: Severity
    score: float = Field(default=0.8, gt=0, le=1)
    why: str
    advice: str
    find: Find | None = None
    when: When | None = None
    require: Require | None = None
    unless: Names = ()
    examples: Examples

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Rule":
        if (self.find is None) == (self.when is None) or (self.when is None) != (self.require is None):
            raise ValueError("a rule has either `find`, or `when` and `require`")
        return self


class RuleFile(_Part):
    """`policy` in `language`, and the paragraph of the company's programme that it serves."""

    policy: Policy
    language: str
    programme: str
    rules: tuple[Rule, ...] = Field(min_length=1)
