"""Mails of a file, mbox or Maildir in, one contact a thread out.

Two passes: the first reads headers and notes on disk which mails belong together, the second reads the bodies of one
thread at a time. So memory does not grow with the mailbox.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as Mail
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from itertools import chain
from pathlib import Path

from contactguard.contacts.model import Author, FailedContact
from contactguard.contacts.sources.grouping import Groups
from contactguard.contacts.sources.mail_places import MailPlace, files_in, places_in
from contactguard.contacts.sources.mail_text import readable, text_of
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import clean, modified, named, too_long, unread, validated
from contactguard.contacts.sources.speakers import author_of_address

_HEADER_LIMIT = 2**18
_RECIPIENTS = ("delivered-to", "x-original-to", "to", "cc")
_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,80}\?[bqBQ]\?[^?\s]*\?=")
_ID = re.compile(r"<[^<>\s]+>")


class _TooLongError(Exception):
    """The text of a mail goes on beyond what is read of it."""


@dataclass(frozen=True)
class _Head:
    """What the first pass keeps of a mail: enough to find its thread, and its other copies by id and date."""

    names: tuple[str, ...]
    identity: str
    sent_at: datetime


@dataclass(frozen=True)
class _Sent:
    """One mail of a thread."""

    sender: str
    addressed: tuple[str, ...]
    subject: str
    author: Author
    sent_at: datetime
    text: str


def read(path: Path, organisation: Lines, options: Options) -> Iterator[Record]:
    """Threads in the order of their first mail in the mailbox; a mail kept twice (inbox and archive) counts once."""
    with closing(Groups()) as groups:
        for file in files_in(path):
            try:
                for place in places_in(file):
                    yield from _grouped(groups, place, str(path))
            except OSError as error:
                yield FailedContact(str(path), str(file), f"cannot be read: {unread(error)}")
        reader = _Reader(path, organisation, options)
        for _, place_of_first, payloads in groups:
            yield from reader.thread(place_of_first, [MailPlace(**json.loads(payload)) for payload in payloads])


def _grouped(groups: Groups, place: MailPlace, source: str) -> Iterator[FailedContact]:
    """Notes which thread the mail belongs to, or tells why that cannot be said."""
    try:
        head = _head(place)
    except (ValueError, RecursionError, OSError) as error:
        yield FailedContact(source, str(place), f"has no readable header: {unread(error)}")
        return
    if groups.meet(head.identity) == 1:
        groups.add(head.names, str(place), json.dumps(place.fields()).encode(), head.sent_at.timestamp())


def _head(place: MailPlace) -> _Head:
    raw = place.head(_HEADER_LIMIT)
    mail = BytesHeaderParser().parsebytes(raw.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0] + b"\n\n")
    names = _names(mail, raw)
    return _Head(names, f"{names[-1]} {clean(str(mail.get('date', '')))}", _sent_at(mail, place))


def _names(mail: Mail, raw: bytes) -> tuple[str, ...]:
    """The thread's ids from its root to the mail's own; a mail without an id is named by its content."""
    before = [found for key in ("references", "in-reply-to") for found in _ID.findall(str(mail.get(key, "")))]
    own = str(mail.get("message-id", "")).strip()
    if not own.strip("<> "):
        own = "sha256:" + hashlib.sha256(raw).hexdigest()
    return tuple(clean(name)[:500] for name in (*before, own))


def _sent_at(mail: Mail, place: MailPlace) -> datetime:
    """By its date, else by the last server that passed it on, else by the file."""
    dates = [str(mail.get("date", "")), *(str(line).rpartition(";")[2] for line in mail.get_all("received", [])[:1])]
    for date in dates:
        try:
            found = parsedate_to_datetime(date.strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return modified(Path(place.path))


class _Reader:
    """The second pass."""

    def __init__(self, path: Path, organisation: Lines, options: Options) -> None:
        self._source = str(path)
        self._organisation = organisation
        self._options = options

    def thread(self, place: str, places: Sequence[MailPlace]) -> Iterator[Record]:
        """The contact of these mails, with a failed one for each that could not be read."""
        sent: list[_Sent] = []
        root = ""
        for each in places:
            try:
                mail, raw = self._mail(each)
                root = root or _names(mail, raw)[0]
                sent.append(self._sent(mail, each))
            except RecursionError:
                yield FailedContact(self._source, str(each), "its parts are nested too deep to be read")
            except _TooLongError:
                yield too_long(self._source, str(each), self._options.longest_record)
            except (ValueError, LookupError, OSError) as error:
                yield FailedContact(self._source, str(each), f"cannot be read: {unread(error)}")
        if sent:
            yield self._contact(root, place, sent)

    def _mail(self, place: MailPlace) -> tuple[Mail, bytes]:
        raw = place.head(self._options.longest_record)
        return message_from_bytes(raw), raw[:_HEADER_LIMIT]

    def _sent(self, mail: Mail, place: MailPlace) -> _Sent:
        body = text_of(mail)
        if place.length > self._options.longest_record and body.ends_in_text:
            raise _TooLongError
        named = "".join(f"\n[attachment: {name}]" for name in body.attachments)
        sender = next(iter(_addresses(mail, ("from", "sender", "return-path"))), "")
        automatic = str(mail.get("auto-submitted", "no")).strip().lower() != "no"
        return _Sent(
            sender=sender,
            addressed=tuple(_addresses(mail, _RECIPIENTS)),
            subject=readable(mail.get("subject", "")),
            author=Author.SYSTEM if automatic else author_of_address(sender, self._organisation),
            sent_at=_sent_at(mail, place),
            text=body.text + named,
        )

    def _contact(self, root: str, place: str, sent: Sequence[_Sent]) -> Record:
        first = sent[0]
        addresses = (*first.addressed, first.sender) if first.author is Author.CUSTOMER else (first.sender,)
        queues = (*addresses, self._options.queue or "")
        line = next((line for queue in queues if queue and (line := self._organisation.line_for(queue))), None)
        outbound = first.author is Author.AGENT
        fields: dict[str, object] = {
            "id": named(root),
            "channel": self._options.channel or "email",
            "direction": self._options.direction or ("outbound" if outbound else "inbound"),
            "customer": self._options.customer,
            "language": self._options.language,
            "line": line or "general",
            "subject": first.subject,
            "agent": next((mail.sender for mail in sent if mail.author is Author.AGENT), None),
            "messages": [{"author": mail.author, "sent_at": mail.sent_at, "text": mail.text} for mail in sent],
        }
        return validated(fields, self._source, place)


def _addresses(mail: Mail, keys: Sequence[str]) -> Iterator[str]:
    """Found before any word is decoded, so that a name that holds an address is none."""
    values = chain.from_iterable(mail.get_all(key, []) for key in keys)
    plain = [value if isinstance(value, str) and not _encoded(value) else readable(value) for value in values]
    for _, address in getaddresses(plain):
        if "@" in address:
            yield clean(address.strip().lower())


def _encoded(header: str) -> bool:
    """True where the address itself is within the encoded words, as some programs write it."""
    return not any("@" in address for address in _ENCODED_WORD.sub("", header).split())
