"""A speaker or author as a source writes it in, who that is out; turns of one speaker are joined."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contactguard.contacts.model import Author, Direction
from contactguard.contacts.sources.options import Lines
from contactguard.contacts.sources.reading import clean

_WORDS = {
    Author.AGENT: "agent medarbejder medarbetare medarbeider rådgiver rådgivare kundeservice kundservice kundtjänst "
    "handläggare saksbehandler sagsbehandler operatør operatör employee staff advisor representative rep us vi",
    Author.CUSTOMER: "customer client caller kunde kund kunden bruger användare bruker end-user enduser requester "
    "ringer forbruger ekstern external",
    Author.SYSTEM: "system bot auto automatisk ivr queue voicebot",
}
# Behind a customer's word these make it the staff's own: customer service, kunde-rådgiver, external agent.
_STAFF_ENDS = (
    "agent advisor adviser representative employee staff service support care desk center centre senter "
    "konsulent konsult medarbejder medarbetare medarbeider rådgiver rådgivare tjänst tjeneste "
    "handläggare behandler operatør operatör"
)
_STAFF = tuple(_STAFF_ENDS.split())
_LONGEST_NAME = 2  # words; what goes on is no label of a customer
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
    first, *rest = re.findall(r"[^\W_]+", key) or [""]
    found = _KNOWN.get(key) or _KNOWN.get(first)
    if found and any(word.endswith(_STAFF) for word in rest):
        return Author.AGENT
    return found if len(rest) <= _LONGEST_NAME else None


def author_of_address(address: str, organisation: Lines) -> Author:
    """The agent for an address of the grid company's own domains, or of a host within them."""
    domain = address.rpartition("@")[2].strip(" >").casefold()
    own = (name.casefold().lstrip("@") for name in organisation.mail_domains)
    return Author.AGENT if any(domain == name or domain.endswith("." + name) for name in own) else Author.CUSTOMER


def messages_of(
    turns: Iterable[Turn], said: Mapping[str, Author], start: datetime, direction: Direction = Direction.INBOUND
) -> list[dict[str, object]]:
    """The messages of a transcript. Of speakers whom nobody names, the first is taken for who answered.

    Without any speaker all is read as the agent's words, so that nothing goes unseen.
    """
    worded = [(turn, text) for turn in turns if (text := clean(" ".join(turn.text.split())))]
    authors = _authors((turn.speaker for turn, _ in worded), said, direction)
    messages: list[dict[str, object]] = []
    spoken: list[list[str]] = []
    last: tuple[Author, str | None] | None = None
    for turn, text in worded:
        author = authors[turn.speaker]
        if last == (author, turn.speaker) and not turn.alone:
            spoken[-1].append(text)
        else:
            messages.append({"author": author, "sent_at": start + timedelta(seconds=turn.begun)})
            spoken.append([text])
        last = (author, turn.speaker)
    return [{**message, "text": " ".join(texts)} for message, texts in zip(messages, spoken, strict=True)]


def _authors(
    speakers: Iterable[str | None], said: Mapping[str, Author], direction: Direction
) -> dict[str | None, Author]:
    """Of two or more unnamed, the first to speak answered: the agent, or the customer where the agent calls."""
    known = {speaker: author_of(speaker, said) if speaker else Author.AGENT for speaker in dict.fromkeys(speakers)}
    unnamed = [speaker for speaker, author in known.items() if author is None]
    called = direction is Direction.OUTBOUND and len(unnamed) > 1
    first, others = (Author.CUSTOMER, Author.AGENT) if called else (Author.AGENT, Author.CUSTOMER)
    return {speaker: author or (first if speaker == unnamed[0] else others) for speaker, author in known.items()}
