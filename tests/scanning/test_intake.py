from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from contactguard.contacts.model import Contact
from contactguard.scanning.intake import SOURCE, Intake, State
from contactguard.scanning.runner import Outcome, scan_one
from contactguard.store.database import Database
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.scans import ScanRepository
from tests.factories import make_contact
from tests.scanning.finders import WordScanner
from tests.store.conftest import contacts, scans

__all__ = ["contacts", "scans"]


async def scan(contact: Contact) -> Outcome:
    return scan_one(WordScanner(), contact)


async def of_2022() -> Callable[[Contact], bool]:
    return lambda contact: contact.messages[0].sent_at.year == 2022


@pytest.fixture
def days() -> list[date]:
    return [date(2026, 10, 5)]


@pytest.fixture
def intake(scans: ScanRepository, days: list[date]) -> Intake:
    return Intake(scans, scan, "rules-1", lambda contact: contact.line == "switchboard", of_2022, lambda: days[-1])


async def test_a_day_is_one_scan_whose_ledger_balances(intake: Intake, scans: ScanRepository) -> None:
    notes = [
        make_contact("a", "henviste til dem"),
        make_contact("a", "henviste til dem"),
        make_contact("b", "intet"),
        make_contact("c", "raise"),
        make_contact("d", "henviste", line="switchboard"),
        make_contact("d", "henviste", line="switchboard"),
    ]
    states = [(await intake.take(note)).state for note in notes]
    await intake.close()
    assert states == [State.STORED, State.UNCHANGED, State.STORED, State.FAILED, State.EXEMPT, State.EXEMPT]
    told = await scans.latest()
    assert [one.sources for one in told] == [(SOURCE,)]
    assert told[0].finished_at is not None
    line = (await scans.ledger(told[0].id)).lines[0]
    assert line.balanced
    counted = (line.received, line.scanned, line.unchanged, line.exempt, line.failed, line.findings)
    assert counted == (6, 2, 1, 2, 1, 1)


async def test_two_services_of_a_day_share_one_ledger_line(
    intake: Intake, scans: ScanRepository, days: list[date]
) -> None:
    other = Intake(scans, scan, "rules-1", lambda contact: False, of_2022, lambda: days[-1])
    for number, one in enumerate((intake, other, other, intake)):
        await one.take(make_contact(f"c-{number}"))
    (told,) = await scans.latest()
    assert (await scans.ledger(told.id)).total.received == 4


async def test_a_new_day_is_a_new_scan(intake: Intake, scans: ScanRepository, days: list[date]) -> None:
    await intake.take(make_contact("a"))
    days.append(date(2026, 10, 6))
    await intake.take(make_contact("b"))
    assert [one.finished_at is None for one in await scans.latest()] == [True, False]


async def test_a_changed_contact_is_scanned_anew(
    intake: Intake, contacts: ContactRepository, database: Database
) -> None:
    await intake.take(make_contact("a", "intet"))
    changed = await intake.take(make_contact("a", "henviste til dem"))
    stored = await contacts.text("a")
    assert (changed.state, len(changed.findings)) == (State.STORED, 1)
    assert stored is not None
    assert stored.messages[0].text == "henviste til dem"


async def test_what_failed_waits_over_the_days_until_it_is_scanned(
    intake: Intake, contacts: ContactRepository, days: list[date]
) -> None:
    await intake.take(make_contact("a", "raise"))
    days.append(date(2026, 10, 6))
    await intake.take(make_contact("b"))
    await intake.close()
    assert [one.place for one in await contacts.failed()] == ["a"]
    await intake.take(make_contact("a", "intet"))
    assert await contacts.failed() == []


async def test_a_contact_of_a_forgotten_month_is_not_taken_in_again(
    intake: Intake, scans: ScanRepository, contacts: ContactRepository
) -> None:
    taken = await intake.take(make_contact("old", sent_at=datetime(2022, 3, 1, tzinfo=UTC)))
    assert taken.state is State.UNCHANGED
    assert (await contacts.page()).contacts == ()
    assert (await scans.ledger((await scans.latest())[0].id)).total.unchanged == 1
