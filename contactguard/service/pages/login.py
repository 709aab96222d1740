"""Signing in and out: name and password, and the way back to where somebody wanted to go."""

from aiohttp import web

from contactguard.accounts.account import Stage
from contactguard.accounts.roles import Actor, Right
from contactguard.service.access import public
from contactguard.service.auth.signing_in import check_login, enter, next_stage
from contactguard.service.auth.visitor import SESSION, VISITOR, drop_cookie
from contactguard.service.keys import SERVICES
from contactguard.service.middlewares.access import STAGES
from contactguard.service.pages.rendering import page

routes = web.RouteTableDef()

# Where each person begins: the first page of these that the actor may see.
HOMES = (
    (Right.READ_CONTACTS, "/"),
    (Right.READ_FIGURES, "/months"),
    (Right.MANAGE_USERS, "/users"),
    (Right.OPERATE, "/scans"),
    (Right.READ_ANSWERS, "/answers"),
)


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
    account = await check_login(request, name[:200], password)
    if account is None:
        return _form(request, name=name[:200], wanted=wanted, refused=True)
    stage = next_stage(account)
    response = web.HTTPFound(onward(wanted, account.actor) if stage is Stage.FULL else STAGES[stage])
    await enter(request, account, stage, response)
    raise response


@routes.post("/logout", name="logout")
@public
async def log_out(request: web.Request) -> web.Response:
    session = request[VISITOR].session
    if session is not None:
        await request.app[SERVICES].login.sessions.end(session)
    response = web.HTTPFound("/login")
    drop_cookie(request, response, SESSION)
    raise response


def onward(wanted: str, actor: Actor) -> str:
    """The page asked for before the login, if it is one of ours; else where this person begins."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/login")) and wanted.isprintable()
    return wanted if ours and wanted != "/" else home(actor)


def home(actor: Actor) -> str:
    return next((href for right, href in HOMES if actor.may(right)), "/account")


def _form(request: web.Request, *, name: str = "", wanted: str = "", refused: bool = False) -> web.Response:
    wanted = wanted or request.query.get("next", "")
    status = 403 if refused else 200
    return page(request, "account/login.html", status=status, name=name, wanted=wanted, refused=refused)
