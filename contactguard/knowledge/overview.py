"""All versions in, where each answer and script stands out: what is live, on its way, wants an officer's eye."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from contactguard.knowledge.version import State, Version
from contactguard.knowledge.wording import Wording

SOON = timedelta(days=60)  # before an answer expires, time enough to have a new wording approved


class Mark(StrEnum):
    """What is to be said of an answer or script; several may be true of one."""

    FAILING = "failing"  # our scanner finds something in what agents see, or in what was supplied
    EXPIRED = "expired"
    EXPIRING = "expiring"
    DRAFT = "draft"
    PASSED = "passed"
    APPROVED = "approved"
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
    """One answer or script: `live` was approved for the agents, `coming` is the newest wording on its way."""

    newest: Version
    live: Version | None
    coming: Version | None
    marks: tuple[Mark, ...]

    @property
    def wording(self) -> Wording:
        return (self.live or self.newest).wording

    @property
    def objections(self) -> tuple[str, ...]:
        return (self.live or self.newest).objections


def overview(history: Iterable[Version], today: date) -> list[Standing]:
    """By answer and script, in the order of their keys."""
    by_key = groupby(sorted(history, key=_place), key=lambda version: version.wording.key)
    return [_standing(list(versions), today) for _, versions in by_key]


def _place(version: Version) -> tuple[str, int]:
    return version.wording.key, version.stored.number


def _standing(versions: list[Version], today: date) -> Standing:
    live = next((one for one in reversed(versions) if one.state is State.LIVE), None)
    newest = versions[-1]
    coming = _coming(versions)
    return Standing(newest, live, coming, tuple(_marks(newest, live, coming, today)))


def _coming(versions: list[Version]) -> Version | None:
    """What somebody here wrote last, else what was supplied last, if it is on its way and newer than what went live."""
    published = max((one.stored.number for one in versions if one.was_live), default=0)
    fresh = [one for one in versions if one.stored.number > published]
    last = {one.supplied: one for one in fresh}
    asked = (last.get(supplied) for supplied in (False, True))
    return next((one for one in asked if one and one.state in _ON_ITS_WAY), None)


def _marks(newest: Version, live: Version | None, coming: Version | None, today: date) -> Iterable[Mark]:
    if (live or newest).objections:
        yield Mark.FAILING
    if live is not None and live.wording.expired(today):
        yield Mark.EXPIRED
    elif live is not None and live.wording.expired(today + SOON):
        yield Mark.EXPIRING
    if coming is not None:
        yield _ON_ITS_WAY[coming.state]
    if live is not None:
        yield Mark.LIVE
    elif coming is None:
        yield Mark.RETIRED
