"""A file in, the form out that its name or its first bytes tell; of the transcripts of one call the richest."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from contactguard.contacts.sources.options import Format
from contactguard.errors import InputError

MAIL = {Format.EML, Format.MBOX, Format.MAILDIR}
NAMED_BY_FILE = {Format.SUBTITLES, Format.WHISPER}
_TRANSCRIPTS = NAMED_BY_FILE | {Format.CONTACT_LENS}
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
# The words alone, and the recording itself.
_LESSER = (".txt", ".wav", ".mp3", ".m4a", ".mp4", ".aac", ".wma", ".ogg", ".opus", ".flac", ".webm")
# All of these may lie there for one call, the richest first here.
_RICHEST = (".json", ".vtt", ".srt", ".tsv", *_LESSER)
_WHISPERS_TABLE = b"start\tend\ttext"
# Windows', and the folder that a Mac packs with others; the rest hides by its name.
_LITTER = {"thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "__macosx"}
# Enough of a JSON file to meet the keys that tell whose it is.
_GLANCE = 2**16


def is_litter(place: Path) -> bool:
    """True for a file or folder that a system leaves beside those of people, hidden there; mail servers begin the names
    of their folders as hidden ones do."""
    hidden = place.name.startswith(".") and not (place / "cur").is_dir()
    return hidden or place.name.lower() in _LITTER


def files_below(folder: Path) -> Iterator[Path]:
    """All files but litter and what lies in it."""
    for above, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not is_litter(Path(above, name))]
        files = (Path(above, name) for name in names)
        yield from (file for file in files if file.is_file() and not is_litter(file))


def form_of(path: Path) -> Format | None:
    """The form of a file by its name, of JSON by its keys. Raises OSError."""
    if path.suffix.lower() == ".json":
        return _by_keys(path)
    if path.suffix.lower() == ".tsv" and _is_whispers_table(path):
        return None
    return _SUFFIXES.get(path.suffix.lower())


def told(path: Path) -> Format:
    if form := form_of(path):
        return form
    with path.open("rb") as file:
        if file.read(5) == b"From ":
            return Format.MBOX
    raise InputError(
        "{path}: the form cannot be told from the name; say which: {known}", path=str(path), known=", ".join(Format)
    )


def without_lesser(files: Iterable[Path], wanted: Format | None) -> Iterator[Path]:
    """The files without those that tell again what a transcript beside them, of the form wanted, tells."""
    met: set[Path] = set()
    for file in sorted(files, key=_richness):
        call = file.with_suffix("")
        if call in met and _tells_again(file):
            continue
        if (form := _transcribed(file)) and wanted in (None, form):
            met.add(call)
        yield file


def _richness(file: Path) -> int:
    suffix = file.suffix.lower()
    return _RICHEST.index(suffix) if suffix in _RICHEST else 0


def _transcribed(file: Path) -> Format | None:
    try:
        form = form_of(file)
    except OSError:
        return None
    return form if form in _TRANSCRIPTS else None


def _tells_again(file: Path) -> bool:
    suffix = file.suffix.lower()
    return (
        suffix in _LESSER
        or _SUFFIXES.get(suffix) is Format.SUBTITLES
        or (suffix == ".tsv" and _is_whispers_table(file))
    )


def _is_whispers_table(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline(len(_WHISPERS_TABLE) + 2).strip() == _WHISPERS_TABLE
    except OSError:
        return False


def _by_keys(path: Path) -> Format | None:
    with path.open("rb") as file:
        head = file.read(_GLANCE)
    if b'"Transcript"' in head or b'"CustomerMetadata"' in head or b'"Participants"' in head:
        return Format.CONTACT_LENS
    if b'"segments"' in head or b'"transcription"' in head:
        return Format.WHISPER
    return None
