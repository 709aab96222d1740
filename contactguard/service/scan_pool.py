"""Contacts scanned beside the event loop, in worker processes that each made their scanner once."""

import asyncio
import logging
import pickle
from concurrent.futures import BrokenExecutor, Executor
from types import TracebackType

from contactguard.contacts.model import Contact
from contactguard.errors import ContactguardError
from contactguard.policies.finding import Finding
from contactguard.scanning.runner import Make, Outcome, ScanFailure, process_pool, scan_batch

log = logging.getLogger(__name__)


class ScanPool:
    """Worker processes for requests; one that dies costs the contact in its hands a second try, no other."""

    def __init__(self, make: Make, workers: int) -> None:
        self._recipe = pickle.dumps(make)
        self._workers = workers
        self._executor = self._fresh()

    async def __aenter__(self) -> "ScanPool":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def outcome(self, contact: Contact) -> Outcome:
        """The findings and the tally, or why there are none."""
        for _ in range(2):
            executor = self._executor
            try:
                loop = asyncio.get_running_loop()
                return (await loop.run_in_executor(executor, scan_batch, self._recipe, [contact]))[0]
            except BrokenExecutor:
                if executor is self._executor:
                    self._executor = self._fresh()
        return ScanFailure("its scan ended the worker process, twice")

    async def findings(self, contact: Contact) -> list[Finding]:
        """Raises ContactguardError for a contact that cannot be scanned."""
        outcome = await self.outcome(contact)
        if isinstance(outcome, ScanFailure):
            log.error("a contact could not be scanned: %s", outcome.reason)
            raise ContactguardError("the contact could not be scanned; the log says why", contact=contact.id)
        return list(outcome.findings)

    def _fresh(self) -> Executor:
        return process_pool(self._workers, self._recipe)
