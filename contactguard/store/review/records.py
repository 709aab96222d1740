"""What the store knows of decisions: verdicts, disputes, where a finding stands, and what is to be written next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_READ = 1800  # seconds; whoever took longer was called away


class Verdict(StrEnum):
    BREACH = "breach"
    NO_BREACH = "no breach"
    UNCLEAR = "unclear"


class Reason(StrEnum):
    """Why a verdict was given; which verdict knows which is the desk's to say."""

    AS_FOUND = "as-found"
    OTHER_POLICY = "other-policy"
    OTHER_WORDS = "other-words"
    QUOTED_WORDS = "quoted-words"
    REFUSAL = "refusal"
    CUSTOMER_WISH = "customer-wish"
    OWN_SUPPLIER = "own-supplier"
    CONSENT = "consent"
    NOT_A_COMPANY = "not-a-company"
    WRONG_COMPANY = "wrong-company"
    EXEMPT_LINE = "exempt-line"
    RULE_TOO_WIDE = "rule-too-wide"
    MODEL_MISTAKEN = "model-mistaken"
    TOO_LITTLE_SAID = "too-little-said"
    AGENT_TO_ASK = "agent-to-ask"
    LAW_TO_ASK = "law-to-ask"
    OTHER = "other"


class Kind(StrEnum):
    """The occasion of a verdict."""

    FIRST = "first"
    SECOND = "second"  # blind, on a share of the findings
    OFFICER = "officer"  # after two that differ
    DISPUTE = "dispute"  # after an agent's objection
    REOPENED = "reopened"  # says nothing but that those before no longer hold


class Standing(StrEnum):
    """Where a finding stands; open where the store holds no other."""

    OPEN = "open"
    PROVISIONAL = "provisional"  # a breach that its agent may still dispute
    DISPUTED = "disputed"
    DISAGREED = "disagreed"  # two blind verdicts differ, so the officer decides
    BREACH = "breach"
    NO_BREACH = "no breach"
    UNCLEAR = "unclear"


UNSETTLED = frozenset({Standing.OPEN, Standing.PROVISIONAL, Standing.DISPUTED, Standing.DISAGREED})


@dataclass(frozen=True)
class Claim:
    """Who reads a finding; `shown` is the one on the screen, `since` when it was opened."""

    by: str
    shown: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class NewVerdict:
    """A verdict on its way into the store. `verdict` is None for reopened alone."""

    kind: Kind
    verdict: Verdict | None
    reason: str
    note: str
    by: str
    at: datetime
    shown: str
    seconds: int | None = None


@dataclass(frozen=True)
class StoredVerdict(NewVerdict):
    id: int = 0
    fingerprint: str = ""


@dataclass(frozen=True)
class StoredDispute:
    """An objection; `decided` once a verdict answered it."""

    fingerprint: str
    by: str
    at: datetime
    text: str
    decided: bool


@dataclass(frozen=True)
class StoredStanding:
    """`verdict` is the one that stands, `by` whoever gave it."""

    standing: Standing
    verdict: Verdict
    by: str
    decided_at: datetime
    final_at: datetime


@dataclass(frozen=True)
class SecondDue:
    """A blind second verdict that is waited for."""

    first_by: str
    due: datetime


@dataclass(frozen=True)
class History:
    """All that bears on the next step of a finding, read under its lock. `agent` is a pseudonym, as are `aliases`;
    `incident` is that to which its breach belongs.
    """

    fingerprint: str
    agent: str | None
    current: bool
    quote: str
    verdicts: tuple[StoredVerdict, ...] = ()
    standing: StoredStanding | None = None
    second: SecondDue | None = None
    dispute: StoredDispute | None = None
    claim: Claim | None = None
    aliases: frozenset[str] = frozenset()
    incident: int | None = None

    def is_of(self, pseudonym: str | None) -> bool:
        """Whether the contact is that of the agent who goes under this pseudonym."""
        return pseudonym is not None and pseudonym in {self.agent, *self.aliases}

    @property
    def round(self) -> tuple[StoredVerdict, ...]:
        """The verdicts since the finding was last opened."""
        kinds = [one.kind for one in self.verdicts]
        begin = len(kinds) - kinds[::-1].index(Kind.REOPENED) if Kind.REOPENED in kinds else 0
        return self.verdicts[begin:]

    @property
    def parties(self) -> frozenset[str]:
        """Who gave a verdict since the finding was last opened."""
        return frozenset(one.by for one in self.round)

    @property
    def known(self) -> tuple[StoredVerdict, ...]:
        """The verdicts that everyone may know: none of a round in which a blind one is waited for."""
        hidden = len(self.round) if self.second else 0
        return self.verdicts[: len(self.verdicts) - hidden]


@dataclass(frozen=True)
class Change:
    """What a step writes. Without `standing` the finding is open again; `second` is waited for from now on.

    A stored verdict is not written again: it stands from now on.
    """

    verdict: NewVerdict
    standing: Standing | None = None
    final_at: datetime | None = None
    second: SecondDue | None = None


@dataclass(frozen=True)
class Pile:
    """How many findings wait, how many decisions they take, and when the oldest happened."""

    findings: int
    decisions: int
    oldest: datetime | None


@dataclass(frozen=True)
class RuleRecord:
    """What was decided of the findings of one rule."""

    breach: int = 0
    no_breach: int = 0
    unclear: int = 0

    @property
    def decided(self) -> int:
        return self.breach + self.no_breach + self.unclear
