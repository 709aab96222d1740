"""An error into what its page says: a sentence in the reader's language, and the program's own words beneath."""

from contactguard.reporting.words import Words

HEADINGS = {
    400: "Not understood",
    401: "Sign in",
    403: "No access",
    404: "Not found",
    409: "Not possible now",
    413: "Too large",
    429: "Too many tries",
    503: "Not now",
}
SENTENCES = {
    400: "Something in the address or the form cannot be used. Go back, correct it and try again.",
    401: "You are not signed in. Do so in a new window, then load this page again or go back:"
    " what you wrote is still there.",
    403: "This is not allowed here.",
    404: "There is no such thing here. It may have been deleted when its time was over.",
    409: "Somebody else was faster, or what you saw has changed. Go back, load the page anew and try again.",
    413: "What was sent is too large.",
    429: "There were too many tries. Wait a little and try again.",
    503: "A service that this needs does not answer. Try again later.",
}
UNEXPECTED = "Something went wrong inside the program."


def heading(status: int) -> str:
    return HEADINGS.get(status, "Something went wrong")


def sentence(words: Words, status: int, message: str) -> tuple[str, str]:
    """What the page says, and the program's own words (English) where they say more; else nothing."""
    if status == 401:
        return words.text(SENTENCES[401]), ""
    said = words.text(message)
    if said != message or words.language == "en":
        return said[:1].upper() + said[1:] + ("" if said.endswith((".", "…", ")")) else "."), ""
    return words.text(SENTENCES.get(status, UNEXPECTED)), "" if status >= 500 else message
