"""The company's monitoring programme as data: numbered paragraphs with their risk and the controls that answer it.

A control names the kind of evidence that shows it is kept; `programme_evidence` looks for it.
"""

from collections.abc import Iterator, Set
from enum import StrEnum
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contactguard.errors import ContentError, Fault
from contactguard.organisation.toml_file import Place, TomlFile, read_toml
from contactguard.policies.finding import Policy

FOLDER = Path(__file__).parent / "programmes"
LANGUAGES = ("da", "sv", "nb", "en")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ControlKind(StrEnum):
    """What shows that a control is kept."""

    SCAN = "scan"  # finished scans with their ledgers
    SAMPLES = "samples"  # contacts of samples that were read
    REVIEW = "review"  # findings that wait, and for how long
    TRAINING = "training"  # sessions held
    ANSWERS = "answers"  # approved answers in force, and expired ones
    NOTICE = "notice"  # the notice to staff
    INCIDENTS = "incidents"  # the register of incidents, complaints and tips
    REVISION = "revision"  # the programme's own approved versions
    MANUAL = "manual"  # what only a person can tell of, recorded by hand


class Frequency(StrEnum):
    DAILY = "daily"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    ONCE = "once"  # and in force since


class Risk(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Control(_Part):
    """`id` names the control for life; evidence recorded by hand hangs on it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    kind: ControlKind
    text: _Text
    frequency: Frequency
    owner: _Text


class Paragraph(_Part):
    """`policies` are the duties whose findings fall under it; `law` is what it answers to."""

    number: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
    title: _Text
    law: str = ""
    text: _Text
    risk: _Text
    risk_level: Risk
    policies: tuple[Policy, ...] = ()
    controls: tuple[Control, ...] = Field(default=(), alias="control")

    @property
    def mark(self) -> str:
        """Tells one wording of it from any other."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:16]


class Programme(_Part):
    title: _Text
    law: _Text
    language: str = Field(pattern="^(da|sv|nb|en)$")
    paragraphs: tuple[Paragraph, ...] = Field(alias="paragraph", min_length=1)

    def paragraph(self, number: str) -> Paragraph | None:
        return next((one for one in self.paragraphs if one.number == number), None)

    def of_policy(self, policy: Policy) -> Paragraph | None:
        """The paragraph under which findings of this policy fall."""
        return next((one for one in self.paragraphs if policy in one.policies), None)

    def changed(self, paragraph: Paragraph) -> "Programme":
        """The programme with this paragraph in the place of that of its number."""
        others = tuple(paragraph if one.number == paragraph.number else one for one in self.paragraphs)
        return self.model_copy(update={"paragraphs": others})

    def free_id(self, paragraph: Paragraph, spent: Set[str]) -> str:
        """An id for one more control of the paragraph that no other control has, nor one taken out: it is `spent`."""
        taken = {control.id for one in self.paragraphs for control in one.controls} | spent
        stem = "control-" + paragraph.number.replace(".", "-")
        return next(id_ for nth in count(1) if (id_ := f"{stem}-{nth}") not in taken)

    def told(self) -> dict[str, Any]:
        """As it is stored, and as `Programme.model_validate` reads it again."""
        return self.model_dump(mode="json", by_alias=True)


def load(path: Path) -> Programme:
    """Raises ContentError with every fault, each with file and line."""
    file = read_toml(path, ContentError)
    try:
        programme = Programme.model_validate(file.data)
    except ValidationError as error:
        raise ContentError([file.invalid(detail) for detail in error.errors()]) from error
    if faults := list(_contradictions(programme, file)):
        raise ContentError(faults)
    return programme


def template(language: str) -> Programme:
    """The shipped programme to begin with; the English one for a language without."""
    return load(FOLDER / f"{language if language in LANGUAGES else 'en'}.toml")


def _contradictions(programme: Programme, file: TomlFile) -> Iterator[Fault]:
    """What the form allows and sense does not."""
    numbers: set[str] = set()
    ids: set[str] = set()
    named: dict[Policy, str] = {}
    for at, paragraph in enumerate(programme.paragraphs):
        place: Place = ("paragraph", at)
        if paragraph.number in numbers:
            yield file.fault((*place, "number"), f"paragraph {paragraph.number} stands twice")
        numbers.add(paragraph.number)
        for policy in paragraph.policies:
            if policy in named:
                yield file.fault((*place, "policies"), f"{policy} falls under {named[policy]} already")
            named[policy] = paragraph.number
        for nth, control in enumerate(paragraph.controls):
            if control.id in ids:
                yield file.fault((*place, "control", nth, "id"), f"the control {control.id!r} stands twice")
            ids.add(control.id)
    if missing := [policy for policy in Policy if policy not in named]:
        said = ", ".join(missing)
        yield file.fault((), f"no paragraph names {said}; add it to `policies` of the paragraph it falls under")
