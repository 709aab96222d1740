"""The second factor: asked for after the password, set up and taken off in one's own account."""

from aiohttp import web

from contactguard.accounts.account import Account, Stage
from contactguard.accounts.keys import Sealed
from contactguard.accounts.totp import address, new_secret, picture, recovery_codes, recovery_hash, step_of
from contactguard.service.access import public, signed_in
from contactguard.service.auth.signing_in import (
    check_password_again,
    enter,
    forget_failures,
    guarded,
    note_failure,
    proof_of,
)
from contactguard.service.auth.visitor import VISITOR, drop_cookie, get_cookie, set_cookie
from contactguard.service.keys import SERVICES
from contactguard.service.middlewares.access import STAGES
from contactguard.service.pages.account.own_account import own_account
from contactguard.service.pages.homes import onward_by
from contactguard.service.pages.rendering import page

SECRET = "enrol"
SECRET_S = 900  # to fetch the telephone and read the picture

routes = web.RouteTableDef()


@routes.get(STAGES[Stage.CODE], name="code")
@public
async def code(request: web.Request) -> web.Response:
    _half_in(request)
    return _code_form(request, request.query.get("next", ""))


@routes.post(STAGES[Stage.CODE])
@public
async def check_code(request: web.Request) -> web.Response:
    account, form = _half_in(request), await request.post()
    wanted = str(form.get("next", ""))
    async with guarded(request, account.name) as keys:
        if not await _fits(request, account, str(form.get("code", ""))):
            await note_failure(request, keys, account)
            return _code_form(request, wanted, refused=True)
    await forget_failures(request, keys)
    stage = Stage.PASSWORD if account.must_change else Stage.FULL
    response = web.HTTPFound(onward_by(stage, wanted, account.actor))
    await enter(request, account, stage, response, proof_of(account))
    raise response


@routes.get("/account/second-factor", name="second_factor")
@signed_in
async def second_factor(request: web.Request) -> web.Response:
    account = own_account(request)
    if account.totp is not None or not account.local:
        return page(request, "account/second_factor.html", account=account, secret=None, fault=None)
    return _enrolment(request, account, _pending(request) or new_secret())


@routes.get("/account/second-factor/picture", name="second_factor_picture")
@signed_in
async def second_factor_picture(request: web.Request) -> web.Response:
    """What the telephone's camera reads; only while it is being set up."""
    secret = _pending(request)
    if secret is None:
        raise web.HTTPNotFound
    company = request.app[SERVICES].scanner.organisation.name
    drawn = picture(address(secret, own_account(request).name, company))
    return web.Response(text=drawn, content_type="image/svg+xml")


@routes.post("/account/second-factor")
@signed_in
async def set_second_factor(request: web.Request) -> web.Response:
    """Takes hold once the telephone has shown a right code; the recovery codes are told this once."""
    account, secret = own_account(request), _pending(request)
    if secret is None or account.totp is not None or not account.local:
        raise web.HTTPFound("/account/second-factor")
    step = step_of(secret, str((await request.post()).get("code", "")))
    if step is None:
        return _enrolment(request, account, secret, fault="code")
    login, codes = request.app[SERVICES].login, recovery_codes()
    hashes = [recovery_hash(code) for code in codes]
    await login.second_factors.set(
        account.name, login.keys.seal(Sealed.SECOND_FACTOR, secret), hashes, step=step, by=account.name
    )
    response = page(request, "account/recovery.html", codes=codes)
    drop_cookie(request, response, SECRET)
    return response


@routes.post("/account/second-factor/remove", name="remove_second_factor")
@signed_in
async def remove_second_factor(request: web.Request) -> web.Response:
    """The password is asked again: a browser left open is not enough."""
    account, password = own_account(request), str((await request.post()).get("password", ""))
    if not await check_password_again(request, account, password):
        return page(request, "account/second_factor.html", status=400, account=account, secret=None, fault="password")
    await request.app[SERVICES].login.second_factors.set(account.name, None, by=account.name)
    raise web.HTTPFound("/account")


async def _fits(request: web.Request, account: Account, code: str) -> bool:
    """A code of the telephone not used before, or a recovery code."""
    login = request.app[SERVICES].login
    secret = login.keys.unseal(Sealed.SECOND_FACTOR, account.totp or "")
    step = step_of(secret, code) if secret else None
    if step is not None:
        return await login.second_factors.use_step(account, step)
    return await login.second_factors.use_recovery(account, recovery_hash(code))


def _half_in(request: web.Request) -> Account:
    session = request[VISITOR].session
    if session is None or session.stage is not Stage.CODE:
        raise web.HTTPFound("/login")
    return session.account


def _code_form(request: web.Request, wanted: str, *, refused: bool = False) -> web.Response:
    return page(request, "account/code.html", status=400 if refused else 200, refused=refused, wanted=wanted)


def _enrolment(request: web.Request, account: Account, secret: str, fault: str | None = None) -> web.Response:
    status = 400 if fault else 200
    response = page(request, "account/second_factor.html", status=status, account=account, secret=secret, fault=fault)
    set_cookie(request, response, SECRET, request.app[SERVICES].login.keys.seal(Sealed.ENROLMENT, secret))
    return response


def _pending(request: web.Request) -> str | None:
    sealed = get_cookie(request, SECRET)
    return request.app[SERVICES].login.keys.unseal(Sealed.ENROLMENT, sealed, SECRET_S) if sealed else None
