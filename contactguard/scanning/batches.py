"""A source in, its records out in batches that may each be stored in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from contactguard.contacts.model import Contact, FailedContact
from contactguard.errors import InputError
from contactguard.scanning.results import content_hash

Record = Contact | FailedContact
Source = Callable[[], Iterable[Record]]


@dataclass(frozen=True)
class Met:
    """A record as it was met in this run; `again` where the same words came before under the same id."""

    record: Record
    hash: str = ""
    again: bool = False


class Batches:
    """Batches of one source. A batch ends before an id comes twice, so that each transaction has it once."""

    def __init__(self, source: Source, batch: int) -> None:
        self._source = source
        self._batch = batch
        self._records: Iterator[Record] | None = None
        self._held: list[Met] = []
        self._seen: set[int] = set()
        self.error: str | None = None

    def next(self) -> list[Met]:
        """The next batch, empty at the end. What went wrong with the source as a whole stands in `error`."""
        batch, self._held = self._held, []
        ids = {met.record.id for met in batch if isinstance(met.record, Contact)}
        while len(batch) < self._batch and (met := self._read()) is not None:
            if isinstance(met.record, Contact):
                if met.record.id in ids and not met.again:
                    self._held = [met]
                    break
                ids.add(met.record.id)
            batch.append(met)
        return batch

    def _read(self) -> Met | None:
        try:
            if self._records is None:
                self._records = iter(self._source())
            record = next(self._records, None)
        except (InputError, OSError) as error:
            self.error = str(error)
            self._records = iter(())
            return None
        if record is None or isinstance(record, FailedContact):
            return None if record is None else Met(record)
        digest = content_hash(record)
        key = hash((record.id, digest))
        again = key in self._seen
        self._seen.add(key)
        return Met(record, digest, again)
