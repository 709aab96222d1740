"""Lets a request through to its handler only with what the handler asks for, and a form only with its token."""

import logging

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler
from multidict import MultiDictProxy
from yarl import URL

from contactguard.accounts.account import Stage
from contactguard.service.access import PUBLIC, SIGNED_IN, open_here, required, takes_key
from contactguard.service.auth.addresses import is_here
from contactguard.service.auth.visitor import BEARER, FIELD, HEADER, VISIT, VISITOR, Visitor, identify, set_cookie
from contactguard.service.embedding import is_framed
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.middlewares.hosts import READING
from contactguard.store.columns import clean

log = logging.getLogger(__name__)

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]

KEY = "apiKey"  # the field of a form in which LanguageTool's add-ins send one
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_UTF8 = {"utf-8", "utf8"}  # others can spell what no database takes
_FAULTS = (ValueError, LookupError, RuntimeError, HttpProcessingError, web.RequestPayloadError)  # of aiohttp's parsers
STAGES = {Stage.CODE: "/login/code", Stage.PASSWORD: "/account/password"}


@web.middleware
async def access_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    visitor = request[VISITOR] = await identify(request, await _key(request))
    if visitor.actor is not None:
        request[ACTOR] = visitor.actor
    _admit(request, visitor)
    if request.method not in READING and request.match_info.http_exception is None:
        form = await _form(request)
        _refuse_forged(request, visitor, form)
    response = await handler(request)
    if visitor.is_new and response.content_type == "text/html" and not response.prepared:
        set_cookie(request, response, VISIT, visitor.seed)
    return response


async def _key(request: web.Request) -> str:
    """The token that a program sends in its form, where the handler takes one there."""
    if request.method in READING or not takes_key(request.match_info.handler):
        return ""
    return str((await _form(request)).get(KEY, "")).strip()


def _admit(request: web.Request, visitor: Visitor) -> None:
    """Raises 401, 403 or a way to the login unless the handler is for this visitor."""
    info = request.match_info
    if info.http_exception is not None or isinstance(info.route.resource, web.StaticResource):
        return
    asked = required(info.handler)
    if asked == PUBLIC or (open_here(info.handler) and is_here(request)):
        return
    if visitor.actor is None:
        raise _to_login(request, visitor)
    if asked == SIGNED_IN and visitor.token is not None:
        raise web.HTTPForbidden(text="this is for people, not for a token")
    if asked is None:
        log.error("%s asks for no right and is refused to everyone", info.handler)
    if asked != SIGNED_IN and (asked is None or asked not in visitor.actor.rights):
        raise web.HTTPForbidden(
            text="your role does not give access to this; whoever manages users can say who it is for"
        )


def _to_login(request: web.Request, visitor: Visitor) -> web.HTTPException:
    """A person is led to the login and back again; a program is told to sign in, and so is a page half written.

    No login stands in a foreign frame.
    """
    where = STAGES.get(visitor.session.stage, "/login") if visitor.session else "/login"
    if is_framed(request):
        return web.HTTPUnauthorized(text="you are not signed in")
    if request.method == "GET" and "text/html" in request.headers.get("Accept", "") and "/api/" not in request.path:
        return web.HTTPFound(str(URL(where).with_query(next=str(request.rel_url))) if request.path != "/" else where)
    return web.HTTPUnauthorized(
        text="sign in first, or send a token: Authorization: Bearer …", headers={"WWW-Authenticate": BEARER}
    )


async def _form(request: web.Request) -> Form:
    """The form of a body, empty where it is none. Raises 400 for one that no handler and no database could take."""
    unreadable = web.HTTPBadRequest(text="the form cannot be read; send it in UTF-8")
    if request.content_type in _FORMS and (request.charset or "utf-8").casefold() not in _UTF8:
        raise unreadable
    try:
        form = await request.post()
    except _FAULTS:
        raise unreadable from None
    if any(isinstance(value, str) and clean(value) != value for value in form.values()):
        raise web.HTTPBadRequest(text="the form holds a NUL character; take it out")
    return form


def _refuse_forged(request: web.Request, visitor: Visitor, form: Form) -> None:
    """What a browser sends by itself, the cookie, is not enough to change anything."""
    if visitor.token is not None:
        return
    sent = request.headers.get(HEADER) or str(form.get(FIELD, ""))
    if not visitor.seed or not request.app[SERVICES].login.keys.fits_form(visitor.seed, sent):
        raise web.HTTPForbidden(text="the form is too old or not ours; go back, reload the page and send it again")
