"""Bytes of any origin in, clean text and bounded pieces out; faults become reasons that a person can act on."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from contactguard.contacts.model import Contact, FailedContact
from contactguard.contacts.sources.options import Record

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_STEP = 2**16
_LONGEST_ID = 200
_DAY_FIRST = re.compile(
    r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?:,?[ T](?:kl\.? ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?$"
)


def clean(text: str) -> str:
    """NUL and lone surrogates, which no database keeps, become U+FFFD one for one, so that offsets stay true."""
    return _UNSTORABLE.sub("\ufffd", text)


def pieces(file: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line without its break; None for one longer than `longest` bytes, which is skipped."""
    number = 0
    while line := file.readline(longest + 2):
        number += 1
        whole = line.rstrip(b"\r\n")
        if len(whole) <= longest:
            yield number, whole
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(_STEP)
        yield number, None


def read_bounded(path: Path, longest: int) -> bytes | None:
    """The file's bytes; None if there are more than `longest`."""
    with path.open("rb") as file:
        content = file.read(longest + 1)
    return content if len(content) <= longest else None


def validated(fields: dict[str, object], source: str, place: str) -> Record:
    """A Contact of these fields, or the failed contact that says which field is wrong."""
    try:
        return Contact.model_validate(fields)
    except ValidationError as error:
        return FailedContact(source, place, reason(error))


def reason(error: ValidationError) -> str:
    """The first three faults, without the contact's own text."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(map(str, fault['loc'])) or 'record'}: {fault['msg']}" for fault in faults[:3]]
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
    return "; ".join(told) + more


def shape(text: str) -> str:
    """How a text is written without what it says: 9 for a digit, x for a letter."""
    return re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", text))


def unread(error: Exception) -> str:
    """Why something could not be read; of a file what the system says, else the fault alone, never the text."""
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def too_long(source: str, place: str, longest: int) -> FailedContact:
    return FailedContact(
        source, place, f"longer than {longest} bytes; raise longest_record of the source if it is genuine"
    )


def moment(text: str, zone: str, form: str | None = None) -> datetime:
    """A time as exports write it: ISO, or day first as the Nordic countries do. Raises ValueError, OverflowError."""
    text = text.strip()
    home = ZoneInfo(zone)
    if form and "%z" in form:
        return datetime.strptime(text, form).astimezone(UTC)
    if form:
        return datetime.strptime(text, form).replace(tzinfo=home).astimezone(UTC)
    if match := _DAY_FIRST.match(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        year += 0 if year > 99 else 2000
        return datetime(year, month, day, hour, minute, second, tzinfo=home).astimezone(UTC)
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=home)).astimezone(UTC)


def named(name: str) -> str:
    """An id of this name: itself, or its hash if it is too long for one."""
    name = clean(name)
    return name if len(name) <= _LONGEST_ID else "sha256:" + hashlib.sha256(name.encode()).hexdigest()


def modified(path: Path) -> datetime:
    """When the file was last written: the best time there is for what bears none."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def read_json(path: Path, longest: int) -> object | FailedContact | None:
    """The file's JSON value, None for an empty file, or why there is none."""
    content = read_bounded(path, longest)
    if content is None:
        return too_long(str(path), str(path), longest)
    if not content.strip():
        return None
    try:
        value: object = json.loads(content)
    except ValueError as error:
        return FailedContact(str(path), str(path), f"is not JSON, or cut off: {error}")
    except RecursionError:
        return FailedContact(str(path), str(path), "is nested too deep to be a transcript")
    return value
