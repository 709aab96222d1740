"""Tables of the samples: a seeded draw with its strata, and what reviewing each contact drawn showed."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class SampleRow(SQLModel, table=True):
    """A draw. The same seed over the same months and budget draws the same contacts."""

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
    """A contact drawn. Without `verdict` it waits; `policies` are those breached that no finding had named."""

    __tablename__: ClassVar[str] = "sampled_contact"

    sample_id: int = Field(primary_key=True, foreign_key="sample.id", ondelete="CASCADE")
    contact_id: str = Field(primary_key=True, sa_type=CleanText, foreign_key="contact.id", ondelete="CASCADE")
    stratum_id: int = Field(foreign_key="stratum.id", ondelete="CASCADE")
    position: int
    verdict: str | None = Field(default=None, max_length=10)
    policies: list[str] = Field(sa_type=JsonText)
    note: str = Field(sa_type=CleanText)
    by: str | None = Field(default=None, sa_type=CleanText)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seconds: int | None = None
