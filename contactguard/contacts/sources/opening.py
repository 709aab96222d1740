"""A path in, the records of all that lies there out: the reader is chosen by the form asked for or the file's name."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contactguard.contacts.model import FailedContact
from contactguard.contacts.sources import contact_lens, csv, jsonl, mail, subtitles, whisper
from contactguard.contacts.sources.options import Format, Lines, Options, Record
from contactguard.contacts.sources.reading import reason
from contactguard.errors import InputError

Reader = Callable[[Path, Lines, Options], Iterator[Record]]

_READERS: dict[Format, Reader] = {
    Format.JSONL: jsonl.read,
    Format.CSV: csv.read,
    Format.EML: mail.read,
    Format.MBOX: mail.read,
    Format.MAILDIR: mail.read,
    Format.SUBTITLES: subtitles.read,
    Format.CONTACT_LENS: contact_lens.read,
    Format.WHISPER: whisper.read,
}
_SUFFIXES = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".eml": Format.EML,
    ".mbox": Format.MBOX,
    ".mbx": Format.MBOX,
    ".vtt": Format.SUBTITLES,
    ".srt": Format.SUBTITLES,
}
_MAIL = {Format.EML, Format.MBOX, Format.MAILDIR}
# Enough of a JSON file to meet the keys that tell whose it is.
_GLANCE = 2**16


def open_source(
    path: Path, organisation: Lines, form: str | None = None, options: Mapping[str, Any] | None = None
) -> Iterator[Record]:
    """The records of a file or folder. Raises InputError at once if there is none, or form or options are wrong."""
    chosen = _options(path, options or {})
    wanted = _form(path, form)
    if not path.exists():
        raise InputError("there is no file or folder {path}", path=str(path))
    if path.is_dir():
        return _read_folder(path, organisation, chosen, wanted)
    return _READERS[wanted or _told(path)](path, organisation, chosen)


def _read_folder(path: Path, organisation: Lines, options: Options, wanted: Format | None) -> Iterator[Record]:
    """Mail as a whole, so that threads meet; every other file by itself."""
    if wanted in _MAIL or (wanted is None and _holds_mail(path)):
        yield from mail.read(path, organisation, options)
    if wanted in _MAIL:
        return
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        if file.parent.name not in {"cur", "new", "tmp"}:
            yield from _read_file(file, organisation, options, wanted)


def _read_file(path: Path, organisation: Lines, options: Options, wanted: Format | None) -> Iterator[Record]:
    """One file of a folder, unless it is mail or of another form than wanted; a fault of the whole file is one failed
    contact and the other files go on.
    """
    try:
        form = _by_suffix(path)
        chosen = wanted or form
        if chosen is not None and form not in _MAIL and form in (None, chosen):
            yield from _READERS[chosen](path, organisation, options)
    except InputError as error:
        yield FailedContact(str(path), str(path), error.message)
    except OSError as error:
        yield FailedContact(str(path), str(path), f"cannot be read: {error.strerror}")


def _holds_mail(path: Path) -> bool:
    return (path / "cur").is_dir() or any(_SUFFIXES.get(file.suffix.lower()) in _MAIL for file in path.rglob("*"))


def _by_suffix(path: Path) -> Format | None:
    if path.suffix.lower() == ".json":
        return _by_keys(path)
    return _SUFFIXES.get(path.suffix.lower())


def _by_keys(path: Path) -> Format | None:
    with path.open("rb") as file:
        head = file.read(_GLANCE)
    if b'"Transcript"' in head or b'"CustomerMetadata"' in head or b'"Participants"' in head:
        return Format.CONTACT_LENS
    if b'"segments"' in head or b'"transcription"' in head:
        return Format.WHISPER
    return None


def _told(path: Path) -> Format:
    if form := _by_suffix(path):
        return form
    with path.open("rb") as file:
        if file.read(5) == b"From ":
            return Format.MBOX
    raise InputError(
        "{path}: the form cannot be told from the name; say which: {known}", path=str(path), known=", ".join(Format)
    )


def _form(path: Path, form: str | None) -> Format | None:
    try:
        return Format(form) if form else None
    except ValueError as error:
        raise InputError(
            "{path}: {form!r} is not a known form; known are {known}",
            path=str(path),
            form=form,
            known=", ".join(Format),
        ) from error


def _options(path: Path, options: Mapping[str, Any]) -> Options:
    try:
        return Options.model_validate(options)
    except ValidationError as error:
        raise InputError("options of {path}: {reason}", path=str(path), reason=reason(error)) from error
