"""How often one visitor may sign in or search: a bucket of tries for each, filled up again at a steady pace."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler

from contactguard.service.auth.addresses import client_address
from contactguard.service.auth.signing_in import too_many
from contactguard.service.auth.visitor import VISITOR


@dataclass(frozen=True)
class Limit:
    """So many at once, and as many again in a minute."""

    name: str
    a_minute: int


LOGIN = Limit("login", 20)  # a whole office may sign in from one address at eight o'clock
SEARCH = Limit("search", 240)  # a search for each key that is pressed
CHECK = Limit("check", 120)  # each takes a worker for a moment

LIMITS = {
    ("POST", "/login"): LOGIN,
    ("POST", "/login/code"): LOGIN,
    ("POST", "/account/password"): LOGIN,
    ("POST", "/account/second-factor/remove"): LOGIN,
    ("POST", "/account/tokens"): LOGIN,
    ("GET", "/login/openid"): LOGIN,
    ("GET", "/login/openid/callback"): LOGIN,
    ("GET", "/answers"): SEARCH,
    ("GET", "/api/v1/answers"): SEARCH,
    ("POST", "/answers/draft"): CHECK,
    ("POST", "/api/v1/check"): CHECK,
    ("POST", "/v2/check"): CHECK,
}
MOST = 10_000  # buckets kept; that of whoever came longest ago goes first


class Buckets:
    """The tries that each visitor has left, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, limit: Limit, visitor: str) -> float:
        """Takes one try; returns how many seconds are to be waited where there is none, else 0."""
        now, key = self._clock(), (limit.name, visitor)
        left, at = self._left.pop(key, (float(limit.a_minute), now))
        left = min(limit.a_minute, left + (now - at) * limit.a_minute / 60)
        taken = left >= 1
        self._left[key] = (left - 1 if taken else left, now)
        if len(self._left) > MOST:
            del self._left[next(iter(self._left))]
        return 0.0 if taken else (1 - left) * 60 / limit.a_minute


BUCKETS = web.AppKey("buckets", Buckets)


@web.middleware
async def limits_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    resource = request.match_info.route.resource
    method = "GET" if request.method == "HEAD" else request.method  # which GET's handler answers, too
    limit = LIMITS.get((method, resource.canonical)) if resource else None
    if limit is not None and (wait := request.app[BUCKETS].take(limit, _visitor(request))):
        raise too_many(request, wait)
    return await handler(request)


def _visitor(request: web.Request) -> str:
    """A person or program where known, else the address."""
    actor = request[VISITOR].actor
    return f"actor {actor.name}" if actor else f"address {client_address(request)}"
