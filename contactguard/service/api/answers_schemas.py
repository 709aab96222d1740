"""What the API gives and takes of the knowledge base, as models."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contactguard.knowledge.answer import Answer, Fact
from contactguard.knowledge.current import Current, Doubt
from contactguard.knowledge.placeholders import fill_script, filler, missing
from contactguard.knowledge.script import Ending, Script, Step
from contactguard.knowledge.search.searcher import Hit
from contactguard.knowledge.version import State, Version
from contactguard.knowledge.wording import Wording
from contactguard.organisation.model import Organisation

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Literal["da", "sv", "nb", "en"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class SearchQuery(_Model):
    q: str = Field(min_length=1, max_length=1000, description="What the customer asks, in any words and language.")
    language: Language | None = Field(default=None, description="Language of the answers; the reader's if not given.")
    limit: int = Field(default=5, ge=1, le=50)
    team: Name | None = Field(default=None, description="Who searches, as a team; people are not noted.")


class _WordingOut(_Model):
    """`missing` names what the profile has nothing for, `doubts` why it is not to be passed on unchecked."""

    id: str
    state: State
    doubts: list[Doubt]
    missing: list[str]
    valid_until: date
    expired: bool


class AnswerOut(_WordingOut):
    """An answer filled from the organisation profile."""

    topic: str
    language: str
    title: str
    summary: str
    phone: str
    email: str
    say: list[str]
    never: list[str]
    facts: list[Fact]
    related: list[str]

    @classmethod
    def of(cls, answer: Answer, current: Current, organisation: Organisation, today: date) -> "AnswerOut":
        told = answer.for_country(organisation.grid_company.country)
        fill = filler(organisation, answer.language).fill
        return cls(
            **_standing(answer, current, organisation, today),
            topic=told.topic,
            language=told.language,
            title=told.title,
            summary=fill(told.summary).text,
            phone=fill(told.phone).text,
            email=fill(told.email).text,
            say=[fill(one).text for one in told.say],
            never=[fill(one).text for one in told.never],
            facts=[fact.model_copy(update={"text": fill(fact.text).text}) for fact in told.facts],
            related=list(told.related),
        )


class ScriptOut(_WordingOut):
    """A script filled from the organisation profile."""

    script: str
    language: str
    topic: str
    title: str
    start: str
    must: list[str]
    never: list[str]
    steps: dict[str, Step]
    end: Ending

    @classmethod
    def of(cls, script: Script, current: Current, organisation: Organisation, today: date) -> "ScriptOut":
        filled = fill_script(script, filler(organisation, script.language))
        standing = _standing(script, current, organisation, today)
        return cls(**standing, **{name: value for name, value in filled if name not in standing})


def _standing(wording: Wording, current: Current, organisation: Organisation, today: date) -> dict[str, Any]:
    return {
        "id": wording.id,
        "state": current.state(wording),
        "doubts": list(current.doubts(wording, today)),
        "missing": sorted(missing(wording, organisation)),
        "valid_until": wording.valid_until,
        "expired": wording.expired(today),
    }


class FoundOut(AnswerOut):
    """An answer found, with the share of trust it has among all topics (0 to 1)."""

    score: float

    @classmethod
    def found(cls, hit: Hit, answer: AnswerOut) -> "FoundOut":
        return cls(score=hit.score, **dict(answer))


class AnswerList(_Model):
    """The best first; empty where nothing in the base resembles the query."""

    query: str
    language: str
    results: list[FoundOut]


class VersionOut(_Model):
    kind: Literal["answer", "script"]
    id: str
    number: int
    state: State
    author: str
    approved_by: str | None
    written_at: datetime
    objections: list[str]
    content: Answer | Script

    @classmethod
    def of(cls, version: Version) -> "VersionOut":
        return cls(
            kind="answer" if isinstance(version.wording, Answer) else "script",
            id=version.wording.id,
            number=version.stored.number,
            state=version.state,
            author=version.stored.author,
            approved_by=version.approved_by,
            written_at=version.stored.written_at,
            objections=list(version.objections),
            content=version.wording,
        )


class VersionList(_Model):
    versions: list[VersionOut]


class DraftIn(_Model):
    """Its author is whoever sends it."""

    answer: Answer


class ScriptIn(_Model):
    """Its author is whoever sends it."""

    script: Script


class NothingIn(_Model):
    """An empty object: whoever sends it takes the step, and an author cannot approve what she wrote."""


class ImportIn(_Model):
    answers: list[Answer] = Field(default=[], max_length=1000)
    scripts: list[Script] = Field(default=[], max_length=1000)

    @model_validator(mode="after")
    def _has_something(self) -> "ImportIn":
        if not self.answers and not self.scripts:
            raise ValueError("send answers or scripts")
        return self


class Exported(_Model):
    """What agents see now, in the form that import takes."""

    answers: list[Answer]
    scripts: list[Script]


class RemarkIn(_Model):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class UseIn(_Model):
    kind: Literal["open", "copy", "walk"]
    team: Name | None = None


class Noted(_Model):
    noted: bool = True
