"""Where a request comes from and which name it asked for, also behind a reverse proxy."""

import ipaddress

from aiohttp import web
from yarl import URL

from contactguard.service.keys import SERVICES
from contactguard.settings import Settings

_FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def is_loopback(host: str) -> bool:
    """True for localhost and the addresses of this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def is_secure(settings: Settings) -> bool:
    """Whether people come over https, so that cookies may be kept to it."""
    return settings.public_url is not None and settings.public_url.scheme == "https"


def own_origin(settings: Settings) -> str | None:
    return str(URL(str(settings.public_url)).origin()) if settings.public_url else None


def client_address(request: web.Request) -> str:
    """The nearest address that is not one of the known proxies."""
    address = request.remote or ""
    lines = request.headers.getall("X-Forwarded-For", [])  # a proxy may add a line of its own
    for hop in reversed(",".join(lines).split(",")):
        if not hop.strip() or not _is_proxy(request, address):
            break
        address = _without_port(hop.strip())
    return address


def is_here(request: web.Request) -> bool:
    """Whether a program of this very machine asks, not somebody behind a proxy that runs on it."""
    behind = request.app[SERVICES].settings.public_url is not None or any(
        name in request.headers for name in _FORWARDING
    )
    return not behind and is_loopback(request.remote or "") and is_loopback(host_of(request))


def host_of(request: web.Request) -> str:
    """The name or address asked for, without port; empty for one that cannot be read."""
    try:
        return URL(f"http://{request.host}").host or ""
    except ValueError:
        return ""


def is_own_host(request: web.Request) -> bool:
    """A foreign page may point its own name at this service, so a name counts only as the settings say it."""
    settings, host = request.app[SERVICES].settings, host_of(request)
    if settings.public_url is not None and host == settings.public_url.host:
        return True
    return is_loopback(host) or (not is_loopback(settings.host) and _is_address(host))


def _without_port(hop: str) -> str:
    """Some proxies write 203.0.113.9:4711 or [2001:db8::9]:4711."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _is_proxy(request: web.Request, address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in request.app[SERVICES].settings.proxies)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
