"""A ticket system's table in, contacts out: columns by name, one row or several a contact."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from contactguard.contacts.model import Author, Channel, Customer, Direction, FailedContact
from contactguard.contacts.sources.csv_rows import Row, Sheet
from contactguard.contacts.sources.grouping import Groups
from contactguard.contacts.sources.options import Lines, Options, Record
from contactguard.contacts.sources.reading import modified, moment, shape, too_long, validated
from contactguard.contacts.sources.speakers import author_of, author_of_address
from contactguard.errors import InputError

_CHANNELS = {
    "note": Channel.CALL_NOTE,
    "call": Channel.CALL_NOTE,
    "phone": Channel.CALL_NOTE,
    "telefon": Channel.CALL_NOTE,
    "opkald": Channel.CALL_NOTE,
    "samtal": Channel.CALL_NOTE,
    "samtale": Channel.CALL_NOTE,
    "mail": Channel.EMAIL,
    "e-mail": Channel.EMAIL,
    "e-post": Channel.EMAIL,
    "epost": Channel.EMAIL,
    "chatt": Channel.CHAT,
    "brev": Channel.LETTER,
    "post": Channel.LETTER,
}
_DIRECTIONS = {
    "in": Direction.INBOUND,
    "ind": Direction.INBOUND,
    "indgående": Direction.INBOUND,
    "inkommande": Direction.INBOUND,
    "inngående": Direction.INBOUND,
    "out": Direction.OUTBOUND,
    "ud": Direction.OUTBOUND,
    "ut": Direction.OUTBOUND,
    "udgående": Direction.OUTBOUND,
    "utgående": Direction.OUTBOUND,
}
_CUSTOMERS = {
    "privat": Customer.PRIVATE,
    "erhverv": Customer.BUSINESS,
    "företag": Customer.BUSINESS,
    "bedrift": Customer.BUSINESS,
    "næring": Customer.BUSINESS,
}


def read(path: Path, organisation: Lines, options: Options) -> Iterator[Record]:
    """Rows with the same id, wherever they stand, are one contact; one without an id is named by its content.

    Raises InputError if a needed column is missing.
    """
    sheet = Sheet(path, options.longest_record, options.delimiter)
    _require(sheet.header, path, options)
    with closing(Groups()) as groups:
        for number, row in sheet:
            place = f"{path}:{number}"
            if isinstance(row, str):
                yield FailedContact(str(path), place, row)
            else:
                payload = json.dumps(row).encode()
                source = b"" if row.get(options.columns.sent_at, "").strip() else bytes(path)  # whose time it bears
                key = row.get(options.columns.id, "").strip() or _named_by_content(source + payload, groups)
                groups.add([key], place, payload)
        for number in sheet.long:
            yield too_long(str(path), f"{path}:{number}", options.longest_record)
        for key, place, payloads in groups:
            table = _Table(path, organisation, options)
            yield table.contact(key, place, [json.loads(payload) for payload in payloads])


def _named_by_content(content: bytes, groups: Groups) -> str:
    """The same wherever the row stands; of equal rows the second and later ones bear their number."""
    name = f"sha256:{hashlib.sha256(content).hexdigest()}"
    times = groups.meet(name)
    return name if times == 1 else f"{name}-{times}"


def _require(header: Sequence[str], path: Path, options: Options) -> None:
    columns, there = options.columns, ", ".join(header)[:300]
    if not header:
        return
    if not {columns.text, columns.agent_text, columns.customer_text} & set(header):
        raise InputError(
            "{path}: no column is called {column!r}; name the text's column in the source's "
            "options (columns.text); the file has: {known}",
            path=str(path),
            column=columns.text,
            known=there,
        )
    if columns.sent_at not in header and not options.undated:
        raise InputError(
            "{path}: no column is called {column!r}; name the time's column in the source's options "
            "(columns.sent_at), or set undated = true if the table has no times; the file has: {known}",
            path=str(path),
            column=columns.sent_at,
            known=there,
        )


class _Table:
    """What the rows of one file mean."""

    def __init__(self, path: Path, organisation: Lines, options: Options) -> None:
        self._path = path
        self._organisation = organisation
        self._options = options

    def contact(self, key: str, place: str, rows: list[Row]) -> Record:
        """The contact of these rows, what stands in the first one first."""
        try:
            messages = [message for row in rows for message in self._messages(row)]
        except ValueError as error:
            return FailedContact(str(self._path), place, str(error))
        messages.sort(key=lambda message: message["sent_at"])
        columns, options, first = self._options.columns, self._options, rows[0]
        queue = first.get(columns.queue, "").strip() or options.queue or ""
        fields: dict[str, object] = {
            "id": key,
            "messages": messages,
            "channel": self._word(first, columns.channel, options.channels, _CHANNELS)
            or options.channel
            or "call_note",
            "direction": self._word(first, columns.direction, {}, _DIRECTIONS) or options.direction or "inbound",
            "customer": self._word(first, columns.customer, options.customers, _CUSTOMERS) or options.customer,
            "line": (queue and self._organisation.line_for(queue)) or "general",
            "language": first.get(columns.language) or options.language,
            "subject": first.get(columns.subject) or "",
            "agent": first.get(columns.agent) or None,
            "team": first.get(columns.team) or None,
        }
        return validated(fields, str(self._path), place)

    def _messages(self, row: Row) -> Iterator[dict[str, Any]]:
        columns = self._options.columns
        sent_at = self._sent_at(row)
        for column, author in (
            (columns.customer_text, Author.CUSTOMER),
            (columns.agent_text, Author.AGENT),
            (columns.text, self._author(row)),
        ):
            if (text := row.get(column, "")).strip():
                yield {"author": author, "sent_at": sent_at, "text": text}

    def _sent_at(self, row: Row) -> datetime:
        written = row.get(self._options.columns.sent_at, "")
        if not written.strip():
            if self._options.undated:
                return modified(self._path)
            raise ValueError(f"{self._options.columns.sent_at}: is empty; a row needs its time")
        try:
            return moment(written, self._options.time_zone, self._options.date_format)
        except (ValueError, OverflowError) as error:
            hint = "set date_format in the source's options, e.g. %d-%m-%Y %H:%M"
            raise ValueError(f"{self._options.columns.sent_at}: {shape(written[:40])!r} is no time; {hint}") from error

    def _author(self, row: Row) -> Author:
        """Who wrote the text: by its column, else the agent, as in a note."""
        written = row.get(self._options.columns.author, "")
        if not written.strip():
            return Author.AGENT
        if "@" in written:
            return author_of_address(written, self._organisation)
        return author_of(written, self._options.speakers) or Author.AGENT

    @staticmethod
    def _word(row: Row, column: str, said: Mapping[str, str], known: Mapping[str, str]) -> str | None:
        written = row.get(column, "").strip()
        key = written.casefold()
        return {name.casefold(): value for name, value in said.items()}.get(key) or known.get(key) or key or None
