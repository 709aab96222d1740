"""JSON Lines in the contact form in, contacts out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from contactguard.contacts.model import Contact, FailedContact
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import clean, pieces, reason, too_long, validated

_BOM = b"\xef\xbb\xbf"


def read(path: Path, organisation: Lines, options: Options) -> Iterator[Record]:
    """A contact of the form names its line itself, so the organisation is not asked."""
    with path.open("rb") as file:
        yield from records(file, str(path), options.longest_record)


def records(file: BinaryIO, source: str, longest: int) -> Iterator[Record]:
    """One contact a line; blank lines are skipped. The place of a failed one is the line's number."""
    for number, line in pieces(file, longest):
        place = f"{source}:{number}"
        if line is None:
            yield too_long(source, place, longest)
        elif line := (line.removeprefix(_BOM) if number == 1 else line).strip():
            yield parse(line, source, place)


def parse(line: bytes, source: str, place: str) -> Record:
    """One record. The fast way first; what it cannot take (lone surrogates, NUL) is cleaned and tried again."""
    if b"\\u0000" not in line:
        try:
            return Contact.model_validate_json(line)
        except ValidationError as error:
            if b"\\u" not in line and error.errors()[0]["type"] != "json_invalid":
                return FailedContact(source, place, reason(error))
    try:
        value = json.loads(line)
    except UnicodeDecodeError:
        return FailedContact(source, place, "is not UTF-8 text; export it as UTF-8")
    except ValueError as error:
        return FailedContact(source, place, f"is not JSON: {error}")
    except RecursionError:
        return FailedContact(source, place, "is nested too deep to be a contact")
    if not isinstance(value, dict):
        return FailedContact(source, place, f"is a JSON {type(value).__name__}, not an object")
    return validated(_cleaned(value), source, place)


def _cleaned(value: dict[str, object]) -> dict[str, object]:
    """Nothing in the contact form lies deeper than the fields of a message."""
    fields = {key: clean(item) if isinstance(item, str) else item for key, item in value.items()}
    messages = fields.get("messages")
    if isinstance(messages, list):
        fields["messages"] = [
            {key: clean(item) if isinstance(item, str) else item for key, item in message.items()}
            if isinstance(message, dict)
            else message
            for message in messages
        ]
    return fields
