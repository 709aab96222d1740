"""A programme in, the TOML file that `programme.load` reads again out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from contactguard.review.programme import Programme


def written(programme: Programme) -> str:
    told = programme.told()
    lines = list(_fields(told))
    for paragraph in told["paragraph"]:
        lines += ["", "[[paragraph]]", *_fields(paragraph)]
        for control in paragraph["control"]:
            lines += ["", "[[paragraph.control]]", *_fields(control)]
    return "\n".join(lines) + "\n"


def _fields(told: Mapping[str, Any]) -> Iterator[str]:
    """Texts, and lists of texts; what holds tables is written by itself, and what is empty not at all."""
    for name, value in told.items():
        if isinstance(value, str) and value:
            yield f"{name} = {_text(value)}"
        elif value and all(isinstance(one, str) for one in value):
            yield f"{name} = [{', '.join(map(_text, value))}]"


def _text(value: str) -> str:
    """JSON's text is TOML's, but for the one control character that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
