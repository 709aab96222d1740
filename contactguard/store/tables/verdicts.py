"""Tables of the review desk. Claims come and go; verdicts and disputes are only ever added; a standing is computed
from them and kept for counting."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, UtcDateTime


class ClaimRow(SQLModel, table=True):
    """Who is reviewing a finding since when, and until when nobody else may. `shown` is the finding on the screen,
    this one or one that is alike."""

    __tablename__: ClassVar[str] = "claim"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    by: str = Field(sa_type=CleanText)
    shown: str = Field(max_length=32)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)


class VerdictRow(SQLModel, table=True):
    """A person's decision on a finding. `kind` is first, second (blind), officer, dispute or reopened.

    `verdict` is breach, no breach or unclear; none for reopened. Findings alike and decided at once share `at` and
    `shown`, the finding that was read; `seconds` from opening to deciding stand with that one alone.
    """

    __tablename__: ClassVar[str] = "verdict"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=10)
    verdict: str | None = Field(default=None, max_length=10)
    reason: str = Field(max_length=40)
    note: str = Field(sa_type=CleanText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    shown: str = Field(max_length=32)
    seconds: int | None = None


class SecondRow(SQLModel, table=True):
    """A finding with a first verdict that waits for a blind second one, until `due`; until then it counts as open."""

    __tablename__: ClassVar[str] = "second_verdict"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    first_by: str = Field(sa_type=CleanText)
    due: datetime = Field(sa_type=UtcDateTime, index=True)


class DisputeRow(SQLModel, table=True):
    """An agent's objection to a verdict; decided by a verdict of kind dispute."""

    __tablename__: ClassVar[str] = "dispute"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE", index=True)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)
    text: str = Field(sa_type=CleanText)
    verdict_id: int | None = Field(default=None, foreign_key="verdict.id", ondelete="CASCADE")


class StandingRow(SQLModel, table=True):
    """Where a finding stands after its verdicts; a finding without a row is open.

    `standing` is provisional (a breach that may still be disputed until `final_at`), disputed, disagreed (two blind
    verdicts differ), breach, no breach or unclear. Figures count what is breach, and nothing before it is final.
    """

    __tablename__: ClassVar[str] = "standing"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    standing: str = Field(max_length=12, index=True)
    verdict_id: int = Field(foreign_key="verdict.id", ondelete="CASCADE")
    decided_at: datetime = Field(sa_type=UtcDateTime, index=True)
    final_at: datetime = Field(sa_type=UtcDateTime)
