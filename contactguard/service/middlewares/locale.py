"""The language of a request: as chosen in the page, else as the browser asks, else the grid company's first."""

from aiohttp import web
from aiohttp.typedefs import Handler
from babel import negotiate_locale

from contactguard.reporting.words import LANGUAGES, Words
from contactguard.service.embedding import keep_cookie
from contactguard.service.keys import SERVICES, WORDS

COOKIE = "language"
_NORWEGIAN = {"no": "nb", "nn": "nb"}


@web.middleware
async def locale_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    company = request.app[SERVICES].scanner.organisation.grid_company
    chosen = request.query.get("lang") or request.cookies.get(COOKIE)
    language = chosen if chosen in LANGUAGES else _asked(request) or _own(company.languages)
    request[WORDS] = Words(language, company.zone)
    response = await handler(request)
    if request.query.get("lang") in LANGUAGES and not response.prepared:
        keep_cookie(request, response, COOKIE, language)
    return response


def _asked(request: web.Request) -> str | None:
    """The best of the languages that the browser lists, by its order."""
    listed = [part.partition(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    preferred = [_NORWEGIAN.get(tag.partition("-")[0].casefold(), tag) for tag in listed if tag]
    return negotiate_locale(preferred, LANGUAGES, sep="-")


def _own(languages: tuple[str, ...]) -> str:
    return next((language for language in languages if language in LANGUAGES), "en")
