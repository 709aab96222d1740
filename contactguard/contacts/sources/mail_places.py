"""Files and folders of mail in, the place of each mail out; nothing but a header is read here."""

import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from contactguard.contacts.sources.forms import is_litter

_STEP = 2**16
_SUFFIXES = {".eml", ".mbox", ".mbx"}
# An unsent draft or a deleted mail is no contact.
_LEFT_OUT = {".Drafts", ".Trash", ".Templates"}
_FLAGGED_OUT = re.compile(r":2,\w*[DT]\w*$")


@dataclass(frozen=True)
class MailPlace:
    """`length` bytes from `offset` of the file are one mail."""

    path: str
    offset: int
    length: int

    def __str__(self) -> str:
        return f"{self.path}@{self.offset}" if self.offset else self.path

    def head(self, longest: int) -> bytes:
        """The mail from its start; cut at `longest` bytes, behind which attachments lie."""
        with Path(self.path).open("rb") as file:
            file.seek(self.offset)
            return file.read(min(self.length, longest))

    def fields(self) -> dict[str, object]:
        return asdict(self)


def in_maildir(folder: Path) -> bool:
    """True for one of the three folders of a Maildir: cur, new and, with what is being written, tmp."""
    return folder.name in {"cur", "new", "tmp"} and (folder.parent / "cur").is_dir()


def is_mail(file: Path) -> bool:
    return file.suffix.lower() in _SUFFIXES or in_maildir(file.parent)


def files_in(path: Path) -> Iterator[Path]:
    """The mail file or mbox itself, or all that lie in a Maildir or any folder of these."""
    if not path.is_dir():
        yield path
        return
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(one for one in set(inner) - _LEFT_OUT if not is_litter(Path(folder, one)))
        if Path(folder).name == "tmp" and in_maildir(Path(folder)):
            continue
        files = (Path(folder, name) for name in sorted(names))
        yield from (file for file in files if is_mail(file) and not (is_litter(file) or _flagged_out(file)))


def _flagged_out(file: Path) -> bool:
    return in_maildir(file.parent) and _FLAGGED_OUT.search(file.name) is not None


def places_in(path: Path) -> Iterator[MailPlace]:
    """Where the mails of one file lie. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(5) == b"From ":
            yield from _in_mbox(path, size)
        elif size:
            yield MailPlace(str(path), 0, size)


def _in_mbox(path: Path, size: int) -> Iterator[MailPlace]:
    """Mails begin behind a line "From …" that follows an empty line."""
    begun: int | None = None
    after_blank = True
    at = 0
    with path.open("rb") as file:
        while line := file.readline(_STEP):
            if after_blank and line.startswith(b"From "):
                if begun is not None:
                    yield MailPlace(str(path), begun, at - begun)
                begun = at + len(line)
            whole = line.endswith(b"\n")
            after_blank = whole and line in (b"\n", b"\r\n")
            at += len(line)
            while not whole and (line := file.readline(_STEP)):
                whole = line.endswith(b"\n")
                at += len(line)
    if begun is not None:
        yield MailPlace(str(path), begun, size - begun)
