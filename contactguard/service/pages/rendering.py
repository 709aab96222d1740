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

from contactguard.reporting import labels, sentences
from contactguard.reporting.role_labels import ROLE_NAMES
from contactguard.reporting.words import LANGUAGES, OWN_NAMES
from contactguard.service.auth.visitor import FIELD, HEADER, VISITOR, form_token
from contactguard.service.embedding import is_framed
from contactguard.service.keys import ACTOR, PAGES, SERVICES, WORDS
from contactguard.service.pages.account.browsers import browser_name
from contactguard.service.pages.error_words import heading, sentence
from contactguard.service.pages.sections import opens, rail, tabs


def set_up_pages(app: web.Application) -> None:
    app[PAGES] = aiohttp_jinja2.setup(
        app,
        loader=ChoiceLoader([PackageLoader("contactguard.service"), PackageLoader("contactguard.reporting")]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app[PAGES].globals.update(
        labels=labels, sentences=sentences, browser_name=browser_name, version=version("contactguard")
    )


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
        "rail": rail(request),
        "section": tabs(request),
        "actor": request.get(ACTOR),
        "known": VISITOR in request,
        "link": partial(_link, request),
        "here_account": request.path == "/account",
        "roles": ROLE_NAMES,
        "csrf": partial(_csrf, request),
        "csrf_header": partial(_csrf_header, request),
        "languages": _languages(request),
        "fragment": request.headers.get("HX-Request") == "true",
        **context,
    }
    text = request.app[PAGES].get_template(template).render(told)
    return web.Response(
        text=text, status=status, content_type="text/html", headers={"Vary": "HX-Request"} | dict(headers or {})
    )


def error_page(
    request: web.Request, status: int, message: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """What happened and what to do, for a person; the message is in the reader's language."""
    return page(
        request,
        "error.html",
        status=status,
        headers=headers,
        heading=heading(status),
        message=sentence(request[WORDS], status, message),
        failed=status >= 500,
        signed_out=status == 401,
        framed=is_framed(request),
    )


def _csrf(request: web.Request) -> Markup:
    """The hidden field that every form sends along."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(request))


def _csrf_header(request: web.Request) -> str:
    """What htmx sends along with each request, as the value of its hx-headers."""
    return json.dumps({HEADER: form_token(request)})


def _link(request: web.Request, href: str, said: str, *, step: bool = False) -> str:
    """A link for whoever may open it, plain words for others; `step` lets J and K stop at it."""
    if not opens(request.get(ACTOR), href):
        return said
    return Markup('<a href="{}"{}>{}</a>').format(href, Markup(" data-step") if step else "", said)


def _languages(request: web.Request) -> list[tuple[str, str, str]]:
    """Each with its own name and the address of this page in it; none where the page answers a form."""
    if request.method not in ("GET", "HEAD"):
        return []
    return [(code, OWN_NAMES[code], str(request.rel_url.update_query(lang=code))) for code in LANGUAGES]
