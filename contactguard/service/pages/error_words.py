"""An error into what its page says: a heading by its status, and a sentence of what happened and what to do."""

from contactguard.reporting.words import Words

HEADINGS = {
    400: "Not understood",
    401: "Sign in",
    403: "No access",
    404: "Not found",
    409: "Not possible now",
    413: "Too large",
    429: "Too many attempts",
    503: "Not now",
}
SIGNED_OUT = (
    "You are not signed in. Do so in a new window, then load this page again or go back: what you wrote is still there."
)


def heading(status: int) -> str:
    return HEADINGS.get(status, "Something went wrong")


def sentence(words: Words, status: int, message: str) -> str:
    """The message as a sentence; who is signed out is told how to lose nothing."""
    if status == 401:
        return words.text(SIGNED_OUT)
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "…", ")")) else ".")
