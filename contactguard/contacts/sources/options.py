"""What may be said of a source beyond its place: what it is, and what its columns and speakers mean."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Protocol, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contactguard.contacts.model import Author, Channel, Contact, Customer, Direction, FailedContact

Record: TypeAlias = Contact | FailedContact


class Lines(Protocol):
    """The part of an organisation profile that tells whose a mail address is and which line a queue belongs to."""

    @property
    def mail_domains(self) -> Sequence[str]: ...

    def line_for(self, address: str, menu: bool = True) -> str | None: ...


class Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    EML = "eml"
    MBOX = "mbox"
    MAILDIR = "maildir"
    SUBTITLES = "subtitles"
    CONTACT_LENS = "contact-lens"
    WHISPER = "whisper"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"no time zone is called {name!r}") from None
    return name


class Columns(BaseModel):
    """The names of a table's columns; only that of the text and, unless `undated`, of the time must be there.

    `text` holds a note or, with `author`, one message of a contact whose other messages stand in other rows.
    `customer_text` and `agent_text` hold the two sides of a contact in one row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = "id"
    text: str = "text"
    customer_text: str = "customer_text"
    agent_text: str = "agent_text"
    author: str = "author"
    sent_at: str = "sent_at"
    queue: str = "queue"
    channel: str = "channel"
    direction: str = "direction"
    customer: str = "customer"
    language: str = "language"
    subject: str = "subject"
    agent: str = "agent"
    team: str = "team"


class Options(BaseModel):
    """What a record does not say itself (queue, channel, language …) is taken from here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    queue: str | None = None
    channel: Channel | None = None
    direction: Direction | None = None
    customer: Customer = Customer.PRIVATE
    language: str | None = None
    # Zone of times written without one.
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    # strptime form of the times in a table; without it ISO and day-month-year are understood.
    date_format: str | None = None
    # A row without a time gets the file's. All rows then seem to be of the day on which the table was written last.
    undated: bool = False
    columns: Columns = Columns()
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    # Speaker, author, channel or customer word as the source writes it -> ours; common words are known anyway.
    speakers: dict[str, Author] = {}
    channels: dict[str, Channel] = {}
    customers: dict[str, Customer] = {}
    # Bytes of the longest record read: a line, a mail, a transcript. A longer one is a failed contact.
    longest_record: int = Field(default=20 * 2**20, gt=0)
