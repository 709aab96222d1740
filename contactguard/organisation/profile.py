"""A TOML file in, a checked Organisation out; every fault is told with file and line."""

import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from contactguard.errors import Fault, ProfileError
from contactguard.organisation.model import Organisation

Place = tuple[str | int, ...]

_TABLE = re.compile(r"\s*\[(\[)?\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


def load(path: Path | str) -> Organisation:
    """Reads and checks a profile. Raises ProfileError with every fault, each with file and line."""
    path = Path(path)
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise ProfileError([Fault(str(path), 0, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ProfileError([Fault(str(path), 0, "is not UTF-8 text; save it as UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ProfileError([Fault(str(path), int(line[1]) if line else 0, f"is not TOML: {error}")]) from error
    lines = _lines(text)
    try:
        organisation = Organisation.model_validate(data)
    except ValidationError as error:
        raise ProfileError([_fault(path, lines, detail) for detail in error.errors()]) from error
    if faults := [Fault(str(path), _line(lines, place), message) for place, message in _contradictions(data)]:
        raise ProfileError(faults)
    return organisation


def _lines(text: str) -> dict[Place, int]:
    """Where each table and key stands: ("company", 1, "name") -> line number."""
    places: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE.match(line):
            name = match[2]
            counts[name] = counts.get(name, -1) + 1
            table = (name, counts[name]) if match[1] else (name,)
            places[table] = number
        elif match := _KEY.match(line):
            places[(*table, match[1])] = number
    return places


def _line(lines: dict[Place, int], place: Place) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _fault(path: Path, lines: dict[Place, int], detail: ErrorDetails) -> Fault:
    place = tuple(detail["loc"])
    field = ".".join(map(str, place))
    message = f"{field}: {detail['msg']}"
    if detail["type"] == "extra_forbidden":
        message = f"{field}: no such field; is it misspelt?"
    return Fault(str(path), _line(lines, place), message)


def _contradictions(data: dict[str, Any]) -> list[tuple[Place, str]]:
    """What the form allows and sense does not: unknown zones, owners that no company bears, doubled names."""
    found: list[tuple[Place, str]] = []
    zone = data["grid_company"]["time_zone"]
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        found.append((("grid_company", "time_zone"), f"grid_company.time_zone: no time zone is called {zone!r}"))
    names = [company["name"] for company in data.get("company", [])]
    for index, name in enumerate(names):
        if name in names[:index]:
            found.append((("company", index, "name"), f"company.{index}.name: {name!r} stands twice"))
    for index, line in enumerate(data.get("line", [])):
        if line.get("company") and line["company"] not in names:
            message = f"line.{index}.company: no company of this profile is called {line['company']!r}"
            found.append((("line", index, "company"), message))
    return found
