"""A template and what it tells in, a page in the reader's language out. All text from outside is escaped."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined

from contactguard.reporting import labels
from contactguard.reporting.words import LANGUAGES, OWN_NAMES
from contactguard.service.keys import PAGES, SERVICES, WORDS

# What the rail leads to: the address it begins with, and its word. Seven at most.
RAIL: list[tuple[str, str]] = [
    ("/", "Today"),
    ("/answers", "Answers"),
    ("/findings", "Findings"),
    ("/months", "Months"),
    ("/scans", "Scans"),
]
HEADINGS = {403: "Not from here", 404: "Not found", 400: "Not understood", 503: "Not now"}


def set_up_pages(app: web.Application) -> None:
    app[PAGES] = aiohttp_jinja2.setup(
        app,
        loader=ChoiceLoader([PackageLoader("contactguard.service"), PackageLoader("contactguard.reporting")]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app[PAGES].globals.update(labels=labels, version=version("contactguard"))


def page(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> web.Response:
    """A whole page, or the fragment that a template gives for `HX-Request`."""
    words = request[WORDS]
    told = {
        "w": words,
        "t": words.text,
        "n": words.plural,
        "organisation": request.app[SERVICES].scanner.organisation,
        "rail": [(href, words.text(word), _is_here(request.path, href)) for href, word in RAIL],
        "languages": [(code, OWN_NAMES[code], _in(request, code)) for code in LANGUAGES],
        "fragment": request.headers.get("HX-Request") == "true",
        "linked": True,
        **context,
    }
    text = request.app[PAGES].get_template(template).render(told)
    return web.Response(
        text=text, status=status, content_type="text/html", headers={"Vary": "HX-Request"} | dict(headers or {})
    )


def error_page(
    request: web.Request, status: int, message: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """What happened and what to do, for a person."""
    heading = HEADINGS.get(status, "Something went wrong")
    return page(
        request, "error.html", status=status, headers=headers, heading=heading, message=message, failed=status >= 500
    )


def _is_here(path: str, href: str) -> bool:
    return path == href if href == "/" else path == href or path.startswith(f"{href}/")


def _in(request: web.Request, language: str) -> str:
    return str(request.rel_url.update_query(lang=language))
