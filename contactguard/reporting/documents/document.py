"""The one form of a report before it becomes a file. Its text is plain: each writer escapes for its own format."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    PLAIN = "plain"
    QUIET = "quiet"
    ALARM = "alarm"
    MISSING = "missing"  # for the officer to write: no evidence says it


@dataclass(frozen=True)
class Heading:
    """`level` 1 is a chapter; the document's title stands above all."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Tile:
    """A number that is read first, with what it is of."""

    value: str
    label: str
    note: str = ""
    alarm: bool = False


@dataclass(frozen=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of as many texts as there are columns; those numbered in `alarms` are shown as needing attention."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    alarms: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A chart with the sentence that says what it shows, for whoever cannot see it."""

    svg: str
    sentence: str


@dataclass(frozen=True)
class Quote:
    """Masked words of a contact, and what they are."""

    text: str
    about: str


@dataclass(frozen=True)
class Items:
    texts: tuple[str, ...]


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Tiles | Table | Picture | Quote | Items | PageBreak


@dataclass(frozen=True)
class Document:
    """`language` is that of the text, `made_at` in the grid company's time zone; `footer` stands on every page, `mark`
    across its top where it is not final."""

    title: str
    subtitle: str
    organisation: str
    language: str
    made_at: datetime
    footer: str
    blocks: tuple[Block, ...]
    mark: str = ""
