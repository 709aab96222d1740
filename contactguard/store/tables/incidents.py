"""Tables of what follows a breach: incidents with their events, complaints and tips, training, calendar, reminders.

Events are only ever added; where an incident stands is computed from them.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from contactguard.store.columns import CleanText, JsonText, UtcDateTime


class IncidentRow(SQLModel, table=True):
    """A breach followed up; all else about it stands in its events."""

    __tablename__: ClassVar[str] = "incident"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(sa_type=CleanText)
    happened_on: date = Field(index=True)
    found_by: str = Field(max_length=12)
    policy: str | None = Field(default=None, max_length=40)
    line: str | None = Field(default=None, sa_type=CleanText)
    opened_by: str = Field(sa_type=CleanText)
    opened_at: datetime = Field(sa_type=UtcDateTime)


class IncidentEventRow(SQLModel, table=True):
    """A step of an incident: free words in `text`, and in `told` facts such as owner, due date or figures."""

    __tablename__: ClassVar[str] = "incident_event"

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=12)
    text: str = Field(sa_type=CleanText)
    told: dict[str, Any] = Field(sa_type=JsonText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)


class IncidentFindingRow(SQLModel, table=True):
    """A finding belongs to one incident at most; several may belong to the same."""

    __tablename__: ClassVar[str] = "incident_finding"

    fingerprint: str = Field(primary_key=True, max_length=32, foreign_key="finding.fingerprint", ondelete="CASCADE")
    incident_id: int = Field(foreign_key="incident.id", ondelete="CASCADE", index=True)


class IncidentSampledRow(SQLModel, table=True):
    """A breach that a sample showed belongs to one incident at most; no finding stands for it."""

    __tablename__: ClassVar[str] = "incident_sampled"
    __table_args__ = (
        ForeignKeyConstraint(
            ["sample_id", "position"], ["sampled_contact.sample_id", "sampled_contact.position"], ondelete="CASCADE"
        ),
    )

    sample_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", ondelete="CASCADE", index=True)


class TipRow(SQLModel, table=True):
    """A complaint, tip or doubtful event told by a person; `by` is none where she did not want to be named.

    `outcome` is incident or set aside, none while it waits.
    """

    __tablename__: ClassVar[str] = "tip"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=12)
    happened_on: date
    policy: str | None = Field(default=None, max_length=40)
    line: str | None = Field(default=None, sa_type=CleanText)
    text: str = Field(sa_type=CleanText)
    by: str | None = Field(default=None, sa_type=CleanText)
    told_on: date
    outcome: str | None = Field(default=None, max_length=12)
    incident_id: int | None = Field(default=None, foreign_key="incident.id", ondelete="CASCADE", index=True)
    note: str = Field(sa_type=CleanText)
    decided_by: str | None = Field(default=None, sa_type=CleanText)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TrainingRow(SQLModel, table=True):
    """A session held, for a team or role; attendance is a figure, never a list. Errors are struck, not changed."""

    __tablename__: ClassVar[str] = "training"

    id: int | None = Field(default=None, primary_key=True)
    held_on: date = Field(index=True)
    subject: str = Field(sa_type=CleanText)
    audience: str = Field(sa_type=CleanText)
    material: str = Field(sa_type=CleanText)
    minutes: int
    invited: int
    attended: int
    recorded_by: str = Field(sa_type=CleanText)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    struck_by: str | None = Field(default=None, sa_type=CleanText)
    struck_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    struck_for: str = Field(sa_type=CleanText)


class TrainingIncidentRow(SQLModel, table=True):
    """A session that was held because of an incident."""

    __tablename__: ClassVar[str] = "training_incident"

    training_id: int = Field(primary_key=True, foreign_key="training.id", ondelete="CASCADE")
    incident_id: int = Field(primary_key=True, foreign_key="incident.id", ondelete="CASCADE")


class CalendarSettingRow(SQLModel, table=True):
    """A date or quota as the company sets it; the newest of a kind holds."""

    __tablename__: ClassVar[str] = "calendar_setting"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20, index=True)
    told: dict[str, int] = Field(sa_type=JsonText)
    set_by: str = Field(sa_type=CleanText)
    set_at: datetime = Field(sa_type=UtcDateTime)


class CalendarDoneRow(SQLModel, table=True):
    """A yearly duty done: the programme review of 2026, the annual report about 2025."""

    __tablename__: ClassVar[str] = "calendar_done"

    kind: str = Field(primary_key=True, max_length=20)
    period: str = Field(primary_key=True, max_length=10)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcDateTime)


class ReminderRow(SQLModel, table=True):
    """The reminder of a day: sending, sent or failed, with the server's reason."""

    __tablename__: ClassVar[str] = "reminder"

    day: date = Field(primary_key=True)
    state: str = Field(max_length=10)
    at: datetime = Field(sa_type=UtcDateTime)
    due: int
    recipients: int
    reason: str = Field(sa_type=CleanText)
