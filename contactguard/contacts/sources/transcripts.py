"""Turns and a file's name in, the contact of a recorded call out."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from contactguard.contacts.model import Direction, FailedContact
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import modified, named, validated
from contactguard.contacts.sources.speakers import Turn, messages_of

# Nothing out of a longer number or name: a phone number holds a year as well.
_NAMED_TIME = re.compile(
    r"(?<![0-9A-Za-z])(20\d{2})-?(\d{2})-?(\d{2})(?:[T_ -]?(\d{2})[:_-]?(\d{2})(?:[:_-]?(\d{2}))?(Z)?)?(?!\d)"
)


def transcript(
    path: Path, turns: Iterable[Turn], organisation: Lines, options: Options, said: Mapping[str, object]
) -> Record:
    """`said` holds what the file itself tells of the contact and goes before the options.

    The call began when the file's name says, else when the file was written. The queue is that of the options or the
    name of the folder, if the organisation knows such a queue.
    """
    start = said.get("start")
    begun = start if isinstance(start, datetime) else started(path, options.time_zone)
    line = organisation.line_for(options.queue or "") or organisation.line_for(path.parent.name, menu=False)
    direction = options.direction or Direction.INBOUND
    try:
        messages = messages_of(turns, options.speakers, begun, direction)
    except (ValueError, OverflowError):
        return FailedContact(str(path), str(path), "a turn in it begins at no time that can be")
    fields: dict[str, object] = {
        "id": named(path.stem),
        "channel": options.channel or "transcript",
        "direction": direction,
        "customer": options.customer,
        "language": options.language,
        "line": line or "general",
        "messages": messages,
        **{name: value for name, value in said.items() if value is not None and name != "start"},
    }
    return validated(fields, str(path), str(path))


def started(path: Path, zone: str) -> datetime:
    """A time in the file's name (2025-03-03T10_12_00Z, 20250303-1012), of UTC only with Z; or when it was written."""
    for found in sorted(_NAMED_TIME.finditer(path.stem), key=lambda found: found[4] is None):
        *numbers, utc = found.groups()
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        try:
            home = UTC if utc else ZoneInfo(zone)
            return datetime(year, month, day, hour, minute, second, tzinfo=home).astimezone(UTC)
        except ValueError:
            continue
    return modified(path)
