"""A contact and its findings in, what a page shows out: pieces of text that carry the same marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from contactguard.contacts.model import Contact, Message
from contactguard.contacts.segments import Segment, SegmentKind, split
from contactguard.store.scanned.records import StoredFinding


@dataclass(frozen=True)
class Piece:
    """A stretch of text: in which findings it stands (by number, from 1), and whether a cue or company is meant."""

    text: str
    findings: tuple[int, ...] = ()
    counted: bool = False
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """A segment of a message: own words, or what must be told apart from them."""

    kind: SegmentKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Shown:
    message: Message
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    finding: int | None


def shown(contact: Contact, findings: Sequence[StoredFinding]) -> list[Shown]:
    """The messages in order. Put together again, the pieces are each message's text."""
    segments = split(contact)
    return [
        Shown(
            message,
            tuple(_part(message.text, one, _marks(findings, index)) for one in segments if one.message == index),
        )
        for index, message in enumerate(contact.messages)
    ]


def _marks(findings: Sequence[StoredFinding], message: int) -> list[_Mark]:
    marks = []
    for number, stored in enumerate(findings, 1):
        finding = stored.finding
        if finding.message == message:
            marks.append(_Mark(finding.start, finding.end, number))
        marks += [_Mark(one.start, one.end, None) for one in finding.explanation.found if one.message == message]
    return marks


def _part(text: str, segment: Segment, marks: Sequence[_Mark]) -> Part:
    inside = [one for one in marks if one.start < segment.end and segment.start < one.end]
    ends = {end for one in inside for end in (one.start, one.end) if segment.start < end < segment.end}
    bounds = [segment.start, *sorted(ends), segment.end]
    pieces = (_piece(text, start, end, inside) for start, end in pairwise(bounds))
    return Part(segment.kind, tuple(pieces))


def _piece(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Piece:
    over = [one for one in marks if one.start <= start and end <= one.end]
    return Piece(
        text=text[start:end],
        findings=tuple(one.finding for one in over if one.finding is not None),
        counted=any(one.finding is None for one in over),
        begins=tuple(one.finding for one in over if one.finding is not None and one.start == start),
        ends=tuple(one.finding for one in over if one.finding is not None and one.end == end),
    )
