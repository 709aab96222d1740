"""Name and password in, a session out; the same words and the same time whatever was wrong."""

import asyncio
import logging
import math
from datetime import timedelta
from weakref import WeakValueDictionary

from aiohttp import web

from contactguard.accounts.account import Account, Proof, Stage
from contactguard.accounts.passwords import hash_password, needs_rehash, verify_password
from contactguard.service.auth.addresses import client_address
from contactguard.service.auth.visitor import SESSION, VISITOR, set_cookie
from contactguard.service.keys import SERVICES, WORDS
from contactguard.store.accounts.rows import key_of

_HASHINGS = 4  # at once; each takes 64 MiB


class Turns:
    """Tries for one name come one after the other, so that none slips past the count of failures."""

    def __init__(self) -> None:
        self.hashing = asyncio.Semaphore(_HASHINGS)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())


log = logging.getLogger(__name__)

TURNS = web.AppKey("turns", Turns)


async def check_login(request: web.Request, name: str, password: str) -> Account | None:
    """The account, or None for whatever is wrong. Raises 429 while the name or the address has to wait."""
    keys = failure_keys(request, name)
    async with request.app[TURNS].of(keys["account"]):
        await refuse_waiting(request, keys)
        account = await request.app[SERVICES].login.accounts.find(name)
        hashed = account.password_hash if account and _may_try(request, account) else None
        async with request.app[TURNS].hashing:
            right = await asyncio.to_thread(verify_password, hashed, password)
        if account is None or not right:
            await note_failure(request, keys, account)
            return None
    if account.totp is None:
        await forget_failures(request, keys)
    if hashed and needs_rehash(hashed):
        await request.app[SERVICES].login.accounts.rehash(
            account.name, await asyncio.to_thread(hash_password, password)
        )
    return account


def proof_of(account: Account) -> Proof:
    """How a local account signs in. The emergency account is heard of, since nobody should need it."""
    if account.emergency:
        log.warning("the emergency account %r signs in", account.name)
    return Proof("emergency" if account.emergency else "password")


def _may_try(request: web.Request, account: Account) -> bool:
    """With an OpenID provider, only the emergency account has a password that counts."""
    here = request.app[SERVICES].settings.openid is None or account.emergency
    return here and account.disabled_at is None


def next_stage(account: Account) -> Stage:
    """Where a right password leads."""
    if account.totp is not None:
        return Stage.CODE
    return Stage.PASSWORD if account.must_change else Stage.FULL


async def enter(
    request: web.Request,
    account: Account,
    stage: Stage,
    response: web.StreamResponse,
    proof: Proof,
) -> None:
    """Begins a session under a new cookie, so that one planted before the sign-in is worth nothing."""
    sessions = request.app[SERVICES].login.sessions
    if (old := request[VISITOR].session) is not None:
        await sessions.drop(old.hash)
    browser = request.headers.get("User-Agent", "")
    set_cookie(request, response, SESSION, await sessions.begin(account, stage, proof, browser))


def failure_keys(request: web.Request, name: str) -> dict[str, str]:
    blind = request.app[SERVICES].login.keys.blind
    return {"account": blind(key_of(name)), "address": blind(client_address(request))}


async def refuse_waiting(request: web.Request, keys: dict[str, str]) -> None:
    waiting = await request.app[SERVICES].login.failures.waiting(keys)
    if waiting > timedelta(0):
        raise too_many(request, waiting.total_seconds())


async def note_failure(request: web.Request, keys: dict[str, str], account: Account | None) -> None:
    await request.app[SERVICES].login.failures.add(keys, name=account.name if account else None)


async def forget_failures(request: web.Request, keys: dict[str, str]) -> None:
    """Of the name only: who has one account may not wipe out the count of tries on others."""
    await request.app[SERVICES].login.failures.forget({"account": keys["account"]})


def too_many(request: web.Request, seconds: float) -> web.HTTPTooManyRequests:
    wait = max(1, math.ceil(seconds))
    told = request[WORDS].plural(
        "too many attempts; wait {count} second and try again",
        "too many attempts; wait {count} seconds and try again",
        wait,
    )
    return web.HTTPTooManyRequests(text=told, headers={"Retry-After": str(wait)})
