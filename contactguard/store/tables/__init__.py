"""All tables in one place, for the migrations and whoever needs the whole schema."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from contactguard.store.tables.accounts import AccountRow, FailureRow, SessionRow, TokenRow
from contactguard.store.tables.annual import AnnualTextRow, AnnualVersionRow
from contactguard.store.tables.answers import (
    AnswerEventRow,
    AnswerRemarkRow,
    AnswerUseRow,
    AnswerVersionRow,
)
from contactguard.store.tables.audit import AuditRow
from contactguard.store.tables.contacts import AgentRow, ContactRow, ContactTextRow, FailedContactRow
from contactguard.store.tables.counts import (
    ContactCountRow,
    DecisionCountRow,
    FlaggedCountRow,
    MentionCountRow,
    SignaturePartRow,
    TallyRow,
)
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.incidents import (
    CalendarDoneRow,
    CalendarSettingRow,
    IncidentEventRow,
    IncidentFindingRow,
    IncidentRow,
    ReminderRow,
    TipRow,
    TrainingIncidentRow,
    TrainingRow,
)
from contactguard.store.tables.privacy import ErasedContactRow, ForgottenMonthRow, RevealRow, StaffNoticeRow
from contactguard.store.tables.programme import ControlDoneRow, ProgrammeRow
from contactguard.store.tables.samples import SampledContactRow, SampleRow, SeededNightRow, StratumRow
from contactguard.store.tables.scans import LedgerRow, RuleSetRow, ScanRow
from contactguard.store.tables.verdicts import ClaimRow, DisputeRow, SecondRow, StandingRow, VerdictRow

TABLES = (
    AccountRow,
    FailureRow,
    SessionRow,
    TokenRow,
    AgentRow,
    AnnualTextRow,
    AnnualVersionRow,
    AnswerEventRow,
    AnswerRemarkRow,
    AnswerUseRow,
    AnswerVersionRow,
    AuditRow,
    ClaimRow,
    DisputeRow,
    ErasedContactRow,
    ForgottenMonthRow,
    RevealRow,
    StaffNoticeRow,
    ContactCountRow,
    DecisionCountRow,
    FlaggedCountRow,
    MentionCountRow,
    SignaturePartRow,
    TallyRow,
    CalendarDoneRow,
    CalendarSettingRow,
    IncidentEventRow,
    IncidentFindingRow,
    IncidentRow,
    ReminderRow,
    TipRow,
    TrainingIncidentRow,
    TrainingRow,
    ControlDoneRow,
    ProgrammeRow,
    SampleRow,
    SampledContactRow,
    SeededNightRow,
    SecondRow,
    StandingRow,
    StratumRow,
    VerdictRow,
    ContactRow,
    ContactTextRow,
    FailedContactRow,
    FindingRow,
    FindingTextRow,
    LedgerRow,
    RuleSetRow,
    ScanRow,
)


def metadata() -> MetaData:
    """The schema that this version of the program expects."""
    return SQLModel.metadata
