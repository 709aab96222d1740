"""A TOML file in, a checked Organisation out; every fault is told with file and line."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from contactguard.errors import ProfileError
from contactguard.organisation.model import Company, Organisation
from contactguard.organisation.toml_file import Place, read_toml


def load(path: Path | str) -> Organisation:
    """Reads and checks a profile. Raises ProfileError with every fault, each with file and line."""
    file = read_toml(Path(path), ProfileError)
    try:
        organisation = Organisation.model_validate(file.data)
    except ValidationError as error:
        raise ProfileError([file.invalid(detail) for detail in error.errors()]) from error
    contradictions = [*_contradictions(file.data), *_relations(organisation.companies), *_shares(organisation)]
    if faults := [file.fault(place, message) for place, message in contradictions]:
        raise ProfileError(faults)
    return organisation


def _contradictions(data: dict[str, Any]) -> list[tuple[Place, str]]:
    """What the form allows and sense does not: unknown zones, owners that no company bears."""
    found: list[tuple[Place, str]] = []
    zone = data["grid_company"]["time_zone"]
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        found.append((("grid_company", "time_zone"), f"grid_company.time_zone: no time zone is called {zone!r}"))
    names = {company["name"] for company in data.get("company", [])}
    for index, line in enumerate(data.get("line", [])):
        if line.get("company") and line["company"] not in names:
            message = f"line.{index}.company: no company of this profile is called {line['company']!r}"
            found.append((("line", index, "company"), message))
    return found


def _shares(organisation: Organisation) -> Iterator[tuple[Place, str]]:
    """Each company has one share at the most, under the name that findings call it by."""
    called = {name: company.name for company in organisation.companies for name in company.names}
    told = [called.get(one.company, one.company) for one in organisation.customer_shares]
    for index, (one, name) in enumerate(zip(organisation.customer_shares, told, strict=True)):
        at, place = ("customer_share", index, "company"), f"customer_share.{index}.company"
        if name != one.company:
            yield at, f"{place}: {one.company!r} is called {name!r} in this profile; write that"
        if name in told[:index]:
            yield at, f"{place}: {name!r} has a share already"
    if sum(one.share for one in organisation.customer_shares) > 1:
        yield ("customer_share", 0, "share"), "customer_share: together the shares are more than 1"


def _relations(companies: Sequence[Company]) -> Iterator[tuple[Place, str]]:
    """A company may stand twice where one relation follows the other, never on the same day."""
    days = [(one.valid_from or date.min, one.valid_to or date.max) for one in companies]
    for index, (first, last) in enumerate(days):
        if last < first:
            yield ("company", index, "valid_to"), f"company.{index}.valid_to: lies before valid_from"
    for left, right in combinations(range(len(companies)), 2):
        meet = days[left][0] <= days[right][1] and days[right][0] <= days[left][1]
        if companies[left].name == companies[right].name and meet:
            yield ("company", right, "name"), f"company.{right}.name: {companies[right].name!r} stands twice"
