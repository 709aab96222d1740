"""Something due in, the words that pages, mails and calendars say it in out."""

from dataclasses import dataclass
from datetime import date

from contactguard.reporting.words import Words

# The duty without and with what it is about; several at once are told by COUNTED.
SENTENCE = {
    "programme-review": "Review of the programme, {subject}",
    "annual-report": "Annual report about {subject}",
    "action": "Corrective action: {subject}",
    "effect-check": "Check the effect: {subject}",
    "tip": "A tip waits for an answer",
    "answer": "An answer expires: {subject}",
    "relation": "The relation to {subject} ends",
    "dispute": "A breach becomes final",
}
COUNTED = {
    "sample-quota": (
        "{count} contact left to read in samples, {subject}",
        "{count} contacts left to read in samples, {subject}",
    ),
    "answer": ("{count} answer expires", "{count} answers expire"),
    "dispute": ("{count} breach becomes final", "{count} breaches become final"),
}


@dataclass(frozen=True)
class Due:
    """`key` stays the same from day to day; `link` is an address of our pages."""

    day: date
    key: str
    text: str
    link: str


def sentence(words: Words, duty: str, subject: str, count: int) -> str:
    if duty in SENTENCE and (subject or duty not in COUNTED):
        return words.text(SENTENCE[duty], subject=subject)
    one, many = COUNTED[duty]
    return words.plural(one, many, count, subject=subject) if "{subject}" in one else words.plural(one, many, count)


def left(words: Words, days: int) -> str:
    """In 12 days, today, 3 days late."""
    if days == 0:
        return words.text("today")
    if days > 0:
        return words.plural("in {count} day", "in {count} days", days)
    return words.plural("{count} day late", "{count} days late", -days)
