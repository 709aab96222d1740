"""Tables of the scans: which rule sets were used, when, and the ledger that shows nothing was lost."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class RuleSetRow(SQLModel, table=True):
    """A version of program, rules, models and profile together, as a scan used it first."""

    __tablename__: ClassVar[str] = "rule_set"

    version: str = Field(primary_key=True, max_length=64)
    first_used_at: datetime = Field(sa_type=UtcDateTime)


class ScanRow(SQLModel, table=True):
    """One run over some sources. Without `finished_at` it was broken off and is taken up by the next run."""

    __tablename__: ClassVar[str] = "scan"

    id: int | None = Field(default=None, primary_key=True)
    sources: list[str] = Field(sa_type=JsonText)
    rule_set: str = Field(max_length=64, foreign_key="rule_set.version")
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LedgerRow(SQLModel, table=True):
    """What became of the contacts of one source in one scan."""

    __tablename__: ClassVar[str] = "ledger"

    scan_id: int = Field(primary_key=True, foreign_key="scan.id", ondelete="CASCADE")
    source: str = Field(primary_key=True, sa_type=CleanText)
    received: int
    scanned: int
    unchanged: int
    exempt: int
    failed: int
    findings: int
    error: str | None = Field(default=None, sa_type=CleanText)
    alarm: bool
