"""What figures consist of: parts of the business, duties, companies, rules, months. Nothing in them is a person's."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from contactguard.organisation.model import Relation
from contactguard.policies.finding import Origin, Policy, Severity
from contactguard.reporting.statistics.agreement import Agreement
from contactguard.reporting.statistics.control import Kind
from contactguard.reporting.statistics.intervals import Rate, Share
from contactguard.store.review.records import UNSETTLED, Standing


class Change(StrEnum):
    """This period beside the usual range of the months before."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    UNKNOWN = "unknown"  # too few months, or too few contacts, to say


class Piece(BaseModel):
    """Frozen; null where nothing can be said."""

    model_config = ConfigDict(frozen=True)


class Beside(Piece):
    """A month's rate beside what the months before make usual."""

    change: Change
    months: int = Field(description="Earlier months with contacts, at most twelve.")
    mean: float | None = Field(default=None, description="Their rate per 1,000 contacts.")
    low: float | None = Field(default=None, description="Lower limit of the usual range, per 1,000 contacts.")
    high: float | None = Field(default=None, description="Upper limit of the usual range, per 1,000 contacts.")


class PartFigure(Piece):
    """A line, channel, language or topic: `key` is its id, `label` what the company calls it."""

    key: str
    label: str
    findings: int = Field(description="Findings raised still, and breaches.")
    breaches: int = Field(description="Findings that a person confirmed and nobody disputed in time.")
    flagged: Rate = Field(description="Contacts with findings.")
    breached: Rate = Field(description="Contacts with breaches.")


class PolicyFigure(PartFigure):
    policy: Policy
    by_model: int = Field(description="Of the findings, those that the learned model added.")
    beside: Beside


class CompanyFigure(PartFigure):
    name: str
    relation: Relation


class RuleFigure(Piece):
    """A version of a rule: what it found, and what reviewers said of it."""

    rule: str
    version: str
    policy: Policy
    findings: int
    breaches: int
    no_breach: int
    unclear: int
    precision: Share = Field(description="Breaches of all its findings decided as breach or none.")


class Cell(Piece):
    """A duty on a line."""

    line: str
    policy: Policy
    findings: int
    breaches: int
    flagged: Rate


class Flow(Piece):
    """What became of the contacts, step by step; each step holds part of the one before."""

    received: int
    scanned: int
    flagged: int = Field(description="Contacts with findings, of those asked for.")
    reviewed: int = Field(description="Contacts of which a person judged at least one of these findings.")
    breached: int = Field(description="Contacts with at least one breach.")


class Duty(Piece):
    """Supplier enquiries, and those in which the agent pointed to a comparison site."""

    line: str = Field(description="Id of the line; empty for all.")
    enquiries: int
    fulfilled: int
    kept: Share


class Disputes(Piece):
    waiting: int
    upheld: int = Field(description="The verdict stayed as it was.")
    changed: int


class Reviews(Piece):
    """Findings judged and waiting. Agreement and disputes are kept by month, duty and line only; null where figures are
    asked for by anything else."""

    done: int
    waiting: int
    standings: dict[str, int] = Field(description="Findings by where they stand; open are those nobody judged.")
    agreement: Agreement | None = Field(description="Blind second verdicts beside the first.")
    disputes: Disputes | None

    @property
    def unsettled(self) -> int:
        """Findings that nobody judged, or whose verdict is not final."""
        return sum(self.standings.get(standing, 0) for standing in UNSETTLED)


class MonthPoint(Piece):
    month: str
    findings: int
    breaches: int
    flagged: Rate
    breached: Rate
    low: float | None = Field(default=None, description="Limits of the usual range as this month saw it.")
    high: float | None = None


class SeriesPoint(Piece):
    month: str
    flagged: Rate


class PolicySeries(Piece):
    """A duty over the months of the trend."""

    policy: Policy
    points: tuple[SeriesPoint, ...]


class ControlPoint(Piece):
    """A month, a quarter (2026-Q4), or the day of a breach with the days since the one before."""

    at: str
    value: float = Field(description="Contacts with breaches per 1,000; days where the chart is of what lies between.")
    found: int
    of: int
    low: float | None
    high: float | None
    signal: bool = Field(description="Beyond what chance explains, for the worse.")


class Control(Piece):
    """Breaches over time, in the form that their number allows."""

    kind: Kind
    points: tuple[ControlPoint, ...]


class SourceFigure(Piece):
    """received = scanned + exempt; what failed has no date and is counted apart, until it is mended."""

    source: str
    received: int
    scanned: int
    exempt: int
    failed: int = Field(description="Records that could not be read and wait to be mended, of any month.")
    gaps: tuple[date, ...] = Field(description="Working days without a contact, where the source normally has some.")


class Excerpt(Piece):
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
    standing: Standing
    happened_at: datetime
