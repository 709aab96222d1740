"""The facts of an entry of the audit chain as a person reads them; the chain itself keeps them as they were sealed."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from contactguard.reporting.incident_labels import CONCLUSION, OUTCOME, TIP_KIND
from contactguard.reporting.labels import POLICY, REASON, REOPENED, STANDING, VERDICT
from contactguard.reporting.role_labels import RIGHT_NAMES, ROLE_NAMES
from contactguard.reporting.words import Words
from contactguard.store.review.records import Kind

FACTS = {
    "after": "now",
    "agent": "pseudonym",
    "alias": "the other's pseudonym",
    "attended": "came",
    "before": "before",
    "by": "counted by",
    "conclusion": "conclusion",
    "contacts": "contacts",
    "count": "how many",
    "day": "day",
    "days": "days",
    "due": "deadline",
    "entries": "entries",
    "failed": "failed contacts",
    "findings": "findings",
    "fingerprint": "finding",
    "first": "first month",
    "given": "given",
    "held": "held back",
    "incident": "incident",
    "invited": "invited",
    "kind": "kind",
    "last": "last month",
    "left": "left",
    "method": "by means of",
    "minutes": "minutes",
    "month": "month",
    "notes": "notes",
    "number": "number",
    "on": "on the day",
    "one_time": "for one time",
    "outcome": "outcome",
    "party": "party to it",
    "period": "period",
    "policies": "duties",
    "position": "place in the sample",
    "reason": "reason",
    "recipients": "recipients",
    "refused": "refused by the mail server",
    "rights": "rights",
    "roles": "roles",
    "sample": "sample",
    "seconds": "seconds",
    "seed": "seed",
    "sessions": "sessions",
    "standing": "stands as",
    "starts": "scanned from",
    "texts": "texts",
    "verdict": "verdict",
}
_KINDS = {
    Kind.FIRST: "first reading",
    Kind.SECOND: "blind second reading",
    Kind.OFFICER: "the officer's, after two that differ",
    Kind.DISPUTE: "on a dispute",
}
# What the values of a fact are called; a list of them is told with commas between.
VALUES: Mapping[str, Mapping[Any, str]] = {
    "after": ROLE_NAMES,
    "before": ROLE_NAMES,
    "by": {"account": "account name", "address": "network address"},
    "conclusion": CONCLUSION,
    "kind": _KINDS | TIP_KIND,
    "method": {
        "password": "password",
        "emergency": "password of the emergency account",
        "openid": "company's own login",
    },
    "outcome": OUTCOME,
    "policies": POLICY,
    "reason": REASON | REOPENED,
    "rights": RIGHT_NAMES,
    "roles": ROLE_NAMES,
    "standing": STANDING,
    "verdict": VERDICT,
}
_NAMING = ("incident", "number", "position", "sample", "seed")  # numbers that are names, not counts
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def told(details: Mapping[str, Any], words: Words) -> list[str]:
    """`name: value` for each fact that says something, in the reader's language."""
    return [
        f"{words.text(FACTS.get(name, name))}: {_value(name, value, words)}"
        for name, value in details.items()
        if value not in ("", None)
    ]


def _value(name: str, value: Any, words: Words) -> str:
    match value:
        case bool():
            return words.text("yes") if value else words.text("no")
        case int() if name not in _NAMING:
            return words.number(value)
        case str() if _DAY.fullmatch(value):
            return words.day(date.fromisoformat(value))
        case str() if _MONTH.fullmatch(value):
            return words.month(value)
        case str() if name in VALUES:
            return ", ".join(words.text(VALUES[name].get(one, one)) for one in value.split(", "))
        case _:
            return str(value)
