"""What the store knows of samples: who may be drawn, what was drawn, and what reading it showed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contactguard.policies.finding import Policy
from contactguard.store.review.records import Verdict


class Group(StrEnum):
    """What the scan made of a contact."""

    SILENT = "silent"  # scanned, nothing raised
    FLAGGED = "flagged"
    EXEMPT = "exempt"  # counted, never scanned; its words are not kept


@dataclass(frozen=True, order=True)
class Kind:
    """What contacts of one stratum have in common."""

    group: Group
    line: str
    channel: str


@dataclass(frozen=True)
class Candidates:
    """The contacts of a stratum that can be drawn, in the order of their ids; `characters` they have on average."""

    kind: Kind
    ids: tuple[str, ...]
    characters: float


@dataclass(frozen=True)
class Population:
    """All that can be drawn of some months; `wordless` were scanned, but their words are deleted since."""

    candidates: tuple[Candidates, ...]
    wordless: int


@dataclass(frozen=True)
class NewStratum:
    """`population` contacts, of which those of `ids` were drawn."""

    kind: Kind
    population: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class NewSample:
    seed: int
    first_month: str
    last_month: str
    budget_minutes: int
    drawn_by: str
    drawn_at: datetime


@dataclass(frozen=True)
class Mark:
    """Where a breach stands: `contact.messages[message].text[start:end]`."""

    policy: Policy
    message: int
    start: int
    end: int


@dataclass(frozen=True)
class SampleVerdict:
    """What a reader says of a contact: nothing, or a breach of `policies`."""

    verdict: Verdict
    policies: tuple[Policy, ...] = ()
    marks: tuple[Mark, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class StoredSample(NewSample):
    """A sample and how far it is read. `lost` were deleted before anybody read them."""

    id: int = 0
    drawn: int = 0
    read: int = 0
    breaches: int = 0
    missed: int = 0  # breaches in contacts that the scan had passed over
    lost: int = 0

    @property
    def waiting(self) -> int:
        return self.drawn - self.read - self.lost


@dataclass(frozen=True)
class StoredStratum:
    kind: Kind
    population: int
    drawn: int
    read: int
    breaches: int


@dataclass(frozen=True)
class SampledContact:
    """A contact drawn. `contact_id` is None once the contact is deleted; `given` once somebody read it.

    From `compared_at` on the reader knows what the scan said. `incident` is that to which its breach belongs.
    """

    sample: int
    position: int
    contact_id: str | None
    kind: Kind
    given: SampleVerdict | None = None
    by: str | None = None
    at: datetime | None = None
    seconds: int | None = None
    compared_at: datetime | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    incident: int | None = None

    @property
    def missed(self) -> bool:
        """A breach that the scan passed over."""
        breach = self.given is not None and self.given.verdict is Verdict.BREACH
        return breach and self.kind.group is not Group.FLAGGED
