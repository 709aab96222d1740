"""The questions that a country's regulator asks, as data: which records answer each, what the officer has to write."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contactguard.errors import ContentError
from contactguard.organisation.toml_file import read_toml
from contactguard.policies.finding import Policy

FOLDER = Path(__file__).with_name("forms")

Texts = dict[str, str]


class Evidence(StrEnum):
    """Records that answer a question."""

    PROGRAMME = "programme"  # its approved versions
    NOTICE = "notice"  # to staff
    TRAINING = "training"
    ANSWERS = "answers"  # approved ones, published
    SCANS = "scans"
    FINDINGS = "findings"
    BY_POLICY = "by-policy"  # the same as a table
    REVIEWS = "reviews"
    SAMPLES = "samples"
    DUTIES = "duties"  # the comparison site given
    INCIDENTS = "incidents"
    COMPLAINTS = "complaints"
    CONTROLS = "controls"  # all those recorded by hand
    COMPARED = "compared"  # with the year before
    AUDIT = "audit"


class Own(StrEnum):
    """The officer's own text."""

    NEEDED = "needed"
    WELCOME = "welcome"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Part):
    """`controls` are those of the programme whose record belongs here; a `personal` answer is not for the public."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    text: Texts
    hint: Texts = {}
    own: Own = Own.WELCOME
    personal: bool = False
    evidence: tuple[Evidence, ...] = ()
    policies: tuple[Policy, ...] = ()
    controls: tuple[str, ...] = ()


class Chapter(_Part):
    """`law` is printed where `law_checked`; else it is a pointer for the officer."""

    number: str
    title: Texts
    law: str = ""
    law_checked: bool = True
    questions: tuple[Question, ...] = Field(alias="question", min_length=1)


class Form(_Part):
    country: str
    languages: tuple[str, ...] = Field(min_length=1)
    title: Texts
    basis: Texts
    chapters: tuple[Chapter, ...] = Field(alias="chapter", min_length=1)

    def language(self, wanted: str) -> str:
        """The wanted language where the form has it, else that of the regulator."""
        return wanted if wanted in self.languages else self.languages[0]

    def abroad(self, country: str) -> "Form":
        """The same questions without the law of this country."""
        chapters = tuple(one.model_copy(update={"law": "", "law_checked": True}) for one in self.chapters)
        basis = dict.fromkeys(self.languages, "")
        return self.model_copy(update={"country": country, "basis": basis, "chapters": chapters})

    def chapter(self, number: str) -> Chapter | None:
        return next((one for one in self.chapters if one.number == number), None)

    def question(self, id_: str) -> Question | None:
        return next((one for chapter in self.chapters for one in chapter.questions if one.id == id_), None)


@cache
def form_of(country: str) -> Form:
    """The form of a country; the Danish one, with its chapters for everything but not its law, where it has none."""
    file = FOLDER / f"{country.lower()}.toml"
    return load(file) if file.is_file() else form_of("DK").abroad(country)


def load(path: Path) -> Form:
    """Raises ContentError with every fault, each with file and line."""
    file = read_toml(path, ContentError)
    try:
        return Form.model_validate(file.data)
    except ValidationError as error:
        raise ContentError([file.invalid(detail) for detail in error.errors()]) from error
