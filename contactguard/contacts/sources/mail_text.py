"""A parsed mail in, the text its author sent out; attachments are named and never decoded."""

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from itertools import pairwise

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, fromstring

from contactguard.contacts.sources.reading import clean

# What Python calls encodings and no mail is written in; the first takes time that grows with the square of the text.
_NO_CHARSETS = {"punycode", "idna", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape"}
# A hundred is more than any mail program nests; what lies deeper is left out.
_DEEPEST = 100
# A multipart that has no parts (its boundary is lost) holds its text itself.
_WRITTEN = {"text", "multipart"}
_READ = {"text/plain", "text/html"}  # whatever name they bear
_DATA = {"text/calendar", "text/csv", "text/vcard", "text/x-vcard", "text/css", "text/rtf"}
_RENDERING = ParserConfig(css=CSS_PROFILES["strict"])
_TAG = re.compile(r"<[^<>]{0,2000}>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_GAP = re.compile(r"\n{3,}")
_ESCAPED_FROM = re.compile(r"^>(>*From )", re.MULTILINE)
# More marks tell nothing more, and a mail nests as deep as it likes.
_DEEPEST_QUOTE = 10
# Noncharacters, by depth: Unicode keeps them for a program's own use, and what a mail holds of them goes.
_MARKS = "".join(chr(0xFDD0 + depth) for depth in range(_DEEPEST_QUOTE + 1))
_MARK = re.compile("[\ufdd0-\ufdef]")
_WORD = re.compile(r"\S+")
# What the same text has in one form only: links' addresses and numbers, pictures' names, places where a word may break.
_UNSPOKEN = re.compile(
    r"<[^<>\s]{0,2000}>|https?://\S+|\[cid:[^\]\s]{0,200}\]|\[\d{1,3}\]|[\u00ad\u200b-\u200d\u2060\ufeff]"
)


@dataclass(frozen=True)
class MailText:
    """`text` is what the contact keeps, so its offsets are the findings' own."""

    text: str
    attachments: tuple[str, ...]
    ends_in_text: bool


def text_of(mail: Message) -> MailText:
    plain: list[str] = []
    marked_up: list[str] = []
    attachments: list[str] = []
    name: str | None = None
    for part in _leaves(mail):
        if name := _attached(part):
            attachments.append(name)
        elif part.get_content_type() == "text/html":
            marked_up.append(_decoded(part))
        elif part.get_content_maintype() in _WRITTEN:
            plain.append(_decoded(part))
    return MailText(_chosen(plain, marked_up), tuple(attachments), ends_in_text=name is None)


def readable(header: str | Header) -> str:
    """A header with its RFC 2047 words decoded; bytes without a charset that fits are read as _decoded does."""
    try:
        parts = decode_header(header)
    except (ValueError, HeaderParseError):
        parts = [(str(header), None)]
    words = [_by_charset(text, charset) if isinstance(text, bytes) else text for text, charset in parts]
    return clean(" ".join("".join(words).split()))


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something, in order, without recursion; a mail attached as a whole is an attachment."""
    waiting: list[tuple[Message, int]] = [(mail, 0)]
    while waiting:
        part, depth = waiting.pop()
        # Asked first: of a part that is none, get_payload decodes the text with whatever charset its sender chose.
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            inner = part.get_payload()
            if depth < _DEEPEST and isinstance(inner, list):
                waiting += [(child, depth + 1) for child in reversed(inner) if isinstance(child, Message)]
        else:
            yield part


def _attached(part: Message) -> str | None:
    """The attachment's name; None for a part that is text to be read."""
    name = _parameter(part, "filename", "content-disposition") or _parameter(part, "name")
    kind = part.get_content_type()
    written = part.get_content_maintype() in _WRITTEN and kind not in _DATA and (kind in _READ or not name)
    if written and part.get_content_disposition() != "attachment":
        return None
    return readable(name or kind)[:200]


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(payload).encode("utf-8", "replace")
    text = _by_charset(content, _parameter(part, "charset"))
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def _parameter(part: Message, key: str, header: str = "content-type") -> str | None:
    """As the mail library finds it, but with the charset of an RFC 2231 value chosen as for all else."""
    value = part.get_param(key, header=header)
    if isinstance(value, tuple):
        return _by_charset(value[2].encode("raw-unicode-escape"), value[0])
    return value


def _by_charset(content: bytes, charset: str | None) -> str:
    """By the charset named, else UTF-8, else Windows-1252, which never fails."""
    for name in (charset, "utf-8"):
        try:
            if codecs.lookup(name or "utf-8").name not in _NO_CHARSETS:
                return content.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _chosen(plain: list[str], marked_up: list[str]) -> str:
    """The plain parts, unless the HTML says more, as an advert there alone; then with what only they say before it."""
    said = _ESCAPED_FROM.sub(r"\1", "\n".join(plain).strip("\n"))
    rendered = "\n".join(map(_rendered, marked_up)).strip("\n")
    if said.strip() and not any(_only_in(rendered, said)):
        return said
    return "\n".join((*_only_in(said, rendered), rendered))


def _only_in(text: str, other: str) -> Iterator[str]:
    """The lines of a text with a word, or one behind another, that the other does not have."""
    known = _told(other)
    return (line for line in text.splitlines() if not _told(line) <= known)


def _told(text: str) -> set[str | tuple[str, str]]:
    words = re.findall(r"[^\W_]+", _UNSPOKEN.sub("", text.casefold()))  # a plain _word_ is one in italics
    return {*words, *pairwise(words)}


def _rendered(source: str) -> str:
    """HTML as text; quoted blocks get the prefix "> ", so that a reply between them is told apart."""
    try:
        tree = fromstring(_DECLARATION.sub("", source), parser=HTMLParser(huge_tree=True))
        _mark_quoted(tree)
        text = Inscriptis(tree, _RENDERING).get_text()
    except (LxmlError, RecursionError, ValueError):
        return clean(_GAP.sub("\n\n", html.unescape(_TAG.sub("\n", source))))
    lines = _GAP.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n")))
    return clean("\n".join(_prefixed(lines.split("\n"))))


def _mark_quoted(tree: HtmlElement) -> None:
    """Each word gets a mark that says how deep it is quoted: where a table sets it, no position in the tree tells."""
    depths: dict[HtmlElement, int] = {}
    for element in tree.iter():
        above = depths.get(element.getparent(), 0)
        depths[element] = above + (element.tag == "blockquote")
        if isinstance(element.tag, str):  # not a comment
            element.text = _marked(element.text, depths[element])
        element.tail = _marked(element.tail, above)


def _marked(text: str | None, depth: int) -> str | None:
    return text and _WORD.sub(_MARKS[min(depth, _DEEPEST_QUOTE)] + r"\g<0>", _MARK.sub("", text))


def _prefixed(lines: Sequence[str]) -> Iterator[str]:
    """An empty line is quoted as deep as both its neighbours are."""
    depths = [max(map(_MARKS.index, _MARK.findall(line)), default=None) for line in lines]
    for line, before, depth, after in zip(lines, [0, *depths], depths, [*depths[1:], 0], strict=False):
        shown = min(before or 0, after or 0) if depth is None else depth
        text = _MARK.sub("", line)
        yield f"{'>' * shown} {text}" if shown else text
