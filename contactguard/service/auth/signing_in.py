"""Name and password in, a session out; the same words and the same time whatever was wrong."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from weakref import WeakValueDictionary

from aiohttp import web

from contactguard.accounts.account import Account, Proof, Session, Stage
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
    async with guarded(request, name) as keys:
        account = await request.app[SERVICES].login.accounts.find(name)
        hashed = account.password_hash if account and _may_try(request, account) else None
        if not await _fits(request, hashed, password) or account is None:
            await note_failure(request, keys, account)
            return None
    if account.totp is None:
        await forget_failures(request, keys)
    if hashed and needs_rehash(hashed):
        await request.app[SERVICES].login.accounts.rehash(
            account.name, await asyncio.to_thread(hash_password, password)
        )
    return account


async def check_password_again(request: web.Request, account: Account, password: str) -> bool:
    """Whether the person of a session has typed the password of the account; guessing it counts as at the sign-in."""
    async with guarded(request, account.name) as keys:
        right = await _fits(request, account.password_hash, password)
        if not right:
            await note_failure(request, keys, account)
    return right


@asynccontextmanager
async def guarded(request: web.Request, name: str) -> AsyncIterator[dict[str, str]]:
    """One try of what only this person knows, in its turn; under these keys it counts. Raises 429 for one too many."""
    keys = _failure_keys(request, name)
    async with request.app[TURNS].of(keys["account"]):
        waiting = await request.app[SERVICES].login.failures.waiting(keys)
        if waiting > timedelta(0):
            raise too_many(request, waiting.total_seconds())
        yield keys


async def _fits(request: web.Request, hashed: str | None, password: str) -> bool:
    async with request.app[TURNS].hashing:
        return await asyncio.to_thread(verify_password, hashed, password)


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


async def stay(request: web.Request, left: Session, response: web.StreamResponse) -> None:
    """Goes on under a new cookie where every session of the account ended, but for this person's own doing."""
    set_cookie(request, response, SESSION, await request.app[SERVICES].login.sessions.renew(left))


def _failure_keys(request: web.Request, name: str) -> dict[str, str]:
    blind = request.app[SERVICES].login.keys.blind
    return {"account": blind(key_of(name)), "address": blind(client_address(request))}


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
