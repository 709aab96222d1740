"""A request in, its visitor out: a person with a session, a program with a token, or nobody yet."""

from dataclasses import dataclass

from aiohttp import web

from contactguard.accounts.account import Account, ApiToken, Session, Stage
from contactguard.accounts.keys import new_token
from contactguard.accounts.roles import Actor
from contactguard.service.auth.addresses import is_secure
from contactguard.service.embedding import same_site
from contactguard.service.keys import SERVICES

SESSION = "session"
VISIT = "visit"  # gives forms of those who are not signed in their token
FIELD = "csrf"
HEADER = "X-CSRF-Token"
BEARER = "Bearer"


@dataclass(frozen=True)
class Visitor:
    """`actor` is set once a sign-in is complete; `seed` is what form tokens are made of."""

    seed: str
    actor: Actor | None = None
    session: Session | None = None
    token: ApiToken | None = None
    is_new: bool = False

    @property
    def account(self) -> Account | None:
        return self.session.account if self.session else None


VISITOR = web.RequestKey("visitor", Visitor)


async def identify(request: web.Request, key: str = "") -> Visitor:
    """`key` is the token of a program that sends it in a form; one in the header goes before it."""
    if "Authorization" in request.headers:
        kind, _, sent = request.headers["Authorization"].partition(" ")
        return await _program(request, sent.strip() if kind.casefold() == BEARER.casefold() else "")
    if key:
        return await _program(request, key)
    cookie = get_cookie(request, SESSION)
    session = await request.app[SERVICES].login.sessions.find(cookie) if cookie else None
    if not cookie or session is None:
        seed = get_cookie(request, VISIT)
        return Visitor(seed=seed or new_token(), is_new=not seed)
    if session.stage is not Stage.CODE:
        await request.app[SERVICES].login.sessions.touch(session)
    actor = session.account.actor if session.stage is Stage.FULL else None
    return Visitor(seed=cookie, actor=actor, session=session)


async def _program(request: web.Request, sent: str) -> Visitor:
    tokens = request.app[SERVICES].login.tokens
    token = await tokens.find(sent) if sent else None
    if token is None:
        return Visitor(seed="")
    await tokens.touch(token)
    return Visitor(seed="", actor=token.actor, token=token)


def cookie_name(request: web.Request, name: str) -> str:
    """With the prefix that keeps a browser from taking the cookie over plain HTTP or from another host."""
    return f"__Host-{name}" if is_secure(request.app[SERVICES].settings) else name


def set_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    """Until the browser closes; scripts cannot read it, foreign forms do not send it.

    Where ticket systems of other sites frame our pages, foreign forms do; the origin they name and the token they lack
    refuse them then.
    """
    settings = request.app[SERVICES].settings
    secure, rules = is_secure(settings), same_site(settings)
    response.set_cookie(cookie_name(request, name), value, path="/", httponly=True, secure=secure or None, **rules)


def get_cookie(request: web.Request, name: str) -> str | None:
    return request.cookies.get(cookie_name(request, name))


def drop_cookie(request: web.Request, response: web.StreamResponse, name: str) -> None:
    settings = request.app[SERVICES].settings
    secure, rules = is_secure(settings), same_site(settings)
    response.del_cookie(cookie_name(request, name), path="/", httponly=True, secure=secure or None, **rules)


def form_token(request: web.Request) -> str:
    return request.app[SERVICES].login.keys.form_token(request[VISITOR].seed)
