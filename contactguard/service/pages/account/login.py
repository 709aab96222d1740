"""Signing in and out: name and password, and the way back to where somebody wanted to go."""

from aiohttp import web

from contactguard.service.access import public
from contactguard.service.auth.signing_in import check_login, enter, next_stage, proof_of
from contactguard.service.auth.visitor import SESSION, VISITOR, drop_cookie
from contactguard.service.keys import SERVICES
from contactguard.service.pages.account.openid import OPENID, goodbye
from contactguard.service.pages.homes import onward, onward_by
from contactguard.service.pages.rendering import page

LONGEST_NAME = 200

routes = web.RouteTableDef()


@routes.get("/login", name="login")
@public
async def login(request: web.Request) -> web.Response:
    visitor = request[VISITOR]
    if visitor.actor is not None:
        raise web.HTTPFound(onward(request.query.get("next", ""), visitor.actor))
    return _form(request)


@routes.post("/login")
@public
async def log_in(request: web.Request) -> web.Response:
    form = await request.post()
    name, password, wanted = (str(form.get(field, "")) for field in ("name", "password", "next"))
    account = await check_login(request, name[:LONGEST_NAME], password)
    if account is None:
        return _form(request, name=name[:LONGEST_NAME], wanted=wanted, refused=True)
    stage = next_stage(account)
    response = web.HTTPFound(onward_by(stage, wanted, account.actor))
    await enter(request, account, stage, response, proof_of(account))
    raise response


@routes.post("/logout", name="logout")
@public
async def log_out(request: web.Request) -> web.Response:
    """Here, and at the OpenID provider too if that is where the person came from."""
    session = request[VISITOR].session
    where = None
    if session is not None:
        await request.app[SERVICES].login.sessions.end(session)
        where = await goodbye(request, session.id_token) if session.id_token else None
    response = web.HTTPFound(where or "/login")
    drop_cookie(request, response, SESSION)
    raise response


def _form(request: web.Request, *, name: str = "", wanted: str = "", refused: bool = False) -> web.Response:
    return page(
        request,
        "account/login.html",
        status=400 if refused else 200,
        name=name,
        wanted=wanted or request.query.get("next", ""),
        refused=refused,
        openid=OPENID in request.app,
    )
