"""All versions in, where each answer stands out: what agents see, what is on its way, what wants an officer's eye."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from contactguard.knowledge.answer import Answer
from contactguard.knowledge.version import State, Version

SOON = timedelta(days=60)  # before an answer expires, time enough to have a new wording approved


class Mark(StrEnum):
    """What is to be said of an answer; several may be true of one."""

    FAILING = "failing"  # our scanner finds something in what agents see, or in what was supplied
    EXPIRED = "expired"
    EXPIRING = "expiring"
    DRAFT = "draft"
    PASSED = "passed"
    APPROVED = "approved"
    UNREAD = "unread"  # supplied with the program, approved by nobody here
    LIVE = "live"
    RETIRED = "retired"


_ON_ITS_WAY = {
    State.DRAFT: Mark.DRAFT,
    State.FAILED: Mark.DRAFT,
    State.PASSED: Mark.PASSED,
    State.APPROVED: Mark.APPROVED,
}


@dataclass(frozen=True)
class Standing:
    """One answer: `live` is what agents see, `coming` the newest wording on its way."""

    newest: Version
    live: Version | None
    coming: Version | None
    marks: tuple[Mark, ...]

    @property
    def answer(self) -> Answer:
        return (self.live or self.newest).answer

    @property
    def objections(self) -> tuple[str, ...]:
        return (self.live or self.newest).objections


def overview(history: Iterable[Version], today: date) -> list[Standing]:
    """By answer, in the order of their ids."""
    by_answer = groupby(sorted(history, key=_place), key=lambda version: version.answer.id)
    return [_standing(list(versions), today) for _, versions in by_answer]


def _place(version: Version) -> tuple[str, int]:
    return version.answer.id, version.stored.number


def _standing(versions: list[Version], today: date) -> Standing:
    live = next((one for one in reversed(versions) if one.state is State.LIVE), None)
    newest = versions[-1]
    coming = newest if newest.state in _ON_ITS_WAY else None
    return Standing(newest, live, coming, tuple(_marks(newest, live, coming, today)))


def _marks(newest: Version, live: Version | None, coming: Version | None, today: date) -> Iterable[Mark]:
    if (live or newest).objections:
        yield Mark.FAILING
    if live is not None and live.answer.expired(today):
        yield Mark.EXPIRED
    elif live is not None and live.answer.expired(today + SOON):
        yield Mark.EXPIRING
    if coming is not None:
        yield _ON_ITS_WAY[coming.state]
    if live is not None:
        yield Mark.UNREAD if live.supplied and live.approved_by is None else Mark.LIVE
    elif coming is None:
        yield Mark.RETIRED
