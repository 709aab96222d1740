import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contactguard.contacts.model import Contact, FailedContact
from contactguard.errors import InputError, StorageError
from contactguard.scanning.batches import Record, Source
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.nightly import Nightly
from contactguard.scanning.results import content_hash
from contactguard.scanning.runner import scan_one
from contactguard.store.database import Database
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.schema import upgrade
from tests.factories import make_contact
from tests.scanning.finders import WordScanner

FOUND = "Kd henviste selv."


def nightly(database: Database, word: str = "henviste", rule_set: str = "r1") -> Nightly:
    scanner = WordScanner(word)
    return Nightly(
        store=ScanRepository(database, Pseudonyms(b"a secret of this test"), ZoneInfo("Europe/Copenhagen")),
        runner=lambda contacts: (scan_one(scanner, contact) for contact in contacts),
        rule_set=rule_set,
        exempt=lambda contact: contact.line == "switchboard",
        batch=4,
    )


def give(*records: Record) -> Source:
    return lambda: records


async def run(database: Database, *records: Record, word: str = "henviste", rule_set: str = "r1") -> LedgerLine:
    ledger = await nightly(database, word, rule_set).run({"s": give(*records)})
    (line,) = ledger.lines
    assert line.balanced
    return line


def many(count: int) -> list[Contact]:
    return [make_contact(f"c-{number}", FOUND if number % 2 else "Aflæsning.") for number in range(count)]


async def test_each_contact_received_is_accounted_for(database: Database) -> None:
    failed = FailedContact("s/of-a-folder.csv", "line 3", "no messages")
    exempt = make_contact("x", FOUND, line="switchboard")
    line = await run(database, *many(10), failed, exempt, make_contact("bad", "raise"))
    assert line == LedgerLine("s", received=13, scanned=10, exempt=1, failed=2, findings=5)
    failures = await ContactRepository(database).failed()
    assert [one.place for one in failures] == ["bad", "line 3"]
    assert re.fullmatch(r"ValueError in finders\.py, line \d+", failures[0].reason)  # its words may be the contact's
    assert failures[1].reason == "no messages"


async def test_a_contact_on_the_affiliates_own_line_is_scanned(database: Database) -> None:
    assert (await run(database, make_contact("a", FOUND, line="affiliate"))).scanned == 1


async def test_a_second_night_scans_only_what_is_new_or_changed(database: Database) -> None:
    contacts = many(10)
    await run(database, *contacts)
    contacts[0] = make_contact("c-0", FOUND)
    line = await run(database, *contacts, make_contact("c-10"))
    assert line == LedgerLine("s", received=11, scanned=2, unchanged=9, findings=1)
    findings = await FindingRepository(database).page()
    assert len(findings.findings) == 6


async def test_new_rules_scan_everything_again(database: Database) -> None:
    await run(database, *many(5))
    assert await run(database, *many(5), word="Aflæsning", rule_set="r2") == LedgerLine(
        "s", received=5, scanned=5, findings=3
    )


async def test_a_contact_that_failed_is_tried_again(database: Database) -> None:
    await run(database, make_contact("a", "raise henviste"))
    assert (await run(database, make_contact("a", "raise henviste"))).failed == 1
    line = await run(database, make_contact("a", FOUND))
    assert (line.scanned, line.findings) == (1, 1)
    assert await ContactRepository(database).failed() == []


async def test_a_contact_that_comes_twice_in_a_source_counts_once_as_scanned(database: Database) -> None:
    one = make_contact("a", FOUND)
    assert await run(database, one, one, *many(6), one) == LedgerLine(
        "s", received=9, scanned=7, unchanged=2, findings=4
    )


async def test_of_two_versions_in_one_batch_the_later_stays(database: Database) -> None:
    await run(database, make_contact("a", FOUND), make_contact("a", "Aflæsning."))
    assert (await FindingRepository(database).page()).findings == ()
    text = await ContactRepository(database).text("a")
    assert text is not None
    assert text.messages[0].text == "Aflæsning."


async def test_a_line_switched_off_later_is_exempt_without_a_change_of_words(database: Database) -> None:
    contact = make_contact("a", FOUND, line="switchboard")
    first = nightly(database)
    await Nightly(first.store, first.runner, first.rule_set).run({"s": give(contact)})
    assert (await run(database, contact)).exempt == 1
    assert (await run(database, contact)).exempt == 1
    assert (await FindingRepository(database).page()).findings == ()


async def test_a_source_fallen_silent_is_an_alarm(database: Database) -> None:
    assert not (await run(database, *many(3))).alarm
    assert (await run(database)).alarm
    assert not (await run(database, *many(1))).alarm


async def test_an_empty_weekend_is_an_alarm_only_where_weekends_have_some(database: Database) -> None:
    workday, weekend = datetime(2026, 10, 7, 2, tzinfo=UTC), datetime(2026, 10, 11, 2, tzinfo=UTC)

    async def night(now: datetime, *records: Record) -> bool:
        job = replace(nightly(database), now=lambda: now, closed=lambda moment: moment == now == weekend)
        (line,) = (await job.run({"s": give(*records)})).lines
        return line.alarm

    assert not await night(workday, *many(3))
    assert not await night(weekend)
    assert await night(workday)


async def test_a_source_that_cannot_be_read_is_an_alarm_and_the_rest_goes_on(database: Database) -> None:
    def broken() -> Iterator[Record]:
        yield make_contact("a", FOUND)
        raise InputError("mail.mbox: cut off after byte 312")

    def away() -> Iterable[Record]:
        raise OSError(5, "the share is away")

    ledger = await nightly(database).run({"broken": broken, "away": away, "whole": give(make_contact("b", FOUND))})
    assert [(line.source, line.scanned, line.alarm) for line in ledger.lines] == [
        ("broken", 1, True),
        ("away", 0, True),
        ("whole", 1, False),
    ]
    assert ledger.lines[0].error == "mail.mbox: cut off after byte 312"
    assert len(ledger.alarms) == 2


async def test_progress_is_told_batch_by_batch(database: Database) -> None:
    heard: list[int] = []
    first = nightly(database)
    job = Nightly(first.store, first.runner, "r1", progress=lambda line: heard.append(line.received), batch=4)
    await job.run({"s": give(*many(10))})
    assert heard == [4, 8, 10]


async def test_a_full_disk_keeps_what_was_stored_and_says_so(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "small.sqlite"))
    await upgrade(database)
    async with database.session() as session:  # as if the disk ended a little behind what is there
        connection = await session.connection()
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    limit = f"PRAGMA max_page_count = {pages + 30}"
    await database.close()  # the limit holds for a connection, the pool then has just this one
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql(limit)
    long = [make_contact(f"c-{number}", FOUND + "x" * 3000) for number in range(200)]
    with pytest.raises(StorageError, match=r"disk of the database is full.*what was stored before is kept") as caught:
        await run(database, *long)
    assert caught.value.details["source"] == "s"
    kept = await ContactRepository(database).page(limit=300)
    assert 0 < len(kept.contacts) < 200
    assert len(kept.contacts) % 4 == 0  # whole batches
    await database.close()
    assert (await run(database, *long)).scanned == 200
    await database.close()


def test_the_profile_a_contact_names_does_not_change_its_hash() -> None:
    contact = make_contact(agent="Alice")
    assert content_hash(contact) == content_hash(contact.model_copy(update={"profile": "kalmar"}))
    assert content_hash(contact) != content_hash(contact.model_copy(update={"agent": "Bob"}))
