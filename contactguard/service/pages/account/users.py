"""Who may sign in, and as what: for whoever manages users. No contact text is reached from here."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from contactguard.accounts.account import Account
from contactguard.accounts.passwords import hash_password, one_time_password
from contactguard.accounts.roles import Right, Role
from contactguard.errors import ConflictError, InputError, NotFoundError
from contactguard.service.access import requires
from contactguard.service.keys import ACTOR, SERVICES
from contactguard.service.middlewares.access import Form
from contactguard.service.pages.paging import paged
from contactguard.service.pages.rendering import page
from contactguard.wiring import LoginParts

Step = Callable[[LoginParts, Account, Form, str], Awaitable[str | None]]

routes = web.RouteTableDef()


@routes.get("/users", name="users")
@requires(Right.MANAGE_USERS)
async def users(request: web.Request) -> web.Response:
    login = request.app[SERVICES].login
    programs = [token for token in await login.tokens.all() if token.account is None and token.revoked_at is None]
    accounts, rest = paged(request, await login.accounts.all())
    return page(request, "account/users.html", accounts=accounts, rest=rest, programs=programs, role_list=Role)


@routes.post("/users")
@requires(Right.MANAGE_USERS)
async def add_user(request: web.Request) -> web.Response:
    """The password for the first sign-in is shown once, on the account's page."""
    form, login = await request.post(), request.app[SERVICES].login
    password = one_time_password()
    hashed = await asyncio.to_thread(hash_password, password)
    name, by = str(form.get("name", "")), request[ACTOR].name
    account = await login.accounts.add(name, _roles(form), by=by, password_hash=hashed, must_change=True)
    return await _page(request, account, told=password)


@routes.get(r"/users/{id:\d{1,9}}", name="user")
@requires(Right.MANAGE_USERS)
async def user(request: web.Request) -> web.Response:
    return await _page(request, await _asked(request))


@routes.post(r"/users/{id:\d{1,9}}/{step}", name="change_user")
@requires(Right.MANAGE_USERS)
async def change_user(request: web.Request) -> web.Response:
    """One change of STEPS; never of one's own account, so that nobody raises himself."""
    account, name, by = await _asked(request), request.match_info["step"], request[ACTOR].name
    if name not in STEPS:
        raise NotFoundError("there is no step {key!r}", kind="step", key=name)
    if account.name == by and name != "sign-out":
        raise ConflictError("somebody else who manages users has to change your own account")
    told = await STEPS[name](request.app[SERVICES].login, account, await request.post(), by)
    return await _page(request, await _asked(request), told=told, done=name)


async def _set_roles(login: LoginParts, account: Account, form: Form, by: str) -> None:
    await login.accounts.set_roles(account.name, _roles(form), by=by)


async def _reset(login: LoginParts, account: Account, form: Form, by: str) -> str:
    password = one_time_password()
    hashed = await asyncio.to_thread(hash_password, password)
    await login.accounts.set_password(account.name, hashed, must_change=True, by=by)
    return password


async def _disable(login: LoginParts, account: Account, form: Form, by: str) -> None:
    await login.accounts.set_enabled(account.name, False, by=by)


async def _enable(login: LoginParts, account: Account, form: Form, by: str) -> None:
    await login.accounts.set_enabled(account.name, True, by=by)


async def _sign_out(login: LoginParts, account: Account, form: Form, by: str) -> None:
    await login.sessions.end_all(account, by=by)


async def _remove_factor(login: LoginParts, account: Account, form: Form, by: str) -> None:
    await login.second_factors.set(account.name, None, by=by)


async def _set_agent(login: LoginParts, account: Account, form: Form, by: str) -> None:
    """The name is turned into the pseudonym under which the person's contacts are stored; it is not kept."""
    await login.accounts.set_pseudonym(account.name, login.pseudonyms.of(str(form.get("agent", ""))), by=by)


STEPS: dict[str, Step] = {
    "roles": _set_roles,
    "password": _reset,
    "disable": _disable,
    "enable": _enable,
    "sign-out": _sign_out,
    "second-factor": _remove_factor,
    "agent": _set_agent,
}


def _roles(form: Form) -> list[Role]:
    """Raises InputError for a role that there is not."""
    try:
        return [Role(str(role)) for role in form.getall("role", [])]
    except ValueError as error:
        raise InputError("there is no such role; there are {known}", known=", ".join(Role)) from error


async def _asked(request: web.Request) -> Account:
    return await request.app[SERVICES].login.accounts.get(int(request.match_info["id"]))


async def _page(
    request: web.Request, account: Account, *, told: str | None = None, done: str | None = None
) -> web.Response:
    login = request.app[SERVICES].login
    return page(
        request,
        "account/user.html",
        account=account,
        sessions=await login.sessions.of_account(account),
        tokens=[token for token in await login.tokens.all(account) if token.revoked_at is None],
        password=told,
        done=done,
        own=account.name == request[ACTOR].name,
        role_list=Role,
    )
