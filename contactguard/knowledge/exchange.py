"""A library in, a folder of files that people and git read well out; `library.load` reads the same form."""

from pathlib import Path
from typing import Any

import yaml

from contactguard.errors import writing
from contactguard.knowledge.library import SCRIPTS, Library
from contactguard.knowledge.wording import Wording

WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Block lists indented under their key, texts of several lines as written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def export(library: Library, folder: Path) -> int:
    """Writes every answer and script; returns how many files. Files of answers no longer there are left alone.

    Raises InputError where a file cannot be written.
    """
    things = {
        **{folder / one.language / f"{one.topic}.yaml": _data(one) for one in library.answers.values()},
        **{folder / one.language / SCRIPTS / f"{one.script}.yaml": _data(one) for one in library.scripts.values()},
    }
    for path, data in things.items():
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_yaml(data), "utf-8")
    return len(things)


def _data(wording: Wording) -> dict[str, Any]:
    return wording.model_dump(mode="python", exclude={"language"}, exclude_none=True, exclude_defaults=True)


def _yaml(data: dict[str, Any]) -> str:
    return yaml.dump(_plain(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
