"""Text in, lines out, with offsets into the text; a header that an export ran into a line starts its own."""

import re
from dataclasses import dataclass

# Nothing a mail program writes itself is longer; longer lines are somebody's prose and are not searched for headers.
LONGEST_HEADER = 400
# How a reader names what was attached to a mail, below its text.
ATTACHMENT = re.compile(r"\[attachment: .*\]\s*$")
# How far before "Sendt:" the "Fra:" of the same header may stand, and how far behind it the "Til:".
REACH = 250

# The tags are what is left of an HTML body that nobody converted.
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|<br ?/?>|</p>|</div>|</blockquote>", re.IGNORECASE)
_FROM = re.compile(r"\b(?:Fra|Från|Frå|From): ?\S")
_SENT = re.compile(r"[ \t](?:Sendt|Skickat|Sent|Dato|Datum|Date): ?\S")
_TO = re.compile(r"[ \t](?:Til|Till|To|Emne|Ämne|Subject): ?\S")
_WROTE = re.compile(r"\b(?:skrev|wrote)\b[^:\n<]{0,80}<[^<>\s]{3,80}>\s?:")
_DATED = re.compile(r"\b(?:Den|On|På)\s[^:\n]{0,40}\d{4}")


@dataclass(frozen=True, slots=True)
class Line:
    """`end` includes the line break; `text` is without it and cut to LONGEST_HEADER. `joined`: a header run in."""

    start: int
    end: int
    text: str
    joined: bool = False

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()


def lines_of(text: str) -> list[Line]:
    """Every character of the text lies in exactly one line."""
    run_in = ("skrev" in text or "wrote" in text) or _SENT.search(text) is not None
    lines: list[Line] = []
    start = 0
    for found in _BREAK.finditer(text):
        _add(lines, text, (start, found.start(), found.end()), run_in)
        start = found.end()
    if start < len(text):
        _add(lines, text, (start, len(text), len(text)), run_in)
    return lines


def _add(lines: list[Line], text: str, line: tuple[int, int, int], run_in: bool) -> None:
    start, stop, end = line
    cut = _header_inside(text, start, stop) if run_in and stop - start > 60 else None
    if cut is not None:
        lines.append(Line(start, cut, text[start : min(cut, start + LONGEST_HEADER)]))
        start = cut
    lines.append(Line(start, end, text[start : min(stop, start + LONGEST_HEADER)], joined=cut is not None))


def _header_inside(text: str, start: int, stop: int) -> int | None:
    """Where, within one line, an own text ends and a quoted mail's header begins."""
    for sent in _SENT.finditer(text, start, stop):
        senders = list(_FROM.finditer(text, max(start, sent.start() - REACH), sent.start()))
        if senders and _TO.search(text, sent.end(), min(stop, sent.end() + REACH)):
            return senders[-1].start() if senders[-1].start() > start else None
    for wrote in _WROTE.finditer(text, start, stop):
        if dated := _DATED.search(text, max(start + 1, wrote.start() - 80), wrote.start()):
            return dated.start()
    return None
