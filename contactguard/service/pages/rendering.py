"""A template and what it tells in, a page in the reader's language out. All text from outside is escaped."""

import json
from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined
from markupsafe import Markup

from contactguard.accounts.roles import Right
from contactguard.reporting import labels
from contactguard.reporting.words import LANGUAGES, OWN_NAMES
from contactguard.service.auth.visitor import FIELD, HEADER, VISITOR, form_token
from contactguard.service.embedding import is_framed
from contactguard.service.keys import ACTOR, PAGES, SERVICES, WORDS
from contactguard.service.pages.role_names import ROLE_NAMES

# What the rail leads to: the address it begins with, its word, and who sees it. Seven at most for each role.
RAIL: list[tuple[str, str, Right]] = [
    ("/", "Today", Right.READ_CONTACTS),
    ("/review", "Review", Right.REVIEW),
    ("/answers", "Answers", Right.READ_ANSWERS),
    ("/own", "Own findings", Right.OWN_FINDINGS),
    ("/tell", "Speak up", Right.OWN_FINDINGS),
    ("/findings", "Findings", Right.READ_CONTACTS),
    ("/incidents", "Incidents", Right.READ_DECIDED),
    ("/months", "Months", Right.READ_FIGURES),
    ("/scans", "Scans", Right.OPERATE),
    ("/users", "Users", Right.MANAGE_USERS),
]
HEADINGS = {
    401: "Sign in",
    429: "Too many tries",
    403: "No access",
    404: "Not found",
    400: "Not understood",
    503: "Not now",
}


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
        "rail": _rail(request),
        "actor": request.get(ACTOR),
        "known": VISITOR in request,
        "here_account": request.path == "/account",
        "roles": ROLE_NAMES,
        "csrf": partial(_csrf, request),
        "csrf_header": partial(_csrf_header, request),
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
        request,
        "error.html",
        status=status,
        headers=headers,
        heading=heading,
        message=message,
        failed=status >= 500,
        framed=is_framed(request),
    )


def _rail(request: web.Request) -> list[tuple[str, str, bool]]:
    """Only what the actor may see; nothing for a stranger."""
    actor = request.get(ACTOR)
    seen = [(href, word) for href, word, right in RAIL if actor is not None and actor.may(right)]
    return [(href, request[WORDS].text(word), _is_here(request.path, href)) for href, word in seen]


def _csrf(request: web.Request) -> Markup:
    """The hidden field that every form sends along."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(request))


def _csrf_header(request: web.Request) -> str:
    """What htmx sends along with each request, as the value of its hx-headers."""
    return json.dumps({HEADER: form_token(request)})


def _is_here(path: str, href: str) -> bool:
    return path == href if href == "/" else path == href or path.startswith(f"{href}/")


def _in(request: web.Request, language: str) -> str:
    return str(request.rel_url.update_query(lang=language))
