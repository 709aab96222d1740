"""Contacts in, an outcome for each in the order given: inline, in worker processes or on a Dask cluster.

Work is handed out in batches. The batch of a worker that died is done again, alone, and halved until the contact
that kills its worker is known; that one becomes a failure, the others get their findings.
"""

import multiprocessing
import os
import pickle
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import ceil
from multiprocessing.connection import wait
from pathlib import Path
from typing import Protocol

from contactguard.contacts.model import Contact
from contactguard.errors import InputError
from contactguard.scanning.tally import Examined

BATCH = 32  # contacts at most; a tenth of a second of work, so that handing over (about 1 ms) does not show
AHEAD = 3  # batches in flight for each worker, so that none waits for the reader


class Scans(Protocol):
    """Whatever finds: the Scanner."""

    def examine(self, contact: Contact) -> Examined: ...


@dataclass(frozen=True)
class ScanFailure:
    """Why a contact got no findings: its scan raised, or ended the process it ran in."""

    reason: str


Outcome = Examined | ScanFailure
Runner = Callable[[Iterable[Contact]], Iterator[Outcome]]
Errors = tuple[type[Exception], ...]
Make = Callable[[], Scans]  # picklable; how a worker makes its scanner, e.g. partial(Scanner.from_profile, path)


@contextmanager
def open_runner(
    scanner: Scans, make: Make, *, workers: int = 1, cluster: str | None = None, batch: int = BATCH
) -> Iterator[Runner]:
    """The way of scanning that the settings ask for. `make` builds in each worker what `scanner` is here."""
    if cluster is not None:
        with _cluster(cluster) as (executor, size, lost):
            yield Pool(lambda: executor, make, size, batch=batch, lost=lost).run
    elif workers > 1:
        pool = Pool(lambda: process_pool(workers, pickle.dumps(make)), make, workers, batch=batch)
        try:
            yield pool.run
        finally:
            pool.close()
    else:
        yield lambda contacts: (scan_one(scanner, contact) for contact in contacts)


def scan_one(scanner: Scans, contact: Contact) -> Outcome:
    """The findings of a contact and its tally, or why there are none. Never raises."""
    try:
        return scanner.examine(contact)
    except Exception as error:  # noqa: BLE001 - outermost loop of a worker: one contact must not cost the others
        return ScanFailure(_told(error))


def _told(error: Exception) -> str:
    """What went wrong and where in the program; the error's own words may be the contact's."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"


class Pool:
    """An executor that is renewed when a worker died. `lost` are the errors of one that mends itself, and is kept."""

    def __init__(
        self, renew: Callable[[], Executor], make: Make, workers: int, *, batch: int = BATCH, lost: Errors = ()
    ) -> None:
        self._renew = renew
        self._recipe = pickle.dumps(make)
        self._workers = workers
        self._ahead = workers * AHEAD
        self._batch = batch
        self._keep = bool(lost)
        self._lost: Errors = (BrokenExecutor, CancelledError, *lost)
        self._executor = renew()

    def run(self, contacts: Iterable[Contact]) -> Iterator[Outcome]:
        """The outcomes, in the order of the contacts; at most a few batches are held at once."""
        batches = _batches(contacts, self._batch, self._workers)
        flight = deque((batch, self._submit(batch)) for batch in islice(batches, self._ahead))
        while flight:
            batch, future = flight.popleft()
            try:
                outcomes = future.result()
            except self._lost:
                self._restart()
                outcomes = self._alone(batch)
                flight = deque((waiting, self._submit(waiting)) for waiting, _ in flight)
            flight.extend((fresh, self._submit(fresh)) for fresh in islice(batches, 1))
            yield from outcomes

    def close(self) -> None:
        if not self._keep:
            self._executor.shutdown(cancel_futures=True)

    def _submit(self, batch: Sequence[Contact]) -> Future[list[Outcome]]:
        try:
            return self._executor.submit(scan_batch, self._recipe, batch)
        except self._lost:  # a worker died idle, which says nothing of the batch
            self._restart()
        return self._executor.submit(scan_batch, self._recipe, batch)

    def _restart(self) -> None:
        self.close()
        self._executor = self._renew()

    def _alone(self, batch: Sequence[Contact]) -> list[Outcome]:
        """Nothing else in flight: if the worker dies again, it is one of these."""
        try:
            return self._submit(batch).result()
        except self._lost:
            self._restart()
        if len(batch) == 1:
            return [ScanFailure("its scan ended the worker process, twice")]
        half = len(batch) // 2
        return self._alone(batch[:half]) + self._alone(batch[half:])


def scan_batch(recipe: bytes, batch: Sequence[Contact]) -> list[Outcome]:
    """Runs in a worker. The scanner is made once a process."""
    scanner = _scanner(recipe)
    return [scan_one(scanner, contact) for contact in batch]


@lru_cache(maxsize=1)
def _scanner(recipe: bytes) -> Scans:
    make: Make = pickle.loads(recipe)
    return make()


def _batches(contacts: Iterable[Contact], most: int, workers: int) -> Iterator[list[Contact]]:
    """Each worker a batch of at most so many, in turn; what does not fill them all is dealt out evenly."""
    iterator = iter(contacts)
    while dealt := list(islice(iterator, most * workers)):
        size = ceil(len(dealt) / workers)
        yield from (dealt[start : start + size] for start in range(0, len(dealt), size))


def process_pool(workers: int, recipe: bytes) -> Executor:
    """Processes that each make their scanner when they start; they end with this process, however it ends."""
    # Not forked: the parent has threads (the database driver's), and a forked lock may stay locked for ever.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(recipe,))


def _begin_worker(recipe: bytes) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _scanner(recipe)


def _end_with_parent() -> None:
    """A worker waits for work for ever when its parent was killed; this ends it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int, Errors]]:
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise InputError("a cluster needs Dask; install contactguard[cluster]") from error
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise InputError("no Dask scheduler answers at {address}; is the address right?", address=address) from error
    with client:
        yield client.get_executor(), max(1, sum(client.nthreads().values())), (KilledWorker,)
