"""The fields of a form that a person sent, read as what they mean; what cannot be read is told by its name."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from aiohttp import web
from multidict import MultiDict

from contactguard.errors import FormError, InputError
from contactguard.policies.finding import Policy

E = TypeVar("E", bound=StrEnum)

Fields = MultiDict[str]


async def read(request: web.Request) -> Fields:
    """The written fields; files are passed over."""
    return Fields((name, value) for name, value in (await request.post()).items() if isinstance(value, str))


def labelled(error: InputError, labels: Mapping[str, str]) -> FormError:
    """The faults of a form, each field called as on the page."""
    each = error.each if isinstance(error, FormError) else [error]
    named = [(one, one.details.get("field", "")) for one in each]
    return FormError([InputError(one.words, **one.details | {"field": labels.get(it, it)}) for one, it in named])


def day(fields: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(fields.get(name, ""))
    except ValueError:
        raise InputError("{field}: give a day, such as 2026-10-20", field=name) from None


def number(fields: Mapping[str, str], name: str) -> int:
    written = fields.get(name, "").strip()
    if not written.isdecimal() or len(written) > 6:
        raise InputError("{field}: give a whole number", field=name)
    return int(written)


def one_of(kind: type[E], fields: Mapping[str, str], name: str) -> E:
    try:
        return kind(fields.get(name, ""))
    except ValueError:
        raise InputError("{field}: choose one of {known}", field=name, known=", ".join(kind)) from None


def policy(fields: Mapping[str, str]) -> Policy | None:
    return one_of(Policy, fields, "policy") if fields.get("policy") else None


def line(fields: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    """Raises InputError for a line that the company does not have."""
    chosen = fields.get("line") or None
    if chosen is not None and chosen not in known:
        raise InputError("line: there is no line {line!r}", field="line", line=chosen)
    return chosen
