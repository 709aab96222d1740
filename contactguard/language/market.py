"""Who trades on a country's market beside the profile's companies: suppliers and installers that people name."""

from functools import cache
from importlib.resources import files

import yaml

COUNTRIES = ("dk", "se", "no")


@cache
def known(kind: str) -> tuple[str, ...]:
    """All known `suppliers`, `installers` or `ordinary` names, which are words, too.

    Customers move across borders, so countries are not kept apart.
    """
    folder = files("contactguard.language") / "market"
    names: list[str] = []
    for country in COUNTRIES:
        names += yaml.safe_load((folder / f"{country}.yaml").read_text("utf-8"))[kind]
    return tuple(dict.fromkeys(names))
