"""Company names out, relation tokens in: "Ring til Struer Energi" becomes "Ring til [AFFILIATE]"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Relation = Literal["AFFILIATE", "AFFILIATE_INSTALLER", "GROUP", "GRID", "SITE", "SUPPLIER", "INSTALLER", "BRAND"]
RELATIONS: tuple[Relation, ...] = (
    "AFFILIATE",
    "AFFILIATE_INSTALLER",  # an affiliate that installs: its name is a referral and a named installer at once
    "GROUP",
    "GRID",
    "SITE",
    "SUPPLIER",
    "INSTALLER",
    "BRAND",  # a name that grid company and affiliate share
)
TOKENS = tuple(f"[{relation}]" for relation in RELATIONS)
TOKEN = re.compile("|".join(re.escape(token) for token in TOKENS))


@dataclass(frozen=True)
class NameSpan:
    """`text[start:end]` names a company of this relation."""

    start: int
    end: int
    relation: Relation


def mask(text: str, spans: Iterable[NameSpan], start: int = 0, end: int | None = None) -> str:
    """`text[start:end]` with each name replaced; of overlapping names the earlier, then the longer one counts.

    A token that somebody wrote stands in round brackets, so that it names nothing.
    """
    stop = len(text) if end is None else end
    parts, at = [], start
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start < at or span.end > stop:
            continue
        parts += [_written(text[at : span.start]), f"[{span.relation}]"]
        at = span.end
    return "".join([*parts, _written(text[at:stop])])


def _written(text: str) -> str:
    return TOKEN.sub(lambda token: f"({token[0][1:-1]})", text)
