"""What a scan claims: a finding with its evidence and its explanation. A person decides whether it is a breach."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Policy(StrEnum):
    """The nine duties of neutral customer contact, in the order in which reports list them."""

    AFFILIATE_REFERRAL = "affiliate-referral"
    AFFILIATE_EMPHASIS = "affiliate-emphasis"
    EXTERNAL_PREFERENCE = "external-preference"
    DISPARAGEMENT = "disparagement"
    NAMED_INSTALLER = "named-installer"
    MISSING_COMPARISON = "missing-comparison"
    SENSITIVE_DISCLOSURE = "sensitive-disclosure"
    PREFERENTIAL_TREATMENT = "preferential-treatment"
    AFFILIATE_MARKETING = "affiliate-marketing"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Origin(StrEnum):
    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True)
class Evidence:
    """A piece of text that counted: `kind` is company, cue, enquiry, answer or score; `name` says which one."""

    kind: str
    name: str
    text: str
    message: int
    start: int
    end: int


@dataclass(frozen=True)
class Explanation:
    """Why a finding was raised, and what would have cleared it.

    `found` is the evidence, `weighed` the qualifiers looked for and not met, `programme` the paragraph of the
    company's monitoring programme that the rule serves.
    """

    why: str
    advice: str
    programme: str
    found: tuple[Evidence, ...] = ()
    weighed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """The scanner's claim about `contact.messages[message].text[start:end] == quote`.

    `score` is the estimated share of such findings that a reviewer confirms (0–1).
    """

    policy: Policy
    message: int
    start: int
    end: int
    quote: str
    severity: Severity
    score: float
    origin: Origin
    rule: str
    rule_version: str
    explanation: Explanation
    companies: tuple[str, ...] = ()

    def fingerprint(self, contact_id: str) -> str:
        """Identity without offsets, so that a verdict is carried over when the text moves or the rules change."""
        quote = " ".join(self.quote.casefold().split())
        key = "\x1f".join((contact_id, self.policy, str(self.message), quote))
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
