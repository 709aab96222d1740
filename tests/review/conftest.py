from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.contacts.model import Contact
from contactguard.review.desk import Desk
from contactguard.review.verdicts import Terms
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.store.database import Database
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.scans import ScanRepository
from tests.factories import NOON, make_contact, make_finding

QUOTE = "Henviste kunden til Struer Energi"
PSEUDONYMS = Pseudonyms(b"a secret of this test")
WORDS = ("Flytning", "Regning", "Afbrydelse", "Solceller", "Måler", "Stik", "Klage", "Kabel", "Restance", "Varmepumpe")


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOON + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


def person(name: str, *roles: Role, pseudonym: str | None = None) -> Actor:
    held = frozenset(roles or (Role.REVIEWER,))
    return Actor(name, rights_of(held), held, pseudonym)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    """Without second verdicts, since chance would decide what a test sees."""
    return make_desk(database, clock, share=0)


def make_desk(database: Database, clock: Clock, share: float) -> Desk:
    return Desk(database, Terms(share=share), clock)


async def keep(
    database: Database, *contacts: Contact, quote: str = QUOTE, rule_set: str = "r1", **fields: Any
) -> list[str]:
    """Stores contacts, each with a finding on the quote if it holds it; returns the findings' fingerprints."""
    scans = ScanRepository(database, PSEUDONYMS, ZoneInfo("Europe/Copenhagen"))
    done = [
        Done(one, content_hash(one), (make_finding(one, quote, **fields),) if quote in one.messages[0].text else ())
        for one in contacts
    ]
    line = LedgerLine("notes", received=len(done), scanned=len(done), findings=len(done))
    scan = await scans.begin([line.source], rule_set)
    await scans.save(scan, rule_set, done, line)
    await scans.finish(scan, [line])
    return [finding.fingerprint(one.contact.id) for one in done for finding in one.findings]


async def keep_notes(database: Database, count: int) -> list[str]:
    """Call notes of a day each, none like another, by Alice; the oldest first."""
    notes = [
        make_contact(
            f"n-{number:02d}", f"{WORDS[number]}. {QUOTE}", agent="Alice", sent_at=NOON + timedelta(hours=number)
        )
        for number in range(count)
    ]
    return await keep(database, *notes)
