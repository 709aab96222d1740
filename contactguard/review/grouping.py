"""Findings that wait in, groups of one decision each out: one newsletter or signature is read once.

What was written to customers is alike where policy and quote are: the same words went out. A call note only tells of a
call, and the same words there may tell of another one; so notes and talks are alike only as a whole.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contactguard.contacts.model import Channel
from contactguard.policies.finding import Severity
from contactguard.store.review.records import Waiting

WRITTEN = {Channel.EMAIL, Channel.LETTER, Channel.CHAT}
SHORTEST = 20  # letters and spaces of a quote; shorter ones are words that anybody may have written anywhere

Place = tuple[str, int]

_RANK = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}
_NUMBER = re.compile(r"\d+(?:[ .,:/-]\d+)*")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Group:
    """`first` is the one to show; one decision serves it and all alike."""

    first: Waiting
    alike: tuple[Waiting, ...] = ()

    @property
    def size(self) -> int:
        return 1 + len(self.alike)


def ordered(waiting: Sequence[Waiting]) -> list[Waiting]:
    """The gravest first, then the surest, then the oldest."""
    return sorted(waiting, key=lambda one: (_RANK[one.severity], -one.score, one.happened_at, one.fingerprint))


def candidates(waiting: Sequence[Waiting]) -> list[Place]:
    """Messages that must be read to tell whether their findings are alike."""
    unwritten = [one for one in waiting if Channel(one.channel) not in WRITTEN]
    counts = Counter((one.policy, plain(one.quote)) for one in unwritten)
    return [(one.contact_id, one.message) for one in unwritten if counts[one.policy, plain(one.quote)] > 1]


def grouped(waiting: Sequence[Waiting], texts: Mapping[Place, str]) -> list[Group]:
    """In the order of their first; `texts` holds the messages that `candidates` named."""
    groups: defaultdict[tuple[str, ...], list[Waiting]] = defaultdict(list)
    for one in ordered(waiting):
        groups[_key(one, texts)].append(one)
    return [Group(first, tuple(alike)) for first, *alike in groups.values()]


def plain(text: str) -> str:
    """The words alone: without case, punctuation, numbers and spacing, which differ from customer to customer."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NO_WORD.sub(" ", _NUMBER.sub("0", folded)).strip()


def stands_in(quote: str, texts: Iterable[str]) -> bool:
    """Whether a quote was taken from one of these plain texts, rather than being words that anybody might choose."""
    words = plain(quote)
    return len(words) >= SHORTEST and any(words in text for text in texts)


def _key(one: Waiting, texts: Mapping[Place, str]) -> tuple[str, ...]:
    quote = plain(one.quote)
    if Channel(one.channel) in WRITTEN and len(quote) >= SHORTEST:
        return ("written", one.policy, quote)
    body = texts.get((one.contact_id, one.message))
    if body is not None and Channel(one.channel) not in WRITTEN:
        return ("said", one.policy, quote, plain(body))
    return ("alone", one.fingerprint)
