"""A TOML file in, its data and the line of each key out, so that every fault can be told with file and line."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from pydantic_core import ErrorDetails

from contactguard.errors import Fault, FileFaultsError

Place = tuple[str | int, ...]

_TABLE = re.compile(r"\s*\[(\[)?\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)\s*=")


@dataclass(frozen=True)
class TomlFile:
    """`lines` says where each table and key stands: ("company", 1, "name") -> line number."""

    path: Path
    data: dict[str, Any]
    lines: dict[Place, int]

    def fault(self, place: Place, message: str) -> Fault:
        while place and place not in self.lines:
            place = place[:-1]
        return Fault(str(self.path), self.lines.get(place, 1), message)

    def invalid(self, detail: ErrorDetails) -> Fault:
        """What pydantic found wrong, with its line."""
        place = tuple(detail["loc"])
        field = ".".join(map(str, place))
        message = f"{field}: {detail['msg']}"
        if detail["type"] == "extra_forbidden":
            message = f"{field}: no such field; is it misspelt?"
        return self.fault(place, message)


def read_toml(path: Path, error: type[FileFaultsError], *, composed: bool = True) -> TomlFile:
    """Raises `error` where the file cannot be read or is not TOML. `composed` letters are for words, not for paths."""
    try:
        text = path.read_text("utf-8-sig")
        text = normalize("NFC", text) if composed else text
        return TomlFile(path, tomllib.loads(text), _lines(text))
    except OSError as fault:
        raise error([Fault(str(path), 0, f"cannot be read: {fault.strerror}")]) from fault
    except UnicodeDecodeError as fault:
        raise error([Fault(str(path), 0, "is not UTF-8 text; save it as UTF-8")]) from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        line = re.search(r"at line (\d+)", str(fault))
        raise error([Fault(str(path), int(line[1]) if line else 0, f"is not TOML: {fault}")]) from fault


def _lines(text: str) -> dict[Place, int]:
    places: dict[Place, int] = {}
    counts: Counter[Place] = Counter()
    table: Place = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE.match(line):
            table = _table(match[2].split("."), bool(match[1]), counts)
            places[table] = number
        elif match := _KEY.match(line):
            places[(*table, match[1])] = number
    return places


def _table(names: list[str], is_list: bool, counts: Counter[Place]) -> Place:
    """[[paragraph.control]] is a table of the last paragraph met."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if counts[place]:
            place = (*place, counts[place] - 1)
    place = (*place, names[-1])
    if not is_list:
        return place
    counts[place] += 1
    return (*place, counts[place] - 1)
