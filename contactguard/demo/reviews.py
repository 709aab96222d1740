"""The findings of an example year in, what its invented reviewers made of them out; the same for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from contactguard.demo.year import PROFILES, SEED, cases
from contactguard.policies.finding import Origin, Policy
from contactguard.store.review.records import Reason, Verdict
from contactguard.store.scanned.records import StoredFinding

REVIEWERS = {"da": ("Henrik Lund", "Sofie Krogh"), "sv": ("Erik Sund", "Maria Lind")}
OFFICERS = {"da": "Anne Bach", "sv": "Karin Ek"}
UNREAD = timedelta(days=21)  # what came in last waits for whoever opens the example
FRESH = 4  # breaches that were decided these days and may still be disputed

_DISPUTED, _OVERTURNED, _MISTAKEN, _UNCLEAR = 0.12, 0.4, 0.06, 0.05
_OBJECTIONS = {
    "da": "Kunden spurgte selv efter netop det selskab, jeg svarede kun på det.",
    "sv": "Kunden frågade själv efter just det företaget, jag svarade bara på det.",
}
_OPEN_AGAIN = {"da": "Kunden nævnte selskabet først.", "sv": "Kunden nämnde företaget först."}
_UPHELD = {"da": "Kunden spurgte ikke; udsagnet står.", "sv": "Kunden frågade inte; uttalandet står."}
_NOTES = {
    "da": {
        Policy.AFFILIATE_REFERRAL: "Kunden vises hen til det koncernforbundne selskab.",
        Policy.AFFILIATE_EMPHASIS: "Det koncernforbundne selskab fremhæves.",
        Policy.EXTERNAL_PREFERENCE: "Et bestemt selskab foretrækkes.",
        Policy.DISPARAGEMENT: "Et selskab omtales nedsættende.",
        Policy.NAMED_INSTALLER: "En bestemt installatør nævnes.",
        Policy.MISSING_COMPARISON: "Kunden fik ikke elpris.dk.",
        Policy.SENSITIVE_DISCLOSURE: "Oplysninger om kunden gives videre.",
        Policy.PREFERENTIAL_TREATMENT: "Betjeningen gøres afhængig af selskabet.",
        Policy.AFFILIATE_MARKETING: "Reklame for det koncernforbundne selskab.",
    },
    "sv": {
        Policy.AFFILIATE_REFERRAL: "Kunden hänvisas till det närstående företaget.",
        Policy.AFFILIATE_EMPHASIS: "Det närstående företaget framhävs.",
        Policy.EXTERNAL_PREFERENCE: "Ett visst företag förordas.",
        Policy.DISPARAGEMENT: "Ett företag omtalas nedsättande.",
        Policy.NAMED_INSTALLER: "En viss installatör nämns.",
        Policy.MISSING_COMPARISON: "Kunden fick inte Elpriskollen.",
        Policy.SENSITIVE_DISCLOSURE: "Uppgifter om kunden lämnas vidare.",
        Policy.PREFERENTIAL_TREATMENT: "Servicen görs beroende av företaget.",
        Policy.AFFILIATE_MARKETING: "Reklam för det närstående företaget.",
    },
}


@dataclass(frozen=True)
class Said:
    """A verdict by somebody at a moment, after reading for so many seconds."""

    fingerprint: str
    by: str
    at: datetime
    seconds: int
    verdict: Verdict
    reason: Reason
    note: str = ""


@dataclass(frozen=True)
class Planned:
    """What becomes of a finding: the first verdict, the second should one be asked for, dispute and its end."""

    first: Said
    second: Said
    officer: Said
    objection: str = ""
    answer: Said | None = None


def reviews(company: str, findings: Sequence[StoredFinding], now: datetime, seed: int = SEED) -> Iterator[Planned]:
    """In the order in which they were read. The newest findings are left for whoever opens the example."""
    language = PROFILES[company]
    meant = {case.contact.id: case.policies for case in cases(company, seed)}
    last = max((one.happened_at for one in findings), default=now)
    read = sorted((one for one in findings if one.happened_at < last - UNREAD), key=lambda one: one.happened_at)
    breaches = [one for one in read if one.finding.policy in meant.get(one.contact_id, ())]
    fresh = {one.fingerprint: place for place, one in enumerate(breaches[-FRESH:])}
    for stored in read:
        rng = Random(f"{seed} {stored.fingerprint}")
        place = fresh.get(stored.fingerprint)
        at = _later(rng, stored.happened_at) if place is None else _lately(rng, now, FRESH - place)
        yield _Reading(rng, stored, stored in breaches, language).planned(at, place)


@dataclass(frozen=True)
class _Reading:
    """A finding as people of a language read it; `is_meant` by the writer of the contact as the breach it is."""

    rng: Random
    stored: StoredFinding
    is_meant: bool
    language: str

    def planned(self, at: datetime, fresh: int | None) -> Planned:
        """First read at that moment; `fresh` is the place among the newest breaches."""
        one, other = self.rng.sample(REVIEWERS[self.language], 2)
        officer = OFFICERS[self.language]
        first, second, third = (
            self._said(by, at + timedelta(days=days)) for days, by in enumerate((one, other, officer))
        )
        is_disputed = self.rng.random() < _DISPUTED if fresh is None else fresh == 0
        if first.verdict is not Verdict.BREACH or not is_disputed:
            return Planned(first, second, third)
        objection = _OBJECTIONS[self.language]
        if fresh is not None:  # it still waits for the officer
            return Planned(first, second, third, objection)
        return Planned(first, second, third, objection, self._answer(officer, at + timedelta(days=6)))

    def _answer(self, officer: str, at: datetime) -> Said:
        overturned = self.rng.random() < _OVERTURNED
        verdict = Verdict.NO_BREACH if overturned else Verdict.BREACH
        reason = Reason.CUSTOMER_WISH if overturned else Reason.AS_FOUND
        note = (_OPEN_AGAIN if overturned else _UPHELD)[self.language]
        return Said(self.stored.fingerprint, officer, at, self.rng.randint(60, 240), verdict, reason, note)

    def _said(self, by: str, at: datetime) -> Said:
        """Mostly what the writer of the contact meant; people err, and now and then a contact tells too little."""
        seconds = round(self.rng.lognormvariate(4.1, 0.5))
        if self.rng.random() < _UNCLEAR:
            return Said(self.stored.fingerprint, by, at, seconds, Verdict.UNCLEAR, Reason.TOO_LITTLE_SAID)
        if self.is_meant != (self.rng.random() < _MISTAKEN):
            note = _NOTES[self.language][self.stored.finding.policy]
            return Said(self.stored.fingerprint, by, at, seconds, Verdict.BREACH, Reason.AS_FOUND, note)
        own = Reason.RULE_TOO_WIDE if self.stored.finding.origin is Origin.RULE else Reason.MODEL_MISTAKEN
        reason = self.rng.choice((own, own, Reason.CUSTOMER_WISH, Reason.QUOTED_WORDS, Reason.REFUSAL))
        return Said(self.stored.fingerprint, by, at, seconds, Verdict.NO_BREACH, reason)


def _later(rng: Random, moment: datetime) -> datetime:
    """Some days on, in the hours of an office."""
    day = moment + timedelta(days=rng.randint(1, 6))
    day += timedelta(days=max(0, 7 - day.isoweekday() + 1) if day.isoweekday() > 5 else 0)
    return day.replace(hour=rng.randint(7, 14), minute=rng.randint(0, 59), second=0, microsecond=0)


def _lately(rng: Random, now: datetime, days: int) -> datetime:
    return (now - timedelta(days=days)).replace(
        hour=rng.randint(7, 12), minute=rng.randint(0, 59), second=0, microsecond=0
    )
