"""What a changed rule set would do: stored contacts replayed, findings gained and lost told before it goes live."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contactguard.contacts.model import Contact
from contactguard.policies.finding import Finding
from contactguard.scanning.scanner import Scanner


class Change(StrEnum):
    GAINED = "gained"
    LOST = "lost"


@dataclass(frozen=True)
class Difference:
    """One finding that only the new rules (gained) or only the present ones (lost) raise."""

    contact_id: str
    change: Change
    finding: Finding


def forecast(contacts: Iterable[Contact], present: Scanner, changed: Scanner) -> Iterator[Difference]:
    """The differences, contact by contact; a finding is the same where its fingerprint is."""
    for contact in contacts:
        before = {finding.fingerprint(contact.id): finding for finding in present.scan(contact)}
        after = {finding.fingerprint(contact.id): finding for finding in changed.scan(contact)}
        yield from (Difference(contact.id, Change.GAINED, one) for key, one in after.items() if key not in before)
        yield from (Difference(contact.id, Change.LOST, one) for key, one in before.items() if key not in after)
