"""What a check of the doctor tells, also where it could not be made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from contactguard.cli.texts import error_text, text
from contactguard.errors import ContactguardError


class Verdict(StrEnum):
    GOOD = "good"
    ADVICE = "advice"
    FAULT = "fault"


@dataclass(frozen=True)
class Told:
    """What was looked at, how it is, and where it is not good what to do."""

    subject: str
    verdict: Verdict
    message: str


def opened(subject: str, check: Callable[[], Iterator[Told]]) -> list[Told]:
    try:
        return [*check()]
    except PermissionError as error:
        return [Told(subject, Verdict.FAULT, closed(Path(error.filename)))]


def closed(path: Path) -> str:
    return text("this user may not read {path}; run as the user of the service, or give access", path=path)


def guarded(subject: str, check: Callable[[], str]) -> Iterator[Told]:
    try:
        yield Told(subject, Verdict.GOOD, check())
    except ContactguardError as error:
        yield Told(subject, Verdict.FAULT, error_text(error))
