"""What the kept counts are asked, and what they answer."""

from dataclasses import dataclass

from contactguard.policies.finding import Policy
from contactguard.store.review.records import Standing


@dataclass(frozen=True)
class CountFilter:
    """Which contacts, and which of their findings, are counted. Months are those on the grid company's wall, both
    ends included; None asks for all. `language` or `topic` und asks for contacts of which it is not known."""

    first: str
    last: str
    line: str | None = None
    channel: str | None = None
    language: str | None = None
    topic: str | None = None
    policy: Policy | None = None
    rule: str | None = None
    company: str | None = None

    @property
    def of_findings(self) -> bool:
        """Whether it looks for certain findings, and not only for contacts."""
        return bool(self.policy or self.rule or self.company)


@dataclass(frozen=True)
class ContactCount:
    """So many contacts share these; of them so many with a supplier enquiry, and so many where it was answered as it
    should be. Exempt ones were counted, not scanned."""

    month: str
    source: str
    line: str
    channel: str
    language: str
    exempt: bool
    contacts: int
    enquiries: int
    fulfilled: int


@dataclass(frozen=True)
class FoundCount:
    """Findings (raised still, or breaches for good), breaches, and contacts with any. `policy` is "" for all."""

    month: str
    line: str
    channel: str
    language: str
    policy: str
    findings: int
    breaches: int
    flagged: int
    breached: int
    reviewed: int


@dataclass(frozen=True)
class TopicCount:
    """Contacts scanned of a topic, with what was found in them; `topic` is und where no scan was sure of one."""

    topic: str
    contacts: int
    findings: int
    breaches: int
    flagged: int
    breached: int


@dataclass(frozen=True)
class Part:
    """A kind of finding in a contact, and how many of it."""

    policy: str
    rule: str
    rule_version: str
    companies: tuple[str, ...]
    severity: str
    origin: str
    standing: str
    current: bool
    findings: int

    @property
    def raised(self) -> bool:
        """Raised still, or a breach for good, which stays a finding whatever new rules say."""
        return self.current or self.standing == Standing.BREACH


@dataclass(frozen=True)
class DecisionCount:
    """Findings decided twice; `last` is "" while a dispute waits."""

    month: str
    kind: str
    policy: str
    line: str
    first: str
    last: str
    findings: int


@dataclass(frozen=True)
class StratumCount:
    """A stratum of a sample of these months, with what its reviews showed so far."""

    sample: int
    first: str
    last: str
    group: str
    line: str
    channel: str
    population: int
    drawn: int
    reviewed: int
    breaches: int
