"""Contacts handed in one by one, scanned and stored as they come; the day's ledger counts them like a night's."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from contactguard.contacts.model import Contact, FailedContact
from contactguard.policies.finding import Finding
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, Failed, Result, ScanStore, content_hash, distinct
from contactguard.scanning.runner import Outcome, ScanFailure

SOURCE = "api"


class IntakeStore(ScanStore, Protocol):
    """What the intake needs of a store."""

    async def grow(self, scan: int, rule_set: str, results: Sequence[Result], more: LedgerLine) -> None:
        """Stores results and adds to the ledger line in one transaction."""
        ...


class State(StrEnum):
    """What became of a contact handed in."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # scanned before, the same words under the same id by the same rules, or forgotten since
    EXEMPT = "exempt"
    FAILED = "failed"  # kept with its reason, to be tried again


@dataclass(frozen=True)
class Taken:
    """`findings` are those of a contact just scanned."""

    state: State
    findings: tuple[Finding, ...] = ()
    reason: str | None = None


@dataclass
class Intake:
    """One at a time into the store, since they share a ledger line; scanned beside one another.

    `forgotten` is asked for each contact what tells those of months of which only counts are left, since one may be
    forgotten in between: they are counted already.
    """

    store: IntakeStore
    scan: Callable[[Contact], Awaitable[Outcome]]
    rule_set: str
    exempt: Callable[[Contact], bool]
    forgotten: Callable[[], Awaitable[Callable[[Contact], bool]]]
    today: Callable[[], date]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _open: tuple[date, int] | None = field(default=None, init=False)

    async def take(self, contact: Contact) -> Taken:
        """Scans and stores a contact, unless it is known as it stands. Raises StorageError."""
        if (await self.forgotten())(contact):
            await self._save([], LedgerLine(SOURCE, received=1, unchanged=1))
            return Taken(State.UNCHANGED)
        digest, exempt = content_hash(contact), self.exempt(contact)
        known = (await self.store.known([contact.id])).get(contact.id)
        if known is not None and known.stands(digest, self.rule_set, exempt):
            await self._save([], LedgerLine(SOURCE, received=1, unchanged=0 if exempt else 1, exempt=int(exempt)))
            return Taken(State.EXEMPT if exempt else State.UNCHANGED)
        if exempt:
            await self._save([Done(contact, digest, exempt=True)], LedgerLine(SOURCE, received=1, exempt=1))
            return Taken(State.EXEMPT)
        outcome = await self.scan(contact)
        if isinstance(outcome, ScanFailure):
            await self._save(
                [Failed(FailedContact(SOURCE, contact.id, outcome.reason), contact)],
                LedgerLine(SOURCE, received=1, failed=1),
            )
            return Taken(State.FAILED, reason=outcome.reason)
        findings = tuple(distinct(contact, outcome.findings))
        await self._save(
            [Done(contact, digest, findings, tally=outcome.tally)],
            LedgerLine(SOURCE, received=1, scanned=1, findings=len(findings)),
        )
        return Taken(State.STORED, findings)

    async def close(self) -> None:
        """Ends the day's scan."""
        async with self._turn:
            await self._finish()

    async def _save(self, results: Sequence[Result], more: LedgerLine) -> None:
        async with self._turn:
            await self.store.grow(await self._day(), self.rule_set, results, more)

    async def _day(self) -> int:
        today = self.today()
        if self._open is not None and self._open[0] != today:
            await self._finish()
        if self._open is None:
            self._open = (today, await self.store.begin([SOURCE], self.rule_set))
        return self._open[1]

    async def _finish(self) -> None:
        """Nobody sends all contacts anew each day, so what failed waits until it is sent again and scanned."""
        if self._open is not None:
            scan, self._open = self._open[1], None
            await self.store.finish(scan, [])
