"""To the company's OpenID provider and back again."""

import logging

from aiohttp import web

from contactguard.accounts.account import Account, Proof, Stage
from contactguard.accounts.claims import Person
from contactguard.accounts.keys import Sealed
from contactguard.errors import ContactguardError
from contactguard.service.access import public
from contactguard.service.auth.openid import ATTEMPT_S, CALLBACK, Attempt, OpenId
from contactguard.service.auth.signing_in import enter
from contactguard.service.auth.visitor import drop_cookie, get_cookie, set_cookie
from contactguard.service.keys import SERVICES, WORDS
from contactguard.service.pages.homes import onward

OPENID = web.AppKey("openid", OpenId)
ATTEMPT = "attempt"
METHOD = "openid"

log = logging.getLogger(__name__)

routes = web.RouteTableDef()


def set_up_openid(app: web.Application) -> None:
    settings = app[SERVICES].settings
    if settings.openid is not None:
        app[OPENID] = OpenId(settings.openid, str(settings.public_url))


@routes.get("/login/openid", name="openid")
@public
async def leave(request: web.Request) -> web.Response:
    url, attempt = await _provider(request).leave(request.query.get("next", ""))
    response = web.HTTPFound(url)
    set_cookie(request, response, ATTEMPT, request.app[SERVICES].login.keys.seal(Sealed.ATTEMPT, attempt.text()))
    raise response


@routes.get(CALLBACK, name="openid_callback")
@public
async def come_back(request: web.Request) -> web.Response:
    provider, sealed = _provider(request), get_cookie(request, ATTEMPT) or ""
    attempt = request.app[SERVICES].login.keys.unseal(Sealed.ATTEMPT, sealed, ATTEMPT_S)
    if attempt is None:
        raise web.HTTPForbidden(text="this sign-in took too long or was not begun in this browser; begin again")
    begun = Attempt.read(attempt)
    person, id_token = await provider.come_back(request.query, begun)
    account = await _account(request, person)
    response = web.HTTPFound(onward(begun.wanted, account.actor))
    drop_cookie(request, response, ATTEMPT)
    proof = Proof(METHOD, request.app[SERVICES].login.keys.seal(Sealed.ID_TOKEN, id_token))
    await enter(request, account, Stage.FULL, response, proof)
    raise response


async def goodbye(request: web.Request, sealed: str) -> str | None:
    """Where to sign out at the provider as well."""
    id_token = request.app[SERVICES].login.keys.unseal(Sealed.ID_TOKEN, sealed)
    if OPENID not in request.app or id_token is None:
        return None
    return await request.app[OPENID].goodbye(id_token)


async def _account(request: web.Request, person: Person) -> Account:
    """The person's account, made or brought up to date. Raises 403 for somebody without a role."""
    services = request.app[SERVICES]
    pseudonym = services.login.pseudonyms.of(person.agent)
    try:
        account = await services.login.synced.sync(person, pseudonym)
    except ContactguardError as error:
        log.warning("a sign-in through the OpenID provider was refused: %s", error.message)
        raise web.HTTPForbidden(text=request[WORDS].error(error)) from error
    if account is None:
        raise web.HTTPForbidden(
            text="you are known, but the OpenID provider gives you no role here; ask your administrator"
        )
    if account.disabled_at is not None:
        raise web.HTTPForbidden(text="this account is disabled; ask your administrator")
    return account


def _provider(request: web.Request) -> OpenId:
    if OPENID not in request.app:
        raise web.HTTPNotFound
    return request.app[OPENID]
