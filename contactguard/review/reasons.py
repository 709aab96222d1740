"""Why a reviewer decides as she does: a short list for each verdict, the same in figures and in rule work."""

from contactguard.errors import InputError
from contactguard.policies.finding import Origin
from contactguard.store.review.records import Reason, Verdict

LONGEST_NOTE = 2000  # characters; a few words are asked for, a page is for the incident


# In the order of their keys: 1 to 9, then 0.
REASONS: dict[Verdict, tuple[Reason, ...]] = {
    Verdict.BREACH: (Reason.AS_FOUND, Reason.OTHER_POLICY, Reason.OTHER_WORDS),
    Verdict.NO_BREACH: (
        Reason.QUOTED_WORDS,
        Reason.REFUSAL,
        Reason.CUSTOMER_WISH,
        Reason.OWN_SUPPLIER,
        Reason.CONSENT,
        Reason.NOT_A_COMPANY,
        Reason.WRONG_COMPANY,
        Reason.EXEMPT_LINE,
        Reason.RULE_TOO_WIDE,
        Reason.MODEL_MISTAKEN,
        Reason.OTHER,
    ),
    Verdict.UNCLEAR: (Reason.TOO_LITTLE_SAID, Reason.AGENT_TO_ASK, Reason.LAW_TO_ASK, Reason.OTHER),
}
_OF_ORIGIN = {Origin.RULE: Reason.MODEL_MISTAKEN, Origin.MODEL: Reason.RULE_TOO_WIDE}


def reasons(verdict: Verdict, origin: Origin) -> tuple[Reason, ...]:
    """Those that can be meant: a rule is never a mistaken model, nor a model too wide a rule."""
    return tuple(reason for reason in REASONS[verdict] if reason is not _OF_ORIGIN[origin])


def needs_words(verdict: Verdict, reason: str) -> bool:
    """A breach is stated in the reviewer's own words; so is whatever no reason of the list says."""
    return verdict is Verdict.BREACH or reason == Reason.OTHER


def check_reason(verdict: Verdict, reason: str, note: str) -> None:
    """Raises InputError for a reason that is none of that verdict, and for words missing or too many."""
    known = [str(one) for one in REASONS[verdict]]
    if reason not in known:
        raise InputError(
            "{reason!r} is not a reason for {verdict!r}; give one of {known}",
            reason=reason,
            verdict=verdict.value,
            known=", ".join(known),
        )
    if needs_words(verdict, reason) and not note.strip():
        raise InputError("a few words are needed: for a breach say what was stated, for another reason which", note="")
    if len(note) > LONGEST_NOTE:
        raise InputError("the words have {count} characters; the limit is {most}", most=LONGEST_NOTE, count=len(note))
