"""Security headers on every answer: nothing from elsewhere, nothing inline, nothing kept in shared caches."""

from aiohttp import web
from yarl import URL

from contactguard.service.auth.addresses import is_secure
from contactguard.service.embedding import ancestors
from contactguard.service.keys import SERVICES
from contactguard.settings import OpenIdSettings

_FORMS = "form-action 'self'"
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        _FORMS,
        "base-uri 'none'",
    )
)
CONTENT_SECURITY_POLICY = f"{_POLICY}; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT = "/static/"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`, so that errors and redirects have them too."""
    for name, value in (_embedded(origins) if (origins := ancestors(request)) else HEADERS).items():
        response.headers.setdefault(name, value)
    settings = request.app[SERVICES].settings
    if settings.openid is not None:
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace(_FORMS, f"{_FORMS} {_origin(settings.openid)}")
    if is_secure(settings):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers.setdefault("Cache-Control", "max-age=300" if request.path.startswith(KEPT) else "no-store")


def _origin(provider: OpenIdSettings) -> str:
    """Signing out is a form that leads on to the provider."""
    return str(URL(provider.issuer).origin())


def _embedded(origins: tuple[str, ...]) -> dict[str, str]:
    """The older header knows no origins to allow; browsers that know the newer one do without it."""
    policy = f"{_POLICY}; frame-ancestors 'self' {' '.join(origins)}"
    return {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"} | {
        "Content-Security-Policy": policy
    }
