"""Contact in, segments out: an author's own words told apart from quoted history, signature, disclaimer.

Nothing is cut: every character of a message lies in exactly one segment, offsets are those of the original text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from contactguard.contacts.closings import SegmentKind, kinds_of
from contactguard.contacts.lines import Line, lines_of
from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.contacts.quotes import mark_mail, mark_note

__all__ = ["Segment", "SegmentKind", "split"]

# What any quoted mail holds, in lower case; a note without it is not looked at line by line.
_MAIL_MARKS = ("fra:", "från:", "frå:", "from:", "sender:", "avsändare:", "skrev", "wrote", "--", "__", "==", "**")
_CHAT_EVENT = re.compile(
    r"\W{0,3}(?:(?:chatten|samtalen|samtalet|the chat|chat) (?:er|blev|ble|har|är|has|was|is)\b[^,:;]{0,40}"
    r"|[^,:;]{1,40}\b(?:har forladt|har lämnat|har forlatt|has left|har tilsluttet|har anslutit|har sluttet|joined)\b"
    r"[^,:;]{0,30}"
    r"|(?:du chatter nu|du chattar nu|you are now chatting|nu chattar du|du er nummer|du är nummer)\b.{0,60})\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """`contact.messages[message].text[start:end]`, read as one kind."""

    message: int
    start: int
    end: int
    kind: SegmentKind
    author: Author


def split(contact: Contact) -> list[Segment]:
    """The segments of all messages, in order. Time grows with the length of the text and no faster."""
    segments: list[Segment] = []
    history = _History(contact.messages)
    for index, message in enumerate(contact.messages):
        if (lines := _lines(contact.channel, message)) is None:
            segments.append(Segment(index, 0, len(message.text), SegmentKind.OWN, message.author))
            continue
        history.upto = index
        start = 0
        for kind, run in groupby(
            zip(_kinds(contact.channel, lines, history), lines, strict=True), key=lambda pair: pair[0]
        ):
            end = max(line.end for _, line in run)
            segments.append(Segment(index, start, end, kind, message.author))
            start = end
    return segments


def _lines(channel: Channel, message: Message) -> list[Line] | None:
    """The lines of a message that may hold more than own words; None where it cannot."""
    match channel:
        case Channel.TRANSCRIPT:
            return None
        case Channel.CALL_NOTE if not _may_hold_mail(message.text):
            return None
        case Channel.CHAT if "\n" not in message.text and not _CHAT_EVENT.match(message.text[:200]):
            return None
    return lines_of(message.text) or None


def _may_hold_mail(text: str) -> bool:
    lower = text.lower()
    return any(mark in lower for mark in _MAIL_MARKS)


def _kinds(channel: Channel, lines: Sequence[Line], history: "_History") -> list[SegmentKind]:
    if channel is Channel.CHAT:
        return [SegmentKind.SYSTEM if _CHAT_EVENT.match(line.text) else SegmentKind.OWN for line in lines]
    if channel is Channel.CALL_NOTE:
        return [SegmentKind.QUOTED if quoted else SegmentKind.OWN for quoted in mark_note(lines)]
    kinds: list[SegmentKind] = []
    marks = mark_mail(lines, history.holds)
    for quoted, run in groupby(zip(marks, lines, strict=True), key=lambda pair: pair[0]):
        own = [line for _, line in run]
        kinds += [SegmentKind.QUOTED] * len(own) if quoted else kinds_of(own)
    return kinds


class _History:
    """The lines of the messages before `upto`, read only when somebody asks."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.upto = 0
        self._messages = messages
        self._read = 0
        self._lines: set[str] = set()

    def holds(self, text: str) -> bool:
        while self._read < self.upto:
            self._lines.update(_bare(line.text) for line in lines_of(self._messages[self._read].text))
            self._read += 1
        return _bare(text) in self._lines


def _bare(text: str) -> str:
    return " ".join(text.lstrip(" >|").split()).casefold()
