"""Tables of the review desk. Claims come and go; verdicts and disputes are only ever added; a standing is computed
from them and kept for counting."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, UtcDateTime


class ClaimRow(SQLModel, table=True):
    """Who is reviewing a finding right now, and until when nobody else may."""

    __tablename__: ClassVar[str] = "claim"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    by: str = Field(sa_type=CleanText)
    until: datetime = Field(sa_type=UtcDateTime)


class VerdictRow(SQLModel, table=True):
    """A person's decision on a finding. `kind` is first, second (blind), dispute or reopened."""

    __tablename__: ClassVar[str] = "verdict"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=10)
    verdict: str = Field(max_length=10)  # breach, no breach, unclear
    reason: str = Field(max_length=40)
    note: str = Field(sa_type=CleanText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    seconds: int | None = None  # from opening to deciding, for the estimates of work waiting


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

    `standing` is provisional (a breach that may still be disputed until `final_at`), disputed, breach, no breach or
    unclear. Figures count what is breach, and nothing before it is final.
    """

    __tablename__: ClassVar[str] = "standing"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    standing: str = Field(max_length=12, index=True)
    verdict_id: int = Field(foreign_key="verdict.id", ondelete="CASCADE")
    decided_at: datetime = Field(sa_type=UtcDateTime, index=True)
    final_at: datetime = Field(sa_type=UtcDateTime)
