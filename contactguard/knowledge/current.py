"""All versions and what the program supplies in; what agents see of it out, with what speaks against passing it on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contactguard.knowledge.library import Library
from contactguard.knowledge.version import State, Version
from contactguard.knowledge.wording import Wording


class Doubt(StrEnum):
    """Why a wording is read with care and not copied with one click."""

    UNAPPROVED = "unapproved"  # supplied with the program, approved by nobody here
    FAILING = "failing"  # live, and a later scan finds something in it
    EXPIRED = "expired"


@dataclass(frozen=True)
class Current:
    """What agents see; `versions` are those that were taken in, by key."""

    library: Library
    versions: Mapping[str, Version]

    def state(self, wording: Wording) -> State:
        version = self.versions.get(wording.key)
        return version.state if version else State.DRAFT

    def doubts(self, wording: Wording, today: date) -> tuple[Doubt, ...]:
        version = self.versions.get(wording.key)
        if self.state(wording) is not State.LIVE:
            return (Doubt.UNAPPROVED,)
        failing = [Doubt.FAILING] if version and version.objections else []
        return (*failing, *([Doubt.EXPIRED] if wording.expired(today) else []))

    @property
    def approved(self) -> Library:
        """What somebody here approved and our scanner still finds nothing in, expired or not."""
        return Library.of(
            one.wording for one in self.versions.values() if one.state is State.LIVE and not one.objections
        )


def current(history: Iterable[Version], supplied: Library) -> Current:
    """What is live, and what was supplied where nothing is.

    Supplied wordings in which our scanner finds something are not shown, nor what somebody here took out.
    """
    versions = list(history)
    live = {one.wording.key: one for one in versions if one.state is State.LIVE}
    newest = {one.wording.key: one for one in versions if one.supplied}
    out = {one.wording.key for one in versions if one.state is State.RETIRED and (one.was_live or one.supplied)}
    refused = {key for key, one in newest.items() if one.state is State.FAILED}
    waiting = {one.key: one for one in supplied.wordings if one.key not in out | refused}
    shown = {**waiting, **{key: one.wording for key, one in live.items()}}
    known = {**newest, **live}
    return Current(Library.of(shown.values()), {key: known[key] for key in shown if key in known})
