"""A file from anybody in, figures of a year out, or what is wrong with it and where."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from contactguard.errors import Faults, InputError
from contactguard.reporting.exchange.model import FORMAT, YearFigures

LARGEST_MB = 1
LARGEST = LARGEST_MB * 1_000_000  # bytes; a year with a thousand companies has about a fifth of that
_TOLD = 10  # faults; more help nobody
_NAME, _, _VERSION = FORMAT.partition("/")


def schema() -> str:
    """The JSON Schema of the format, as it stands in the repository."""
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | YearFigures.model_json_schema()
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read(file: Path) -> YearFigures:
    """Raises InputError with every fault and its place."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise InputError("{path} cannot be read: {reason}", path=str(file), reason=error.strerror) from error
    return parsed(content, str(file))


def parsed(content: bytes, place: str) -> YearFigures:
    """Raises InputError with every fault and its place."""
    if len(content) > LARGEST:
        raise InputError("{path} is larger than {most} MB; a year's figures are smaller", path=place, most=LARGEST_MB)
    try:
        told = from_json(content, allow_inf_nan=False)
    except ValueError as error:
        raise InputError("{path} is not JSON: {reason}", path=place, reason=error) from error
    _ensure_ours(told, place)
    try:
        return YearFigures.model_validate_json(content)
    except ValidationError as error:
        faults = [f"{place}: {_at(fault['loc'])}: {fault['msg']}" for fault in error.errors(include_input=False)]
        more = [f"{place}: and {len(faults) - _TOLD} more"] if len(faults) > _TOLD else []
        raise InputError("{faults}", faults=Faults(faults[:_TOLD] + more)) from error


def _ensure_ours(told: Any, place: str) -> None:
    named = told.get("format") if isinstance(told, dict) else None
    if named == FORMAT:
        return
    name, _, version = named.partition("/") if isinstance(named, str) else ("", "", "")
    if name != _NAME:
        raise InputError(
            '{path} is no file of `contactguard report export`: its field "format" is not "{format}"',
            path=place,
            format=FORMAT,
        )
    if version.isdecimal() and len(version) < 10 and int(version) > int(_VERSION):
        raise InputError(
            "{path} is version {version} of the format and this program reads {known}: update ContactGuard",
            path=place,
            version=version,
            known=_VERSION,
        )
    raise InputError(
        "{path} names a version of the format that there is not; write {format!r}", path=place, format=FORMAT
    )


def _at(place: tuple[int | str, ...]) -> str:
    """policies[3].flagged.found; a field that is not known too, without what a terminal obeys."""
    said = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in place).lstrip(".")
    return "".join(letter if letter.isprintable() else "?" for letter in said)[:200] or "file"
