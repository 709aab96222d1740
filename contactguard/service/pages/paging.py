"""Long lists a page at a time; `_more.html` leads from one to the next."""

from collections.abc import Sequence
from typing import TypeVar

from aiohttp import web

PAGE = 30

Row = TypeVar("Row")


def paged(request: web.Request, rows: Sequence[Row]) -> tuple[Sequence[Row], str | None]:
    """The rows of the page asked for, and the address of those after them."""
    begin = asked(request)
    return rows[begin : begin + PAGE], following(request, begin=begin + PAGE) if rows[begin + PAGE :] else None


def asked(request: web.Request) -> int:
    """How many rows stood on the pages before; what no page gave out begins at the beginning."""
    begin = request.query.get("begin", "")
    return int(begin) if begin.isdecimal() and len(begin) <= 9 else 0


def following(request: web.Request, **place: object) -> str:
    """The address of this list from a place on."""
    return str(request.rel_url.update_query({name: str(value) for name, value in place.items()}))
