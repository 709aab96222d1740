"""Tokens for programs that work in one's name: made within one's own rights, shown once, revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from contactguard.accounts.roles import Right
from contactguard.errors import InputError, NotFoundError
from contactguard.reporting.role_labels import RIGHT_NAMES
from contactguard.service.access import signed_in
from contactguard.service.auth.signing_in import check_password_again
from contactguard.service.keys import SERVICES
from contactguard.service.middlewares.access import Form
from contactguard.service.pages.account.own_account import own_account
from contactguard.service.pages.rendering import page
from contactguard.store.accounts.tokens import SEEN

NOT_FOR_PROGRAMS = {Right.MANAGE_USERS, Right.REVEAL, Right.OWN_FINDINGS}
DAYS = (30, 90, 365)

routes = web.RouteTableDef()


@dataclass(frozen=True)
class Wanted:
    """What the form asks for."""

    name: str = ""
    rights: Sequence[Right] = ()
    days: int = DAYS[1]


@routes.get("/account/tokens", name="tokens")
@signed_in
async def tokens(request: web.Request) -> web.Response:
    return await _page(request)


@routes.post("/account/tokens")
@signed_in
async def make_token(request: web.Request) -> web.Response:
    """The password is asked again where there is one: a browser left open is not enough."""
    own, form = own_account(request), await request.post()
    wanted = _wanted(request, form)
    if not wanted.name.strip() or not wanted.rights:
        return await _page(request, wanted, fault="empty")
    if own.local and not await check_password_again(request, own, str(form.get("password", ""))):
        return await _page(request, wanted, fault="password")
    lasts = timedelta(days=wanted.days)
    made = await request.app[SERVICES].login.tokens.add(wanted.name, wanted.rights, lasts, account=own, by=own.name)
    return await _page(request, made=made)


@routes.post(r"/account/tokens/{id:\d{1,9}}/revoke", name="revoke_token")
@signed_in
async def revoke_token(request: web.Request) -> web.Response:
    own, number = own_account(request), int(request.match_info["id"])
    repository = request.app[SERVICES].login.tokens
    for token in await repository.all(own):
        if token.id == number:
            await repository.revoke(token, by=own.name)
            raise web.HTTPFound("/account/tokens")
    raise NotFoundError("you have no token {key}", kind="token", key=number)


def _wanted(request: web.Request, form: Form) -> Wanted:
    ticked = form.getall("right", [])
    rights = [right for right in _choices(request) if right in ticked]
    return Wanted(str(form.get("name", "")), rights, _days(str(form.get("days", ""))))


def _choices(request: web.Request) -> list[Right]:
    """The rights that a token of this person can have, in the order of the list of rights."""
    held = own_account(request).actor.rights - NOT_FOR_PROGRAMS
    return [right for right in Right if right in held]


def _days(text: str) -> int:
    if text.isdecimal() and int(text) in DAYS:
        return int(text)
    raise InputError("a token lasts {known} days", known=", ".join(map(str, DAYS)))


async def _page(
    request: web.Request, wanted: Wanted | None = None, *, made: str | None = None, fault: str | None = None
) -> web.Response:
    own = own_account(request)
    listed = await request.app[SERVICES].login.tokens.all(own)
    return page(
        request,
        "account/tokens.html",
        status=400 if fault else 200,
        tokens=[one for one in listed if one.revoked_at is None],
        wanted=wanted or Wanted(),
        made=made,
        fault=fault,
        asks=own.local,
        seen_days=SEEN.days,
        choices=[(right, RIGHT_NAMES[right]) for right in _choices(request)],
        right_names=RIGHT_NAMES,
        days=DAYS,
    )
