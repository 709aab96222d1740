"""Tables of the samples: a seeded draw with its strata, and what reading each contact drawn showed."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class SampleRow(SQLModel, table=True):
    """A draw. The same seed over the same contacts and budget draws the same ones."""

    __tablename__: ClassVar[str] = "sample"

    id: int | None = Field(default=None, primary_key=True)
    seed: int
    first_month: str = Field(max_length=7)
    last_month: str = Field(max_length=7)
    budget_minutes: int
    drawn_by: str = Field(sa_type=CleanText)
    drawn_at: datetime = Field(sa_type=UtcDateTime, index=True)


class StratumRow(SQLModel, table=True):
    """Contacts alike in what the scan said (silent, flagged, exempt), line and channel; how many there were and are."""

    __tablename__: ClassVar[str] = "stratum"

    id: int | None = Field(default=None, primary_key=True)
    sample_id: int = Field(foreign_key="sample.id", ondelete="CASCADE", index=True)
    group: str = Field(max_length=10)
    line: str = Field(sa_type=CleanText)
    channel: str = Field(max_length=20)
    population: int
    drawn: int


class SampledContactRow(SQLModel, table=True):
    """A contact drawn, kept for its figures when the contact itself is deleted. Without `verdict` it waits.

    `policies` are those breached; `marks` say where: policy, message, start, end. `claimed_by` reads it now. From
    `compared_at` on the reader knows what the scan said, and the verdict stands.
    """

    __tablename__: ClassVar[str] = "sampled_contact"

    sample_id: int = Field(primary_key=True, foreign_key="sample.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    contact_id: str | None = Field(
        default=None, sa_type=CleanText, foreign_key="contact.id", ondelete="SET NULL", index=True
    )
    stratum_id: int = Field(foreign_key="stratum.id", ondelete="CASCADE", index=True)
    verdict: str | None = Field(default=None, max_length=10)
    policies: list[str] = Field(sa_type=JsonText)
    marks: list[dict[str, Any]] = Field(sa_type=JsonText)
    note: str = Field(sa_type=CleanText)
    by: str | None = Field(default=None, sa_type=CleanText)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    seconds: int | None = None
    compared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, sa_type=CleanText)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SeededNightRow(SQLModel, table=True):
    """What became of the seeded test contacts in a scan: how many were tried, and those that failed."""

    __tablename__: ClassVar[str] = "seeded_night"

    scan_id: int = Field(primary_key=True, foreign_key="scan.id", ondelete="CASCADE")
    tried: int
    failed: list[dict[str, Any]] = Field(sa_type=JsonText)
    at: datetime = Field(sa_type=UtcDateTime)
