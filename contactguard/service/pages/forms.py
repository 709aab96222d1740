"""The fields of a form that a person sent, read as what they mean; what cannot be read is told by its name."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler
from multidict import MultiDict

from contactguard.errors import FormError, InputError
from contactguard.policies.finding import Policy
from contactguard.service.keys import WORDS

E = TypeVar("E", bound=StrEnum)

Fields = MultiDict[str]


async def read(request: web.Request) -> Fields:
    """The written fields, with line ends as everywhere else (a browser sends CRLF); files are passed over."""
    written = ((name, value) for name, value in (await request.post()).items() if isinstance(value, str))
    return Fields((name, value.replace("\r\n", "\n")) for name, value in written)


def labelled(error: InputError, labels: Mapping[str, str]) -> FormError:
    """The faults of a form, each field called as on the page."""
    each = error.each if isinstance(error, FormError) else [error]
    return FormError([_labelled(one, labels) for one in each])


def _labelled(fault: InputError, labels: Mapping[str, str]) -> InputError:
    field = fault.details.get("field", "")
    return InputError(fault.words, **fault.details | {"field": labels[field]}) if field in labels else fault


def called(fields: Mapping[str, str]) -> Callable[[Handler], Handler]:
    """What the handler cannot read is told by what its page calls the fields, in the reader's language."""

    def around(handler: Handler) -> Handler:
        @wraps(handler)
        async def telling(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except InputError as error:
                labels = {name: request[WORDS].text(label) for name, label in fields.items()}
                raise labelled(error, labels) from None

        return telling

    return around


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
        raise InputError("{field}: choose one of the options", field=name) from None


def policy(fields: Mapping[str, str]) -> Policy | None:
    return one_of(Policy, fields, "policy") if fields.get("policy") else None


def line(fields: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    """Raises InputError for a line that the company does not have."""
    chosen = fields.get("line") or None
    if chosen is not None and chosen not in known:
        raise InputError("{field}: there is no line {line!r}", field="line", line=chosen)
    return chosen
