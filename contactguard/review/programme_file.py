"""A programme in, the TOML file that `programme.load` reads again out."""

from typing import Any

import tomli_w

from contactguard.review.programme import Programme


def written(programme: Programme) -> str:
    return tomli_w.dumps(_filled(programme.told()))


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, of which TOML knows no null."""
    return {name: _parts(value) for name, value in told.items() if value}


def _parts(value: Any) -> Any:
    return [_filled(one) if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value
