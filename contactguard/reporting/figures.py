"""The figures of a month: the one form that page, report and API show. Each is about contacts, none about a person."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from contactguard.policies.finding import Origin, Policy, Severity
from contactguard.reporting.statistics import Rate


class Change(StrEnum):
    """This month beside the usual range of the months before."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    UNKNOWN = "unknown"  # too few months, or too few contacts, to say


class _Figure(BaseModel):
    model_config = ConfigDict(frozen=True)


class Beside(_Figure):
    """A month's rate beside what the months before make usual."""

    change: Change
    months: int = Field(description="Earlier months with contacts, at most twelve.")
    mean: float | None = Field(default=None, description="Their rate in 1,000 contacts.")
    low: float | None = Field(default=None, description="Lower limit of the usual range, in 1,000 contacts.")
    high: float | None = Field(default=None, description="Upper limit of the usual range, in 1,000 contacts.")


class PolicyFigure(_Figure):
    policy: Policy
    findings: int
    by_model: int = Field(description="Of the findings, those that the learned model added.")
    flagged: Rate
    beside: Beside


class PartFigure(_Figure):
    """A line or channel: `key` is its id, `label` what the company calls it."""

    key: str
    label: str
    findings: int
    flagged: Rate


class CompanyFigure(_Figure):
    name: str
    relation: str
    findings: int


class SourceFigure(_Figure):
    """received = scanned + exempt; what failed has no date and is counted apart, until it is mended."""

    source: str
    received: int
    scanned: int
    exempt: int
    failed: int = Field(description="Records that could not be read and wait to be mended, of any month.")
    gaps: tuple[date, ...] = Field(description="Working days without a contact, where the source normally has some.")


class MonthPoint(_Figure):
    month: str
    findings: int
    flagged: Rate
    low: float | None = Field(default=None, description="Limits of the usual range as this month saw it.")
    high: float | None = None


class Excerpt(_Figure):
    """A finding's masked words, for a reader who may not see the contact."""

    fingerprint: str
    contact: str
    policy: Policy
    severity: Severity
    origin: Origin
    excerpt: str
    why: str
    rule: str
    rule_version: str
    line: str
    happened_at: datetime


class RuleFigure(_Figure):
    rule: str
    version: str
    policy: Policy
    findings: int


class MonthFigures(_Figure):
    """What came in, what was scanned, what was found, and whether that is unusual."""

    month: str
    organisation: str
    received: int
    scanned: int
    exempt: int
    findings: int
    flagged: Rate
    beside: Beside
    policies: tuple[PolicyFigure, ...]
    lines: tuple[PartFigure, ...]
    channels: tuple[PartFigure, ...]
    companies: tuple[CompanyFigure, ...]
    sources: tuple[SourceFigure, ...]
    trend: tuple[MonthPoint, ...]
    excerpts: tuple[Excerpt, ...]
    rules: tuple[RuleFigure, ...]
    rule_sets: dict[str, int] = Field(description="Contacts of the month by the rule set that read them last.")
    earlier: str | None = Field(description="The month before, where it has contacts.")
    later: str | None = Field(description="The month after, where it has contacts.")

    @property
    def gaps(self) -> int:
        return sum(len(source.gaps) for source in self.sources)

    @property
    def failed(self) -> int:
        return sum(source.failed for source in self.sources)
