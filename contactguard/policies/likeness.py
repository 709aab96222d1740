"""Findings that one decision serves: one newsletter or signature is read once.

What was written to customers is alike where policy and quote are: the same words went out. A call note only tells of a
call, and the same words there may tell of another one; so notes and talks are alike only as a whole.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from contactguard.contacts.model import Channel
from contactguard.policies.finding import Policy

WRITTEN = {Channel.EMAIL, Channel.LETTER, Channel.CHAT}
SHORTEST = 20  # letters and spaces of a quote; shorter ones are words that anybody may have written anywhere

_NUMBER = re.compile(r"\d+(?:[ .,:/-]\d+)*")
_NO_WORD = re.compile(r"[\W_]+")


def likeness(policy: Policy, channel: Channel, quote: str, message: str | None) -> str | None:
    """Equal for findings that are alike; None for one that is like no other. `message` is None once it was deleted."""
    words = plain(quote)
    if channel in WRITTEN:
        return _digest(policy, words) if len(words) >= SHORTEST else None
    return None if message is None else _digest(policy, words, plain(message))


def plain(text: str) -> str:
    """The words alone: without case, punctuation, numbers and spacing, which differ from customer to customer."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NO_WORD.sub(" ", _NUMBER.sub("0", folded)).strip()


def stands_in(quote: str, texts: Iterable[str]) -> bool:
    """Whether a quote was taken from one of these plain texts, rather than being words that anybody might choose."""
    words = plain(quote)
    return len(words) >= SHORTEST and any(words in text for text in texts)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
