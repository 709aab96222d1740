"""The nightly job: sources in, what is new or changed scanned and stored batch by batch, the ledger out.

Each batch is one transaction that moves contacts, findings and ledger together, and a run that was broken off is
taken up by the next under the same scan. So a kill at any moment loses and doubles nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from contactguard.contacts.model import Contact, FailedContact
from contactguard.errors import StorageError
from contactguard.scanning.batches import Batches, Met, Source
from contactguard.scanning.ledger import Ledger, LedgerLine, Night, fell_silent
from contactguard.scanning.results import Done, Failed, Known, Result, ScanStore, distinct
from contactguard.scanning.runner import Runner, ScanFailure
from contactguard.scanning.tally import Examined

Progress = Callable[[LedgerLine], None]


@dataclass(frozen=True)
class Nightly:
    """One run. `exempt` tells the contacts that are counted but not scanned; `progress` hears each ledger line grow.

    `closed` tells whether a night follows a day on which nobody works: such nights are compared among themselves.
    `prove` tries the chain on known texts before the scan counts as finished, so that a kill leaves none unproven.
    """

    store: ScanStore
    runner: Runner
    rule_set: str
    exempt: Callable[[Contact], bool] = lambda contact: False
    forgotten: Callable[[Contact], bool] = lambda contact: False
    progress: Progress = lambda line: None
    closed: Callable[[datetime], bool] = lambda moment: False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    prove: Callable[[int], Awaitable[None]] | None = None
    batch: int = 200

    async def run(self, sources: Mapping[str, Source]) -> Ledger:
        """Scans all sources; one that cannot be read gets an alarm, the rest goes on. Raises StorageError."""
        scan = await self.store.begin(list(sources), self.rule_set)
        lines = [await self._source(scan, name, source) for name, source in sources.items()]
        if self.prove is not None:
            await self.prove(scan)
        await self.store.finish(scan, lines)
        return Ledger(scan, self.rule_set, tuple(lines))

    async def _source(self, scan: int, name: str, source: Source) -> LedgerLine:
        line = LedgerLine(name)
        reading = Batches(source, self.batch)
        while records := await asyncio.to_thread(reading.next):
            results = await self._batch(scan, line, records)
            await self._save(scan, results, line)
            self.progress(line)
        line.error = reading.error
        line.alarm = line.error is not None or fell_silent(line.received, await self._alike(scan, name))
        await self._save(scan, [], line)
        return line

    async def _alike(self, scan: int, source: str) -> list[Night]:
        """The nights before that followed the same kind of day."""
        closed = self.closed(self.now())
        return [night for night in await self.store.earlier(source, scan) if self.closed(night.began) == closed]

    async def _batch(self, scan: int, line: LedgerLine, records: list[Met]) -> list[Result]:
        known = await self.store.known([met.record.id for met in records if isinstance(met.record, Contact)])
        results: list[Result] = []
        pending: list[Met] = []
        for met in records:
            line.received += 1
            if isinstance(met.record, FailedContact):
                line.failed += 1
                results.append(Failed(replace(met.record, source=line.source)))  # a folder's files name themselves
            elif not self._settled(scan, line, met, known.get(met.record.id)):
                pending.append(met)
        return results + await asyncio.to_thread(self._scan, line, pending)

    def _settled(self, scan: int, line: LedgerLine, met: Met, known: Known | None) -> bool:
        """Counts a contact that the store has as it is now. What this scan did before it was broken off counts anew."""
        if met.again or (isinstance(met.record, Contact) and self.forgotten(met.record)):
            line.unchanged += 1
            return True
        exempt = isinstance(met.record, Contact) and self.exempt(met.record)
        if known is None or not known.stands(met.hash, self.rule_set, exempt):
            return False
        if exempt:
            line.exempt += 1
        elif known.scan == scan:
            line.scanned += 1
            line.findings += known.findings
        else:
            line.unchanged += 1
        return True

    def _scan(self, line: LedgerLine, pending: list[Met]) -> list[Result]:
        contacts = [met.record for met in pending if isinstance(met.record, Contact)]
        exempt = [self.exempt(contact) for contact in contacts]
        outcomes = self.runner(contact for contact, left_out in zip(contacts, exempt, strict=True) if not left_out)
        results: list[Result] = []
        for met, contact, left_out in zip(pending, contacts, exempt, strict=True):
            outcome = Examined() if left_out else next(outcomes)
            if isinstance(outcome, ScanFailure):
                line.failed += 1
                results.append(Failed(FailedContact(line.source, contact.id, outcome.reason), contact))
                continue
            done = Done(contact, met.hash, tuple(distinct(contact, outcome.findings)), left_out, outcome.tally)
            line.exempt += left_out
            line.scanned += not left_out
            line.findings += len(done.findings)
            results.append(done)
        return results

    async def _save(self, scan: int, results: Sequence[Result], line: LedgerLine) -> None:
        try:
            await self.store.save(scan, self.rule_set, results, line)
        except StorageError as error:
            kept = "what was stored before is kept, and the next run goes on from there"
            told = {"message": error.message, "kept": kept, "source": line.source}
            raise StorageError("{message} ({kept})", **error.details | told) from error
