"""What followed the breaches of the example year: incidents, training and tips, as its officer wrote them down."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from contactguard.policies.finding import Policy
from contactguard.store.register.records import Conclusion, FoundBy, TipKind

FOLDER = Path(__file__).parent / "following"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedAction(_Part):
    what: str
    owner: str
    due: date
    done: date | None = None


class PlannedCheck(_Part):
    conclusion: Conclusion
    day: date
    note: str


class Closing(_Part):
    day: date
    note: str


class PlannedIncident(_Part):
    """`findings` are so many breaches of the duty from that day on."""

    title: str
    day: date
    policy: Policy
    findings: int
    found_by: FoundBy = FoundBy.SCAN
    what: str
    cause: str | None = None
    actions: tuple[PlannedAction, ...] = ()
    check: PlannedCheck | None = None
    closed: Closing | None = None


class PlannedTraining(_Part):
    day: date
    subject: str
    audience: str
    minutes: int
    invited: int
    attended: int
    incidents: tuple[int, ...] = ()


class PlannedTip(_Part):
    """`aside` says why nothing follows, where that was decided."""

    day: date
    kind: TipKind
    text: str
    aside: str | None = None


class Followed(_Part):
    incidents: Annotated[tuple[PlannedIncident, ...], Field(min_length=1)]
    training: tuple[PlannedTraining, ...]
    tips: tuple[PlannedTip, ...]
    done: tuple[tuple[str, str], ...]


def followed(language: str) -> Followed:
    """The plan in the language of the example company."""
    told: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8"))
    return Followed.model_validate(told)
