"""What is due and what waits in, the text of a mail out: plain, short, without a word of any contact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contactguard.reporting.duties import Due, left
from contactguard.reporting.words import Words


@dataclass(frozen=True)
class Waiting:
    """Work without a date: findings to read, findings for the officer, tips, breaches that no incident follows up."""

    findings: int = 0
    minutes: int = 0
    to_decide: int = 0
    tips: int = 0
    breaches: int = 0

    @property
    def any(self) -> bool:
        return bool(self.findings or self.to_decide or self.tips or self.breaches)


@dataclass(frozen=True)
class Told:
    """What a mail tells. `pages` is where people open ContactGuard, `head` the end of the audit chain."""

    due: Sequence[Due]
    waiting: Waiting
    pages: object | None
    head: object | None


def subject(words: Words, organisation: str, due: int) -> str:
    dates = words.plural("{count} date", "{count} dates", due) if due else words.text("work waits")
    return f"ContactGuard, {organisation}: {dates}"


def mail_text(words: Words, organisation: str, told: Told, today: date) -> str:
    late = [one for one in told.due if one.day < today]
    soon = [one for one in told.due if one.day >= today]
    parts = [
        [
            words.text(
                "What is due and what waits at {organisation}, {day}.", organisation=organisation, day=words.day(today)
            )
        ],
        _part(words.text("Late"), [_dated(words, one, today) for one in late]),
        _part(words.text("Upcoming dates"), [_dated(words, one, today) for one in soon]),
        _part(words.text("Waiting"), list(_waiting(words, told.waiting))),
        list(_foot(words, told)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _part(heading: str, lines: Sequence[str]) -> list[str]:
    return [heading, *(f"- {line}" for line in lines)] if lines else []


def _dated(words: Words, due: Due, today: date) -> str:
    return f"{words.day(due.day)} ({left(words, (due.day - today).days)}): {due.text}"


def _waiting(words: Words, waiting: Waiting) -> Iterator[str]:
    if waiting.findings:
        one, many = "about {count} minute to read", "about {count} minutes to read"
        found = words.plural("{count} finding", "{count} findings", waiting.findings)
        yield f"{found}, {words.plural(one, many, waiting.minutes)}"
    if waiting.to_decide:
        one, many = "{count} finding waits for the officer", "{count} findings wait for the officer"
        yield words.plural(one, many, waiting.to_decide)
    if waiting.breaches:
        yield words.plural("{count} breach in no incident", "{count} breaches in no incident", waiting.breaches)
    if waiting.tips:
        yield words.plural("{count} tip to answer", "{count} tips to answer", waiting.tips)


def _foot(words: Words, told: Told) -> Iterator[str]:
    if told.pages is not None:
        yield words.text("Pages: {address}", address=told.pages)
    if told.head is not None:
        yield words.text("Audit chain: {head}", head=told.head)
    yield words.text("This e-mail contains nothing that customers or staff said. It comes once a day at most.")
