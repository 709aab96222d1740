"""A speaker or author as a source writes it in, who that is out; turns of one speaker are joined."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contactguard.contacts.model import Author
from contactguard.contacts.sources.options import Lines
from contactguard.contacts.sources.reading import clean

_WORDS = {
    Author.AGENT: "agent medarbejder medarbetare medarbeider rådgiver rådgivare kundeservice kundservice kundtjänst "
    "handläggare saksbehandler sagsbehandler operatør operatör employee staff advisor representative rep us vi",
    Author.CUSTOMER: "customer client caller kunde kund kunden bruger användare bruker end-user enduser requester "
    "ringer forbruger ekstern external",
    Author.SYSTEM: "system bot auto automatisk ivr queue voicebot",
}
_KNOWN = {word: author for author, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Turn:
    """What a speaker (None: unknown) said, begun so many seconds into the contact; `alone` is never joined."""

    speaker: str | None
    begun: float
    text: str
    alone: bool = False


def author_of(speaker: str, said: Mapping[str, Author]) -> Author | None:
    """What the settings say of a speaker, or what the word itself means; None for a mere name or number."""
    key = speaker.strip().casefold()
    for name, author in said.items():
        if name.casefold() == key:
            return author
    first = re.split(r"[\s_\-:(]+", key)[0]
    return _KNOWN.get(key) or _KNOWN.get(first)


def author_of_address(address: str, organisation: Lines) -> Author:
    """The agent for an address of the grid company's own domains, or of a host within them."""
    domain = address.rpartition("@")[2].strip(" >").casefold()
    own = (name.casefold().lstrip("@") for name in organisation.mail_domains)
    return Author.AGENT if any(domain == name or domain.endswith("." + name) for name in own) else Author.CUSTOMER


def messages_of(turns: Iterable[Turn], said: Mapping[str, Author], start: datetime) -> list[dict[str, object]]:
    """The messages of a transcript. Of speakers whom nobody names, the first is taken for who answered: the agent.

    Without any speaker all is read as the agent's words, so that nothing goes unseen.
    """
    messages: list[dict[str, object]] = []
    spoken: list[list[str]] = []
    guessed: dict[str, Author] = {}
    last: tuple[Author, str | None] | None = None
    for turn in turns:
        if not (text := clean(" ".join(turn.text.split()))):
            continue
        author = _author(turn.speaker, said, guessed)
        if last == (author, turn.speaker) and not turn.alone:
            spoken[-1].append(text)
        else:
            messages.append({"author": author, "sent_at": start + timedelta(seconds=turn.begun)})
            spoken.append([text])
        last = (author, turn.speaker)
    return [{**message, "text": " ".join(texts)} for message, texts in zip(messages, spoken, strict=True)]


def _author(speaker: str | None, said: Mapping[str, Author], guessed: dict[str, Author]) -> Author:
    if speaker is None:
        return Author.AGENT
    if known := author_of(speaker, said):
        return known
    return guessed.setdefault(speaker, Author.CUSTOMER if guessed else Author.AGENT)
