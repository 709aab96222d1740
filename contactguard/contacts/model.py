"""A customer contact as it came in: who said what, when, on which line.

The form is that of the corpus: one JSON object a contact. Unknown fields are ignored, offsets are characters of
`Message.text`, end exclusive. An "å" that came in as two characters is one there (Unicode's NFC).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from unicodedata import normalize

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

# Exports write 0001-01-01 or 9999-12-31 where there is no time; neither can be told in another zone.
Sent = Annotated[AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(2999, 12, 31, tzinfo=UTC))]


def composed(text: str) -> str:
    """The text with each letter and its accents as one character."""
    return normalize("NFC", text)


Text = Annotated[str, AfterValidator(composed)]


class Channel(StrEnum):
    CALL_NOTE = "call_note"
    TRANSCRIPT = "transcript"
    EMAIL = "email"
    CHAT = "chat"
    LETTER = "letter"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Customer(StrEnum):
    PRIVATE = "private"
    BUSINESS = "business"


class Author(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    SYSTEM = "system"


class Message(BaseModel):
    """One part of a contact with an author: a note, a turn, an e-mail body as sent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    author: Author
    sent_at: Sent
    text: Text


class Contact(BaseModel):
    """One call note, transcript, e-mail thread, chat or letter. `line` is an id of the organisation profile."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    channel: Channel
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    profile: str | None = None
    language: str | None = None
    line: Annotated[str, StringConstraints(max_length=200)] = "general"
    direction: Direction = Direction.INBOUND
    customer: Customer = Customer.PRIVATE
    subject: Text = ""
    agent: str | None = None
    team: str | None = None
    external_id: str | None = None


@dataclass(frozen=True)
class FailedContact:
    """A record that could not be read: kept with where it stood and why, so that nothing is lost silently."""

    source: str
    place: str
    reason: str
