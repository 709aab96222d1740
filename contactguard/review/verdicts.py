"""The steps of a finding as pure functions: its history and a person's wish in, what is to be written out.

open → (a blind second verdict on some) → provisional | no breach | unclear; provisional → breach when its time is over,
or disputed → breach | no breach | unclear. Two blind verdicts that differ are disagreed until the officer decides.
"""

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from contactguard.accounts.roles import Actor, Right
from contactguard.errors import ConflictError, NotFoundError
from contactguard.review.reasons import check_reason
from contactguard.store.review.records import (
    Change,
    History,
    Kind,
    NewVerdict,
    SecondDue,
    Standing,
    StoredVerdict,
    Verdict,
)

DECIDED = {
    Verdict.BREACH: Standing.PROVISIONAL,
    Verdict.NO_BREACH: Standing.NO_BREACH,
    Verdict.UNCLEAR: Standing.UNCLEAR,
}
FINAL = {Verdict.BREACH: Standing.BREACH, Verdict.NO_BREACH: Standing.NO_BREACH, Verdict.UNCLEAR: Standing.UNCLEAR}


@dataclass(frozen=True)
class Terms:
    """`share` of the findings get a second verdict, within `second`; own verdicts may be taken back within `undo`."""

    claim: timedelta = timedelta(minutes=15)
    dispute: timedelta = timedelta(days=14)
    second: timedelta = timedelta(days=7)
    share: float = 0.1
    undo: timedelta = timedelta(days=1)


@dataclass(frozen=True)
class Judgement:
    """What a person says of a finding. Raises InputError when made with a reason or without words that it needs."""

    verdict: Verdict
    reason: str
    note: str = ""

    def __post_init__(self) -> None:
        check_reason(self.verdict, self.reason, self.note)


@dataclass(frozen=True)
class Moment:
    """Who decides when, which finding was on the screen since when, and who else could settle what is argued about."""

    actor: Actor
    at: datetime
    shown: str
    seconds: int | None = None
    deciders: Set[Actor] = frozenset()


def check_claim(history: History, moment: Moment) -> None:
    """Raises ConflictError unless this person may give the next verdict on the finding now."""
    _refuse_own(history, moment.actor)
    _refuse_held(history, moment.actor, moment.at)
    _kind(history, moment)


def decided(history: History, judgement: Judgement, moment: Moment, terms: Terms) -> Change:
    """Raises ConflictError where it is not this person's turn."""
    check_claim(history, moment)
    kind = _kind(history, moment)
    verdict = _verdict(history, kind, judgement, moment)
    if kind is Kind.FIRST and drawn(history.fingerprint, terms.share):
        return Change(verdict, second=SecondDue(moment.actor.name, moment.at + terms.second))
    if kind is Kind.SECOND and history.round[-1].verdict is not judgement.verdict:
        return Change(verdict, Standing.DISAGREED)
    if kind is Kind.DISPUTE:
        return Change(verdict, FINAL[judgement.verdict])
    return Change(verdict, DECIDED[judgement.verdict], _final_at(judgement.verdict, moment.at, terms))


def drawn(fingerprint: str, share: float) -> bool:
    """Whether a finding is among the share that gets a second verdict; the same whenever and wherever it is asked."""
    digest = hashlib.sha256(f"second {fingerprint}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def lapsed(history: History, now: datetime, terms: Terms) -> Change | None:
    """The first verdict stands once nobody gave a second in time; None while there is time."""
    if history.second is None or history.second.due > now:
        return None
    first = history.round[-1]
    said = first.verdict or Verdict.UNCLEAR
    return Change(first, DECIDED[said], _final_at(said, now, terms))


def taken_back(history: History, given: StoredVerdict, now: datetime, terms: Terms) -> Change:
    """Raises ConflictError once the verdict is final, disputed, followed by another, older than a day or part of an
    incident.

    A second verdict stands at once: whoever gave it may see the first one from then on.
    """
    last = history.round[-1] if history.round else None
    if last is None or (last.by, last.at, last.kind) != (given.by, given.at, given.kind):
        raise ConflictError("your last verdict was followed by another step; an officer may reopen the finding")
    if given.kind is not Kind.FIRST or now - given.at > terms.undo or _is_closed(history):
        raise ConflictError("your last verdict is final; an officer may reopen the finding")
    if history.incident is not None:
        raise ConflictError("it belongs to incident {incident} already", incident=history.incident)
    return Change(NewVerdict(Kind.REOPENED, None, "taken-back", "", given.by, now, history.fingerprint))


def reopened(history: History, moment: Moment, note: str) -> Change:
    """Raises ConflictError for what is open or disputed, or no scan raises any more, for one's own contact, and for a
    party while others may decide.
    """
    _refuse_own(history, moment.actor)
    if history.standing is None and history.second is None:
        raise ConflictError("the finding is open; it can be read and decided")
    if history.standing and history.standing.standing is Standing.DISPUTED:
        raise ConflictError("the verdict is disputed; decide the dispute instead")
    if not history.current:
        raise ConflictError("no scan raises this finding any more; opened again, nobody could decide it")
    if history.standing and history.standing.standing is Standing.DISAGREED:
        _refuse_party(history, moment)
    return Change(NewVerdict(Kind.REOPENED, None, "reopened", note, moment.actor.name, moment.at, history.fingerprint))


def check_dispute(history: History, actor: Actor, now: datetime) -> None:
    """Raises NotFoundError for another agent's finding, ConflictError where nothing can be disputed any more."""
    if not history.is_of(actor.pseudonym):
        raise NotFoundError("there is no finding {key!r} of yours", kind="finding", key=history.fingerprint)
    if not may_be_disputed(history, now):
        raise ConflictError("only a breach can be disputed, once, and before it is final")


def may_be_disputed(history: History, now: datetime) -> bool:
    stands = history.standing
    return stands is not None and stands.standing is Standing.PROVISIONAL and now < stands.final_at


def _kind(history: History, moment: Moment) -> Kind:
    """The occasion on which this person would decide."""
    actor = moment.actor
    standing = history.standing.standing if history.standing else Standing.OPEN
    match standing:
        case Standing.OPEN:
            return _reading(history, actor)
        case Standing.DISAGREED if actor.may(Right.DECIDE):
            _refuse_party(history, moment)
            return Kind.OFFICER
        case Standing.DISPUTED if actor.may(Right.DECIDE):
            _refuse_party(history, moment)
            if actor.name in {one.by for one in history.round if one.verdict is Verdict.BREACH}:
                raise ConflictError(
                    "you gave the verdict that is disputed, and nobody else here may decide; "
                    "an administrator can give somebody the role of officer"
                )
            return Kind.DISPUTE
        case Standing.DISAGREED | Standing.DISPUTED:
            raise ConflictError("the officer decides this finding")
        case _:
            raise ConflictError("the finding is decided; an officer may reopen it")


def _refuse_party(history: History, moment: Moment) -> None:
    """Whoever gave one of the verdicts settles nothing, unless nobody else could."""
    given = history.parties
    able = {one.name for one in moment.deciders if not history.is_of(one.pseudonym)}
    if moment.actor.name in given and able - given:
        raise ConflictError("you gave one of the verdicts that this is about; somebody else must decide")


def _reading(history: History, actor: Actor) -> Kind:
    if not history.current:
        raise ConflictError("no scan raises this finding any more, so it needs no verdict")
    if history.second is None:
        return Kind.FIRST
    if history.second.first_by == actor.name:
        raise ConflictError("you have decided this finding already")
    return Kind.SECOND


def _refuse_own(history: History, actor: Actor) -> None:
    if history.is_of(actor.pseudonym):
        raise ConflictError("this contact is your own; somebody else must decide")


def _refuse_held(history: History, actor: Actor, now: datetime) -> None:
    claim = history.claim
    if claim is not None and claim.by != actor.name and claim.until > now:
        raise ConflictError("somebody else is reading this finding; take another", until=claim.until.isoformat())


def _verdict(history: History, kind: Kind, judgement: Judgement, moment: Moment) -> NewVerdict:
    read = history.fingerprint == moment.shown
    return NewVerdict(
        kind=kind,
        verdict=judgement.verdict,
        reason=judgement.reason,
        note=judgement.note.strip(),
        by=moment.actor.name,
        at=moment.at,
        shown=moment.shown,
        seconds=moment.seconds if read else None,
    )


def _final_at(verdict: Verdict, at: datetime, terms: Terms) -> datetime:
    return at + terms.dispute if verdict is Verdict.BREACH else at


def _is_closed(history: History) -> bool:
    return history.standing is not None and history.standing.standing in (Standing.BREACH, Standing.DISPUTED)
