"""A report in; a file, or standard output where it is not a terminal, out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from contactguard.cli.texts import text
from contactguard.dispatch.reports import Format
from contactguard.errors import InputError, writing

_BINARY = (Format.PDF, Format.DOCX, Format.XLSX)


def write(content: bytes, output: Path | None, format_: Format) -> None:
    """Raises InputError where the file cannot be written, or no screen shows its form."""
    if output is None and format_ in _BINARY and sys.stdout.isatty():
        raise InputError("a {format} file is not for the screen; name a file with --output", format=format_)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    with writing(output):
        output.write_bytes(content)
    typer.echo(text("Written: {path}", path=output))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write, which takes the place of `path` once it is whole; on any error the old one stays.

    Raises InputError where it cannot be written.
    """
    beside = path.parent / f"{path.name}.new"
    with writing(path):
        try:
            yield beside
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
