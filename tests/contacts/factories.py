"""Contacts and organisations for tests of this room."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from contactguard.contacts.model import Author, Channel, Contact, Message

SENT = datetime(2025, 3, 3, 9, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """An organisation as the readers see it."""

    mail_domains: tuple[str, ...] = ("elnet.example",)
    lines: dict[str, str] = field(default_factory=lambda: {"flyt@elnet.example": "moving", "flytning": "moving"})

    def line_for(self, address: str, menu: bool = True) -> str | None:
        return self.lines.get(address.casefold()) or ("sales" if menu and address == "1" else None)


def make_contact(*messages: tuple[Author, str], channel: Channel = Channel.EMAIL) -> Contact:
    sent = tuple(Message(author=author, sent_at=SENT, text=text) for author, text in messages)
    return Contact(id="c1", channel=channel, messages=sent)
