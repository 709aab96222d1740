"""JSON Lines in, contacts out, one at a time; a line that is none is told with its number, and the rest goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pydantic import ValidationError

from contactguard.contacts.model import Contact

LONGEST_LINE = 64 * 1024 * 1024  # bytes; a year of one customer's mail is far below, a file without line ends above


@dataclass(frozen=True)
class BadLine:
    """Line `number`, counted from 1, is no contact."""

    number: int
    reason: str


def read_contacts(stream: BinaryIO) -> Iterator[Contact | BadLine]:
    """Empty lines, a byte order mark and CRLF are passed over."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip_line(stream)
            yield BadLine(number, f"longer than {LONGEST_LINE // 1024**2} MB")
            continue
        record = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
        if record:
            yield _contact(number, record)


def _contact(number: int, record: bytes) -> Contact | BadLine:
    try:
        return Contact.model_validate_json(record)
    except ValidationError as error:
        # Not the whole text of the error: it repeats the input, which is a customer's.
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        places = (".".join(map(str, fault["loc"])) for fault in faults)
        return BadLine(
            number,
            "; ".join(
                f"{place}: {fault['msg']}".removeprefix(": ") for place, fault in zip(places, faults, strict=True)
            ),
        )


def _skip_line(stream: BinaryIO) -> None:
    while (part := stream.readline(LONGEST_LINE)) and not part.endswith(b"\n"):
        continue
