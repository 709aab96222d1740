"""The open format itself. What is no field here cannot be in a file: no person, no contact, no word of one."""

from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contactguard.contacts.model import Channel
from contactguard.organisation.model import Relation
from contactguard.policies.finding import Policy
from contactguard.reporting.statistics.intervals import bounds

Format = Literal["contactguard-year/1"]
Suppression = Literal[
    "No person, contact or quotation is in this file. Companies are those of the organisation profile only. "
    "A company's count from 1 to 4 is null."
]
FORMAT: Format = "contactguard-year/1"
SUPPRESSION: Suppression = get_args(Suppression)[0]
FEWEST = 5  # a company's counts from 1 to one below this are not told
MOST = 10**9
_DIGITS = 6

Count = Annotated[int, Field(ge=0, le=MOST, strict=True)]
Text = Annotated[
    str,
    # No control characters, no marks that turn the direction of writing: names are printed to terminals.
    Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"),
]
Month = Annotated[str, Field(pattern=r"^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$")]


class Part(BaseModel):
    """Frozen; a field that is not known is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SomeOf(Part):
    """So many of so many. Rate and interval follow from both: Wilson's 95%, exact where none or all were found."""

    found: Count
    of: Count
    share: float | None = Field(ge=0, le=1, description="found / of; null where `of` is 0.")
    low: float | None = Field(ge=0, le=1, description="Lower end of the 95% interval of the share.")
    high: float | None = Field(ge=0, le=1, description="Upper end.")

    @model_validator(mode="after")
    def _part_of_whole(self) -> Self:
        if self.found > self.of:
            raise ValueError(f"found ({self.found}) is more than of ({self.of})")
        return self


def some_of(found: int, of: int) -> SomeOf:
    """`found` is at most `of`. Six digits: breaches may be one in a hundred thousand."""
    low, high = (round(end, _DIGITS) for end in bounds(found, of)) if of else (None, None)
    return SomeOf(found=found, of=of, share=round(found / of, _DIGITS) if of else None, low=low, high=high)


class Range(Part):
    """From low to high, with 95% confidence."""

    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class Counts(Part):
    """Findings of contacts scanned, and the contacts that have them."""

    findings: Count = Field(description="Findings that the scan raised, in number.")
    breaches: Count = Field(description="Findings that a person confirmed for good, in number.")
    flagged: SomeOf = Field(description="Contacts with findings, of contacts scanned.")
    breached: SomeOf = Field(description="Contacts with breaches, of contacts scanned.")


class ByPolicy(Counts):
    policy: Policy


class ByChannel(Counts):
    channel: Channel


class ByMonth(Counts):
    month: Month


class Company(Part):
    """A company of the profile that findings name."""

    name: Text
    relation: Relation = Field(description="To the grid company.")
    findings: Count | None = Field(description=f"null for 1 to {FEWEST - 1}.")
    breaches: Count | None = Field(description=f"null for 1 to {FEWEST - 1}.")

    @model_validator(mode="after")
    def _suppressed(self) -> Self:
        if any(count and count < FEWEST for count in (self.findings, self.breaches)):
            raise ValueError(f"a company's count from 1 to {FEWEST - 1} must be null")
        return self


class Reviews(Part):
    """What people read. Breaches can only be found where somebody judged."""

    judged: Count = Field(description="Findings that a person judged.")
    waiting: Count = Field(description="Findings that nobody judged yet.")
    agreement: SomeOf | None = Field(description="Blind second verdicts that said the same; null without any.")
    sampled: Count = Field(description="Contacts without findings that a person read.")
    sampled_breaches: Count = Field(description="Of these, contacts with a breach.")
    missed: Range | None = Field(description="Share of contacts without findings that hold a breach.")
    recall: Range | None = Field(description="Share of contacts with a breach that the scan flagged.")


class Grid(Part):
    """Whose figures these are."""

    name: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(description="ISO 3166-1, two letters.")
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...] = Field(max_length=20)


class Made(Part):
    """How the figures came about."""

    on: date
    software: Text
    rule_sets: Count = Field(description="Number of versions of program, rules, models and profile that read the year.")
    audit_head: Text | None = Field(description="Last entry of the audit chain when this was made: number and hash.")


class YearFigures(Part):
    """A grid company's figures of a calendar year, in its own time zone."""

    format: Format
    suppression: Suppression
    year: Annotated[int, Field(ge=1990, le=2099, strict=True)]
    grid_company: Grid
    made: Made
    received: Count = Field(description="Contacts that came in.")
    exempt: Count = Field(description="Of these, contacts of exempt lines: counted, not scanned.")
    scanned: Count = Field(description="Of these, contacts scanned.")
    whole: Counts
    policies: tuple[ByPolicy, ...] = Field(max_length=len(Policy), description="All nine.")
    channels: tuple[ByChannel, ...] = Field(max_length=len(Channel))
    months: tuple[ByMonth, ...] = Field(max_length=12, description="Those with contacts.")
    duty: SomeOf = Field(description="Supplier enquiries in which the comparison site was given, of all.")
    companies: tuple[Company, ...] = Field(max_length=1000)
    reviews: Reviews

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.received != self.scanned + self.exempt:
            raise ValueError("received is not scanned + exempt")
        if {one.policy for one in self.policies} != set(Policy) or len(self.policies) != len(Policy):
            raise ValueError("policies: each of the nine must be there once")
        if any(not one.month.startswith(f"{self.year}-") for one in self.months):
            raise ValueError("months: one is of another year")
        if len({one.month for one in self.months}) != len(self.months):
            raise ValueError("months: one is there twice")
        return self
