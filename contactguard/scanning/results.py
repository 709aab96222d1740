"""What a scan hands to the store contact by contact, and what the store remembers of it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from contactguard.contacts.model import Contact, FailedContact
from contactguard.policies.finding import Finding
from contactguard.scanning.ledger import LedgerLine, Night
from contactguard.scanning.tally import NOTHING, Tally


@dataclass(frozen=True)
class Known:
    """What the store remembers of a contact: enough to tell whether it must be scanned again."""

    content_hash: str
    rule_set: str
    exempt: bool
    scan: int
    findings: int
    erased: bool = False

    def stands(self, content_hash: str, rule_set: str, exempt: bool) -> bool:
        """Nothing new to scan: the same words and rules. Words erased for a person stay so under any rules."""
        same = self.erased or (self.rule_set, self.exempt) == (rule_set, exempt)
        return same and self.content_hash == content_hash


@dataclass(frozen=True)
class Done:
    """A contact dealt with: scanned, or exempt and then without findings."""

    contact: Contact
    content_hash: str
    findings: tuple[Finding, ...] = ()
    exempt: bool = False
    tally: Tally = NOTHING


@dataclass(frozen=True)
class Failed:
    """A record that could not be read or scanned; with the contact where it could be read."""

    failure: FailedContact
    contact: Contact | None = None


Result = Done | Failed


class ScanStore(Protocol):
    """What the nightly job needs of a store."""

    async def begin(self, sources: Sequence[str], rule_set: str) -> int:
        """The scan to work under: the one broken off with the same sources and rules, or a new one."""
        ...

    async def known(self, ids: Sequence[str]) -> dict[str, Known]: ...

    async def save(self, scan: int, rule_set: str, results: Sequence[Result], line: LedgerLine) -> None:
        """Stores results and ledger line in one transaction."""
        ...

    async def earlier(self, source: str, scan: int) -> list[Night]:
        """What the source gave in finished scans before this one, the last first."""
        ...

    async def finish(self, scan: int, lines: Sequence[LedgerLine]) -> None: ...


def content_hash(contact: Contact) -> str:
    """What a contact says, as a hash. The profile it names does not count: the scan's own profile decides."""
    return hashlib.sha256(contact.model_dump_json(exclude={"profile"}).encode()).hexdigest()


def distinct(contact: Contact, findings: Iterable[Finding]) -> list[Finding]:
    """Each claim once: the same words twice in one message are one finding."""
    return list({finding.fingerprint(contact.id): finding for finding in reversed(list(findings))}.values())[::-1]
