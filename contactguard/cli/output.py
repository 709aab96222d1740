"""A report in; a file, or standard output where it is not a terminal, out."""

import sys
from pathlib import Path

import typer

from contactguard.cli.texts import text
from contactguard.errors import InputError


def write(content: bytes, output: Path | None, *, binary_as: str = "") -> None:
    """`binary_as` names a format that no screen shows. Raises InputError."""
    if output is None and binary_as and sys.stdout.isatty():
        raise InputError(f"a {binary_as} file is not for the screen; name a file with --output")
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}", path=str(output)) from error
    typer.echo(text("Written: {path}", path=output))
