"""Whose pages may show the agents' pages in a frame, and what headers and cookies have to be for that."""

from typing import Literal, TypedDict

from aiohttp import web

from contactguard.service.auth.addresses import is_secure
from contactguard.service.keys import SERVICES
from contactguard.settings import Settings

YEAR = 365 * 86_400  # seconds
EMBEDDABLE = frozenset({"/answers", "/answers/{id}", "/scripts/{id}"})  # the routes of the agents' pages


class SameSite(TypedDict):
    samesite: Literal["Lax", "None"]


def ancestors(request: web.Request) -> tuple[str, ...]:
    """The origins that may show this page in a frame; none for all but the agents' pages."""
    resource = request.match_info.route.resource
    shown = resource is not None and resource.canonical in EMBEDDABLE
    return request.app[SERVICES].settings.embed_origins if shown else ()


def is_framed(request: web.Request) -> bool:
    """Whether the browser asks for the page to show it in a frame that may."""
    return request.headers.get("Sec-Fetch-Dest") in ("iframe", "frame") and bool(ancestors(request))


def same_site(settings: Settings) -> SameSite:
    """Where the ticket system is another site, a browser sends our cookies from its frames only if they say so.

    It keeps such cookies only over https; on one site (tickets.grid.dk, answers.grid.dk) the stricter kind will do.
    """
    return {"samesite": "None" if settings.embed_origins and is_secure(settings) else "Lax"}


def keep_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    """A choice of the reader, kept for a year."""
    settings = request.app[SERVICES].settings
    secure = is_secure(settings) or None
    response.set_cookie(name, value, max_age=YEAR, httponly=True, secure=secure, **same_site(settings))
