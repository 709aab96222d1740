"""What incidents, tips, effects and their fields are called, in English; `Words.text` says it in another language."""

from contactguard.reporting.effects import Measure
from contactguard.reporting.statistics.difference import Shift
from contactguard.store.register.records import Conclusion, FoundBy, Outcome, State, Step, TipKind

FIELD = {
    "incident": "It belongs to an incident that is open",
    "happened_on": "When it happened",
    "found_by": "How found",
    "policy": "Duty",
    "line": "Line",
    "kind": "What it is",
    "due": "Due",
    "on": "Day",
    "measure": "Figure",
    "conclusion": "Your conclusion",
    "held_on": "Held",
    "minutes": "Minutes",
    "invited": "Invited",
    "attended": "Attended",
    "review_day": "Review of the programme",
    "review_month": "Review of the programme",
    "report_day": "Annual report",
    "report_month": "Annual report",
    "contacts": "Contacts to read in samples each quarter",
    "days": "Days ahead to be reminded of",
}
FOUND_BY = {
    FoundBy.SCAN: "Scan",
    FoundBy.SAMPLE: "Sample",
    FoundBy.COMPLAINT: "Complaint",
    FoundBy.TIP: "Tip",
    FoundBy.DISPUTE: "Dispute",
    FoundBy.OTHER: "Other",
}
STATE = {State.OPEN: "open", State.ACTED: "acted on", State.CHECKED: "effect checked", State.CLOSED: "closed"}
SIGN = {State.OPEN: "○", State.ACTED: "◐", State.CHECKED: "●", State.CLOSED: "✓"}
STEP = {
    Step.OPENED: "opened",
    Step.CAUSE: "cause stated",
    Step.NOTE: "noted",
    Step.ADDED: "finding added",
    Step.SAMPLED: "contact of a sample added",
    Step.REMOVED: "finding removed",
    Step.ACTION: "action planned",
    Step.POSTPONED: "action postponed",
    Step.DONE: "action done",
    Step.CHECK: "before and after compared",
    Step.CLOSED: "incident closed",
    Step.REOPENED: "reopened",
}
CONCLUSION = {
    Conclusion.HELPED: "It helped",
    Conclusion.NOT_YET: "Too early to say",
    Conclusion.NO_EFFECT: "No effect seen",
}
TIP_KIND = {TipKind.COMPLAINT: "Complaint", TipKind.TIP: "Tip", TipKind.DOUBT: "Doubtful event"}
TIP_MEANS = {
    TipKind.COMPLAINT: "a customer or a company complains",
    TipKind.TIP: "you saw or heard that a company was favoured",
    TipKind.DOUBT: "you do not know whether it was right",
}
OUTCOME = {Outcome.INCIDENT: "became an incident", Outcome.SET_ASIDE: "set aside"}
MEASURE = {Measure.FLAGGED: "Contacts with findings", Measure.BREACHED: "Contacts with a final breach"}
SHIFT = {
    Shift.LESS: "The rate fell, and chance alone does not explain it.",
    Shift.MORE: "The rate rose, and chance alone does not explain it.",
    Shift.NOISE: "The difference is no larger than chance explains.",
    Shift.UNKNOWN: "Nothing was scanned in one of the two periods.",
}
