"""Whose account a page of one's own is about."""

from aiohttp import web

from contactguard.accounts.account import Account
from contactguard.service.auth.visitor import VISITOR


def own_account(request: web.Request) -> Account:
    """Raises 403 for a program."""
    account = request[VISITOR].account
    if account is None:
        raise web.HTTPForbidden(text="this is for people, not for a token")
    return account
