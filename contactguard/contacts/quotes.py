"""Lines of a mail in, a mark for each that is quoted history out.

What a mail program quotes with a prefix ends with the prefix; what it quotes below a header goes on to the end, unless
the author announces answers inside it or wrote nothing above it: then only what earlier messages hold is quoted.
"""

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto

from contactguard.contacts.lines import ATTACHMENT, LONGEST_HEADER, Line

# An advert may be framed ">> … <<".
_PREFIX = re.compile(r"\s{0,3}(?:(?:>|&gt;)(?!.*(?:<|&lt;)\s*$)|<blockquote|\|(?=[^|]*$|(?: ?\|)+[^|]*$))")
_KEYS = {
    "from": "fra|från|frå|from|afsender|avsender|avsändare|von",
    "sent": "sendt|skickat|skickades|sent|dato|datum|date",
    "to": "til|till|to",
    "subject": "emne|ämne|subject",
    "copy": "cc|bcc|kopi|kopia|reply-to|svar til|svar till|vedhæftede filer|bilagor|vedlegg|attachments"
    "|prioritet|vigtighed|importance",
}
_HEADER = re.compile(
    r"[\s>|*_]{0,8}(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _KEYS.items()) + r")[\s*_]{0,3}:",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s{0,3}(?:[-_=*–—] ?){3,}\s*$")
_THING = r"(?:besked|medd?el\w+|melding|message|mail|mejl|brev|brevet|e-post)"
_FORWARDED = re.compile(r"\b(?:videresend\w+|vidarebefordra\w*|forwarded|vidaresend\w*)\b", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s{0,3}[-_=*#–—]{2,60}\s{0,3}(?:"
    rf"(?:oprindelig|opprinnelig|ursprunglig|original|orginal)\w*\s{_THING}"
    rf"|{_FORWARDED.pattern}(?:\s{_THING})?"
    r"|(?:skriv\s(?:dit|ditt)\s)?svar(?:et)?\s(?:over|ovanför|ovenfor)\sdenn?[ea]\s(?:linj\w+|rad\w*)"
    r"|(?:please\s)?(?:reply|type your reply)\sabove\sthis\sline"
    r")\s{0,3}[-_=*#–—:]{0,60}\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    rf"\s{{0,3}}(?:start på |börja (?:det )?|begin )?{_FORWARDED.pattern}\s{_THING}:\s*$",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:skrev|skreiv|wrote|writes)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{4}|\d\d?[.:]\d\d\b|\d\d?[/.-]\d\d?[/.-]\d\d")
_ATTRIBUTION = re.compile(
    r"\W{0,4}(?:(?:den|on|på|am|man|mand|tir|tirs|ons|tor|tors|fre|lør|søn|mån|tis|lör|sön|mon|tue|wed|thu|fri|sat|sun)"
    r"(?:\.|\b|dag)|(?:mandag|måndag|tirsdag|tisdag|onsdag|torsdag|fredag|lørdag|lördag|søndag|söndag)\b|\d)"
    r"|.{1,80}\b(?:skrev|wrote)\s(?:den|on|at)?\s?\d",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:du|jeg|vi|i|jag|ni|you|we|eg|dere)\b")
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{3,}")
_ANNOUNCED = re.compile(
    r"\b(?:svar\w*|answer\w*|repl\w+|kommentar\w*|comment\w*)\b.{0,40}"
    r"\b(?:neden\w*|nedan\w*|under|below|inline|herunder|tekst\w*|text\w*|rødt?|rött|red|blåt?t?|blue)\b",
    re.IGNORECASE | re.DOTALL,
)
# Own words searched for an announcement of answers further down.
_ANNOUNCEMENT_LENGTH = 2000
_HEADER_LINES = 14


class _Follows(Enum):
    """What a boundary starts: lines with a prefix, or everything to the end."""

    PREFIXED = auto()
    REST = auto()


def mark_mail(lines: Sequence[Line], known: Callable[[str], bool]) -> list[bool]:
    """True for each quoted line of a mail. `known` tells whether an earlier message of the contact holds the line."""
    end = len(lines)
    while end and ATTACHMENT.match(lines[end - 1].text):
        end -= 1
    return _mark_text(lines[:end], known) + [False] * (len(lines) - end)


def _mark_text(lines: Sequence[Line], known: Callable[[str], bool]) -> list[bool]:
    marks = [False] * len(lines)
    at = 0
    while at < len(lines):
        if prefixed(lines[at]) or (lines[at].blank and at and marks[at - 1]):
            marks[at] = True
            at += 1
        elif (found := _boundary(lines, at)) is None:
            at += 1
        else:
            end, follows = found
            marks[at:end] = [True] * (end - at)
            if follows is _Follows.REST:
                _mark_rest(lines, marks, at, end, known)
                return marks
            at = end
    return marks


def mark_note(lines: Sequence[Line]) -> list[bool]:
    """True for each line of a mail pasted into a note. In a note ">" is a bullet and "Fra:" alone a field."""
    marks = [False] * len(lines)
    quoted = False
    for at, line in enumerate(lines):
        if not quoted:
            quoted = _pasted(lines, at)
        elif _NOTE_OPENING.match(line.text) and lines[at - 1].blank:
            quoted = False
        marks[at] = quoted
    return marks


_NOTE_OPENING = re.compile(
    r"(?:kd|kund|kunden|kunde|oplyst\w*|svar(?:et|ede|at|ade)|hen?vist\w*|hänvis\w*|aftalt\w*|avtalt|sagde|sa|upplyst\w*"
    r"|informer\w+|vejledt\w*|vägled\w*|ringet|ringede|ringde|cust|customer|advised|told|explained|note|notat)\b",
    re.IGNORECASE,
)


def _pasted(lines: Sequence[Line], at: int) -> bool:
    header = _header_block(lines, at)
    if header and {"from", "sent"} <= header[1] and any(_DATE.search(line.text) for line in lines[at : header[0]]):
        return True
    if lines[at].joined or _SEPARATOR.match(lines[at].text):
        return True
    wrote = _attribution(lines, at)
    return wrote is not None and _ADDRESS.search(" ".join(line.text for line in lines[at : wrote[0]])) is not None


def prefixed(line: Line) -> bool:
    return _PREFIX.match(line.text) is not None


def _boundary(lines: Sequence[Line], at: int) -> tuple[int, _Follows] | None:
    """The end of the header, separator or attribution that starts here, and what it starts."""
    line = lines[at]
    if line.blank:
        return None
    if line.joined or _SEPARATOR.match(line.text) or _FORWARD.match(line.text):
        header = _header_block(lines, _next_text(lines, at + 1))
        return header[0] if header else at + 1, _Follows.REST
    start = at
    if ruled := _RULE.match(line.text) is not None:
        start = _next_text(lines, at + 1)
    header = _header_block(lines, start)
    if header and _is_header(lines, header[0], header[1], ruled):
        return header[0], _follows(lines, header[0])
    return None if ruled else _attribution(lines, at)


def _header_block(lines: Sequence[Line], at: int) -> tuple[int, set[str]] | None:
    """The end of a run of header lines from here and the kinds of keys in it; wrapped and spaced lines belong to it."""
    kinds: set[str] = set()
    end = at
    for index in range(at, min(len(lines), at + _HEADER_LINES)):
        if found := _HEADER.match(lines[index].text):
            kinds.add(str(found.lastgroup))
            end = index + 1
        elif index > end or not kinds:
            break
    return (end, kinds) if kinds else None


def _is_header(lines: Sequence[Line], end: int, kinds: set[str], ruled: bool) -> bool:
    if "from" not in kinds:
        return False
    if ruled or kinds & {"sent", "subject", "copy"}:
        return True
    return _follows(lines, end) is _Follows.PREFIXED  # "Fra: … Til: …" alone may be a period or a switch


def _attribution(lines: Sequence[Line], at: int) -> tuple[int, _Follows] | None:
    """ "Den man. 3. mar. 2025 kl. 10.12 skrev X <x@y>:", on one line or wrapped over three."""
    end = next((n + 1 for n in range(at, min(len(lines), at + 3)) if lines[n].text.rstrip().endswith(":")), None)
    if end is None or any(line.blank for line in lines[at:end]):
        return None
    first = lines[at].text.rstrip()
    if end > at + 1 and (first.endswith((".", "!", "?")) or not (_ATTRIBUTION.match(first) and _DATE.search(first))):
        return None  # a sentence of the author's own above the attribution
    joined = " ".join(line.text.strip() for line in lines[at:end])
    if len(joined) >= LONGEST_HEADER or not _VERB.search(joined):
        return None
    if _follows(lines, end) is _Follows.PREFIXED:
        return end, _Follows.PREFIXED
    if _DATE.search(joined) and _ATTRIBUTION.match(joined) and not _PERSON.search(joined):
        return end, _Follows.REST
    return None


def _follows(lines: Sequence[Line], at: int) -> _Follows:
    following = _next_text(lines, at)
    return _Follows.PREFIXED if following < len(lines) and prefixed(lines[following]) else _Follows.REST


def _next_text(lines: Sequence[Line], at: int) -> int:
    """The next line that is not blank; three blank lines are a gap that nothing reaches over."""
    for index in range(at, min(len(lines), at + 4)):
        if not lines[index].blank:
            return index
    return len(lines)


def _mark_rest(lines: Sequence[Line], marks: list[bool], at: int, end: int, known: Callable[[str], bool]) -> None:
    above = [lines[index].text for index in range(at) if not marks[index] and not lines[index].blank]
    forwarded = _FORWARDED.search(lines[at].text)
    fresh = (not above and not forwarded) or _ANNOUNCED.search("\n".join(above)[:_ANNOUNCEMENT_LENGTH]) is not None
    for index in range(end, len(lines)):
        if fresh and _boundary(lines, index) is not None:
            fresh = False
        if lines[index].blank:
            marks[index] = marks[index - 1]
        else:
            marks[index] = not fresh or prefixed(lines[index]) or known(lines[index].text)
