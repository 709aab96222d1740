"""A table's file in, its rows out: encoding and delimiter are told from the file, and a broken row costs no other."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from contactguard.contacts.sources.reading import clean, pieces

Row = dict[str, str]

_GLANCE = 2**16


class Sheet:
    """The header of a file at once, its rows one by one; `long` are the numbers of lines left out."""

    def __init__(self, path: Path, longest: int, delimiter: str | None) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), longest))
        self.long: list[int] = []
        self._lines = _Lines(_lines(path, longest, self.long))
        first = next(self._lines, "")
        if first.lower().startswith("sep="):
            delimiter = delimiter or first[4:5].strip("\r\n")
            first = next(self._lines, "")
        self._delimiter = delimiter or max(";,\t|", key=first.count)
        named = next(csv.reader([first.replace("\r", " ")], delimiter=self._delimiter)) if first.strip() else []
        self.header = [name.strip() for name in named]

    def __iter__(self) -> Iterator[tuple[int, Row | str]]:
        """Number and cells of each row, or what is wrong with it: then the next line begins another."""
        if not self.header:
            return
        rows = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
        while True:
            self._lines.begin()
            try:
                read = self._read(next(rows))
            except StopIteration:
                return
            except csv.Error as error:
                read = f"cannot be read as a row ({error}); quote a text that holds quotes, and double those within"
            number = self._lines.number
            if isinstance(read, str):
                self._lines.give_back()
            if read:
                yield number, read

    def _read(self, values: list[str]) -> Row | str | None:
        """The row of these cells, what is wrong with them, or None for an empty row."""
        if any(value.strip() for value in values[len(self.header) :]):
            counts = f"has {len(values)} cells, the header {len(self.header)}"
            return f"{counts}; quote texts that hold {self._delimiter!r}, or set delimiter in the source's options"
        return self._joined(values) if any(value.strip() for value in values) else None

    def _joined(self, values: list[str]) -> Row:
        """What stands in columns of one name is read together, a line each; the same words once."""
        cells: dict[str, dict[str, None]] = {}
        for name, value in zip(self.header, values, strict=False):
            cells.setdefault(name, {}).update({value: None} if value.strip() else {})
        return {name: "\n".join(said) for name, said in cells.items()}


class _Lines:
    """Lines that can be given back: all but the first of those taken since `begin`, whose number is `number`.

    A line that led into a fault from within a quoted cell is not read from there again, whichever row comes to it:
    raises csv.Error, so that broken rows cost no more than their lines.
    """

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._taken: list[tuple[int, str]] = []
        self._returned: deque[tuple[int, str]] = deque()
        self._faulty = 0  # up to this line

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._taken and self._returned and self._returned[0][0] <= self._faulty:
            raise csv.Error("a quote is closed in the wrong place or nowhere")
        self._taken.append(self._returned.popleft() if self._returned else next(self._lines))
        return self._taken[-1][1]

    @property
    def number(self) -> int:
        return self._taken[0][0]

    def begin(self) -> None:
        self._taken.clear()

    def give_back(self) -> None:
        self._faulty = max(self._faulty, self._taken[-1][0])
        self._returned.extendleft(reversed(self._taken[1:]))


def _lines(path: Path, longest: int, long: list[int]) -> Iterator[tuple[int, str]]:
    """Number and text of each line in the file's own encoding; the numbers of those too long are added to `long`."""
    macintosh = _of_a_macintosh(path)
    encoding = _encoding(path, "mac_roman" if macintosh else "cp1252")
    if encoding == "utf-16":
        with path.open(encoding="utf-16", errors="replace", newline="") as text:
            for number, line in enumerate(iter(lambda: text.readline(longest), ""), start=1):
                yield number, clean(line.rstrip("\r\n")) + "\n"
        return
    with path.open("rb") as file:
        for number, piece in pieces(BufferedReader(_Returns(file)) if macintosh else file, longest):
            if piece is None:
                long.append(number)
            else:
                yield number, clean(piece.decode(encoding, "replace").removeprefix("\ufeff")) + "\n"


class _Returns(RawIOBase):
    """A file whose lines end with CR, as if they ended with LF."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._file.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(read)] = read
        return len(read)


def _of_a_macintosh(path: Path) -> bool:
    """True where the first line ends with CR alone, as in what Excel calls CSV (Macintosh)."""
    with path.open("rb") as file:
        return b"\r" in file.readline(_GLANCE).rstrip(b"\r\n")


def _encoding(path: Path, otherwise: str) -> str:
    """UTF-8 if all of the file is, by a first pass; otherwise what Excel writes in western Europe."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while block := file.read(2**20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return otherwise
    return "utf-8"
