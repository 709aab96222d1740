"""One's own account: password, sessions."""

import asyncio

from aiohttp import web

from contactguard.accounts.account import Account, Session, Stage
from contactguard.accounts.passwords import check_password, hash_password
from contactguard.errors import ConflictError, InputError
from contactguard.service.access import public, signed_in
from contactguard.service.auth.signing_in import check_password_again, stay
from contactguard.service.auth.visitor import SESSION, VISITOR, drop_cookie
from contactguard.service.keys import SERVICES
from contactguard.service.pages.account.own_account import own_account
from contactguard.service.pages.homes import onward
from contactguard.service.pages.rendering import page

routes = web.RouteTableDef()


@routes.get("/account", name="account")
@signed_in
async def account(request: web.Request) -> web.Response:
    own = own_account(request)
    sessions = await request.app[SERVICES].login.sessions.of_account(own)
    return page(request, "account/account.html", account=own, sessions=sessions, here=request[VISITOR].session)


@routes.get("/account/password", name="password")
@public
async def password(request: web.Request) -> web.Response:
    return _form(request, _changing(request).account, request.query.get("next", ""))


@routes.post("/account/password")
@public
async def change_password(request: web.Request) -> web.Response:
    """The old password is asked again: a browser left open is not enough."""
    session, form = _changing(request), await request.post()
    own = session.account
    old, new, again, wanted = (str(form.get(field, "")) for field in ("old", "new", "again", "next"))
    fault = await _fault(request, own, old, new, again)
    if fault:
        return _form(request, own, wanted, fault)
    accounts = request.app[SERVICES].login.accounts
    hashed = await asyncio.to_thread(hash_password, new)
    changed = await accounts.set_password(own.name, hashed, must_change=False, by=own.name)
    response = web.HTTPFound(onward(wanted, changed.actor))
    await stay(request, session, response)
    raise response


@routes.post("/account/sign-out-everywhere", name="sign_out_everywhere")
@signed_in
async def sign_out_everywhere(request: web.Request) -> web.Response:
    own = own_account(request)
    await request.app[SERVICES].login.sessions.end_all(own, by=own.name)
    response = web.HTTPFound("/login")
    drop_cookie(request, response, SESSION)
    raise response


def _changing(request: web.Request) -> Session:
    """Whoever is signed in, also if nothing but changing the password is allowed yet."""
    session = request[VISITOR].session
    if session is None or session.stage is Stage.CODE:
        raise web.HTTPFound("/login")
    if session.account.password_hash is None:
        raise ConflictError("this account has its password at the OpenID provider")
    return session


async def _fault(request: web.Request, own: Account, old: str, new: str, again: str) -> str | None:
    """What is wrong with a wished change."""
    if not await check_password_again(request, own, old):
        return "old"
    if new != again:
        return "again"
    try:
        check_password(new, own.name)
    except InputError as error:
        return str(error.details["fault"])
    return "same" if new == old else None


def _form(request: web.Request, own: Account, wanted: str, fault: str | None = None) -> web.Response:
    status, forced = 400 if fault else 200, own.must_change
    return page(request, "account/password.html", status=status, fault=fault, forced=forced, wanted=wanted)
