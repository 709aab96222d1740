"""A path in, the records of all that lies there out: the reader is chosen by the form asked for or the file's name."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contactguard.contacts.model import Contact, FailedContact
from contactguard.contacts.sources import contact_lens, csv, jsonl, mail, subtitles, whisper
from contactguard.contacts.sources.forms import MAIL, NAMED_BY_FILE, files_below, form_of, told, without_lesser
from contactguard.contacts.sources.mail_places import is_mail
from contactguard.contacts.sources.options import Format, Lines, Options, Record
from contactguard.contacts.sources.reading import named, reason
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
    return _READERS[wanted or told(path)](path, organisation, chosen)


def _read_folder(path: Path, organisation: Lines, options: Options, wanted: Format | None) -> Iterator[Record]:
    """Mail as a whole, so that threads meet; every other file by itself."""
    if wanted is None or wanted in MAIL:
        yield from mail.read(path, organisation, options)
    if wanted in MAIL:
        return
    others = (file for file in files_below(path) if not is_mail(file))
    for file in sorted(without_lesser(others, wanted)):
        yield from _read_file(file, path, organisation, options, wanted)


def _read_file(
    path: Path, folder: Path, organisation: Lines, options: Options, wanted: Format | None
) -> Iterator[Record]:
    """One file of a folder, unless it is of another form than wanted; a fault of the whole file is one failed contact
    and the other files go on.
    """
    try:
        form = form_of(path)
        chosen = wanted or form
        if chosen is not None and form in (None, chosen):
            name = path.relative_to(folder).with_suffix("").as_posix()
            for record in _READERS[chosen](path, organisation, options):
                yield _called(record, name) if chosen in NAMED_BY_FILE else record
        elif chosen is None and not _in_mailbox(path):
            yield FailedContact(str(path), str(path), "its form is not known; name it with format or move it away")
    except InputError as error:
        yield FailedContact(str(path), str(path), error.message)
    except OSError as error:
        yield FailedContact(str(path), str(path), f"cannot be read: {error.strerror}")


def _called(record: Record, name: str) -> Record:
    """A transcript, which bears no id of its own, under the name of its place in the folder."""
    return record.model_copy(update={"id": named(name)}) if isinstance(record, Contact) else record


def _in_mailbox(path: Path) -> bool:
    """True for the lists that mail servers keep in a Maildir."""
    return (path.parent / "cur").is_dir()


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
