"""What the API gives and takes of the knowledge base, as models."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contactguard.knowledge.answer import Answer, Fact, Form
from contactguard.knowledge.placeholders import Filler
from contactguard.knowledge.search.searcher import Hit
from contactguard.knowledge.version import State, Version

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Literal["da", "sv", "nb", "en"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class SearchQuery(_Model):
    q: str = Field(min_length=1, max_length=1000, description="What the customer asks, in any words and language.")
    language: Language | None = Field(default=None, description="Language of the answers; the reader's if not given.")
    limit: int = Field(default=5, ge=1, le=50)
    team: Name | None = Field(default=None, description="Who searches, as a team; people are not noted.")


class AnswerOut(_Model):
    """An answer filled from the organisation profile; `missing` names what the profile has nothing for."""

    id: str
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
    missing: list[str]
    valid_until: date
    expired: bool

    @classmethod
    def of(cls, answer: Answer, filler: Filler, country: str, today: date) -> "AnswerOut":
        told = answer.for_country(country)
        forms = {form: filler.fill(told.text(form)) for form in Form}
        return cls(
            id=told.id,
            topic=told.topic,
            language=told.language,
            title=told.title,
            summary=filler.fill(told.summary).text,
            phone=forms[Form.PHONE].text,
            email=forms[Form.EMAIL].text,
            say=[filler.fill(one).text for one in told.say],
            never=[filler.fill(one).text for one in told.never],
            facts=[fact.model_copy(update={"text": filler.fill(fact.text).text}) for fact in told.facts],
            related=list(told.related),
            missing=sorted({name for form in forms.values() for name in form.missing}),
            valid_until=told.valid_until,
            expired=told.expired(today),
        )


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
    id: str
    number: int
    state: State
    author: str
    approved_by: str | None
    written_at: datetime
    objections: list[str]
    content: Answer

    @classmethod
    def of(cls, version: Version) -> "VersionOut":
        return cls(
            id=version.answer.id,
            number=version.stored.number,
            state=version.state,
            author=version.stored.author,
            approved_by=version.approved_by,
            written_at=version.stored.written_at,
            objections=list(version.objections),
            content=version.answer,
        )


class VersionList(_Model):
    versions: list[VersionOut]


class DraftIn(_Model):
    """Its author is whoever sends it."""

    answer: Answer


class NothingIn(_Model):
    """An empty object: whoever sends it takes the step, and an author cannot approve what she wrote."""


class ImportIn(_Model):
    answers: list[Answer] = Field(min_length=1, max_length=1000)


class Exported(_Model):
    """What agents see now, in the form that import takes."""

    answers: list[Answer]


class RemarkIn(_Model):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class UseIn(_Model):
    kind: Literal["open", "copy", "walk"]
    team: Name | None = None


class Noted(_Model):
    noted: bool = True
