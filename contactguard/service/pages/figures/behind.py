"""What figures were chosen in, the addresses of the findings behind their numbers out."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.service.keys import ACTOR


def findings_behind(request: web.Request, chosen: Mapping[str, Any]) -> Callable[..., str] | None:
    """Tells the address of the findings chosen, narrowed further; None for who may not read them."""
    if not request[ACTOR].may(Right.READ_CONTACTS):
        return None
    return lambda **more: "/findings?" + urlencode({name: str(value) for name, value in {**chosen, **more}.items()})
