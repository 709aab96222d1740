"""A TOML file in, a checked Organisation out; every fault is told with file and line."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from contactguard.errors import ProfileError
from contactguard.organisation.model import Organisation
from contactguard.organisation.toml_file import Place, read_toml


def load(path: Path | str) -> Organisation:
    """Reads and checks a profile. Raises ProfileError with every fault, each with file and line."""
    file = read_toml(Path(path), ProfileError)
    try:
        organisation = Organisation.model_validate(file.data)
    except ValidationError as error:
        raise ProfileError([file.invalid(detail) for detail in error.errors()]) from error
    if faults := [file.fault(place, message) for place, message in _contradictions(file.data)]:
        raise ProfileError(faults)
    return organisation


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
