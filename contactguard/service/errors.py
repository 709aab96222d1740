"""Errors into answers: the one table from code to status, and the one shape of an error."""

from typing import Any

from aiohttp import web

from contactguard.errors import ContactguardError
from contactguard.reporting.words import Words

STATUS = {
    "internal": 500,
    "bad_input": 400,
    "bad_file": 500,
    "bad_profile": 500,
    "bad_rules": 500,
    "bad_content": 500,
    "not_found": 404,
    "conflict": 409,
    "no_notice": 409,
    "mail": 503,
    "schema": 503,
    "storage": 503,
}
HTTP_CODES = {
    400: "bad_input",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "bad_media_type",
    417: "bad_input",
    429: "too_many",
    503: "unavailable",
}


def error_body(code: str, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "details": details or {}}}


def told(error: Exception, words: Words) -> tuple[int, dict[str, Any]]:
    """Status and body for an error, in the reader's language; what nobody foresaw tells nothing of itself."""
    match error:
        case ContactguardError():
            status = STATUS[error.code]
            details = error.details if status < 500 else {}
            return status, error_body(error.code, words.error(error), _plain(details))
        case web.HTTPException():
            return error.status, error_body(HTTP_CODES.get(error.status, "http"), _reason(error, words))
        case _:
            return 500, error_body(
                "internal", words.text("something went wrong inside the program; the log has the reason")
            )


def _reason(error: web.HTTPException, words: Words) -> str:
    match error:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            return words.text("{method} is not allowed here; allowed: {allowed}", method=error.method, allowed=allowed)
        case web.HTTPRequestEntityTooLarge():
            return words.text("the body is too large; send fewer or shorter contacts at once")
        case web.HTTPNotFound():
            return words.text("there is nothing at this address")
        case _:
            known = error.text and error.text != f"{error.status}: {error.reason}"  # aiohttp says no more by itself
            return words.text(error.text or "") if known else words.text("the request cannot be used as it came")


def _plain(details: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, (str, int, float, list)) else str(value) for name, value in details.items()
    }
