from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from contactguard.contacts.identifiers import ERASED, Identifier, IdentifierKind, read_identifier
from contactguard.contacts.model import Author, Contact, FailedContact, Message
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.nightly import Done, Failed, Nightly, content_hash
from contactguard.store.answers.use import UseRepository
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.audit.verifying import verify
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.privacy.persons import Found, PersonRepository
from contactguard.store.privacy.places import NOTES
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.tables import metadata
from contactguard.store.tables.contacts import FailedContactRow
from contactguard.store.tables.verdicts import VerdictRow
from tests.factories import NOON, make_contact, make_finding

PHONE = read_identifier(IdentifierKind.PHONE, "12345678", "DK")
EMAIL = read_identifier(IdentifierKind.EMAIL, "anna@example.dk", "DK")
CUSTOMER = read_identifier(IdentifierKind.CUSTOMER, "K-104552", "DK")
METERING = read_identifier(IdentifierKind.METERING, "571313174000000017", "DK")

WORDS = "Vælg Struer Energi, ring 12\u00a034\u00a056\u00a078 til Anna."


@pytest.fixture
def persons(database: Database) -> PersonRepository:
    return PersonRepository(database)


async def store(scans: ScanRepository, contacts: Sequence[Contact], rule_set: str = "r") -> None:
    done = [
        Done(one, content_hash(one), (make_finding(one, "Vælg Struer"),) if one.messages[0].text == WORDS else ())
        for one in contacts
    ]
    scan = await scans.begin(["x"], rule_set)
    await scans.save(scan, rule_set, done, LedgerLine("x", received=len(done), scanned=len(done)))
    await scans.finish(scan, [])


async def people(scans: ScanRepository) -> None:
    asked = Message(author=Author.CUSTOMER, sent_at=NOON, text="Målepunkt 571313-174-000-000-017, mvh ANNA@example.dk")
    await store(
        scans,
        [
            make_contact("phone", WORDS),
            make_contact("mail", messages=(asked, Message(author=Author.AGENT, sent_at=NOON, text="Hej Anna."))),
            make_contact("subject", subject="Kunde k 104 552"),
            make_contact("number", external_id="K104552"),
            make_contact("of/12345678"),
            make_contact("other", "Ring 12345679, 912345678 eller joanna@example.dk."),
        ],
    )


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ([PHONE], {"phone", "of/12345678"}),
        ([EMAIL], {"mail"}),
        ([METERING], {"mail"}),
        ([CUSTOMER], {"subject", "number"}),
        ([PHONE, EMAIL], {"phone", "mail", "of/12345678"}),
        ([read_identifier(IdentifierKind.CUSTOMER, "20261005", "DK")], set()),  # the day the messages were sent
    ],
)
async def test_a_person_is_found_wherever_and_however_named(
    persons: PersonRepository, scans: ScanRepository, identifiers: list[Identifier], expected: set[str]
) -> None:
    await people(scans)
    found = await persons.find(identifiers)
    assert set(found.contacts) == expected
    assert set(found.in_ids) == {id_ for id_ in expected if id_.startswith("of/")}


async def test_failed_contacts_and_what_staff_wrote_are_searched_too(
    database: Database, persons: PersonRepository, scans: ScanRepository, findings: FindingRepository
) -> None:
    scan = await scans.begin(["x"], "r")
    bad = make_contact("bad", "Ring 12345678")
    await scans.save(scan, "r", [Failed(FailedContact("x", "bad", "too odd"), bad)], LedgerLine("x", failed=1))
    await write_notes(database, scans, findings)
    found = await persons.find([PHONE])
    assert found.failed == (("x", "bad"),)
    assert sorted(notes.name for notes, _, _ in found.notes) == ["answer_remark.text", "verdict.note"]


async def write_notes(database: Database, scans: ScanRepository, findings: FindingRepository) -> None:
    await store(scans, [make_contact("noted", WORDS.replace("12", "99"))])
    contact = make_contact("noted", WORDS)
    await store(scans, [contact])
    (stored,) = await findings.of_contact("noted")
    note = VerdictRow(
        fingerprint=stored.fingerprint, kind="first", verdict="breach", reason="clear", by="Bob", at=NOON,
        note="Kunden på +45 12 34 56 78 klagede", shown=stored.fingerprint,
    )  # fmt: skip
    async with database.session() as session:
        session.add(note)
    await UseRepository(database).add_remark("a-1", "Kunde 12345678 siger nej")


async def test_an_erasure_leaves_nothing_of_the_person_and_all_figures(
    database: Database,
    persons: PersonRepository,
    scans: ScanRepository,
    contacts: ContactRepository,
    findings: FindingRepository,
) -> None:
    await people(scans)
    scan = await scans.begin(["y"], "r")
    bad = make_contact("bad", "Ring 12345678")
    failure = FailedContact("y", "bad", "no zone in 12345678")
    await scans.save(scan, "r", [Failed(failure, bad)], LedgerLine("y", failed=1))
    await write_notes(database, scans, findings)
    before = await figures(database)
    given = [PHONE, EMAIL, CUSTOMER]
    found = await persons.find(given)
    await persons.erase(found, given, by="Dorthe", subject="person:1f")
    after = await persons.find(given)
    assert after == Found(contacts=("of/12345678",), in_ids=("of/12345678",))
    assert await figures(database) == before
    assert await contacts.text("phone") is None
    assert await contacts.text("other") is not None
    (stored,) = await findings.of_contact("phone")
    assert (stored.excerpt, stored.finding.quote) == (ERASED, ERASED)
    async with database.reading() as session:
        assert (await session.exec(select(VerdictRow.note))).one() == f"Kunden på {ERASED} klagede"
        failed = (await session.exec(select(FailedContactRow).where(col(FailedContactRow.source) == "y"))).one()
    assert (failed.payload, failed.reason) == (None, f"no zone in {ERASED}")
    (entry,) = [one async for one in AuditRepository(database).entries() if one.action == "erase"]
    assert (entry.subject, entry.details) == ("person:1f", {"contacts": 6, "failed": 1, "notes": 3})
    assert (await verify(database)).whole


async def figures(database: Database) -> object:
    counts = CountRepository(database)
    async with database.reading() as session:
        totals = [
            (await session.exec(select(text(f"count(*) FROM {name}")))).one()
            for name in ("contact", "finding", "contact_count", "flagged_count", "verdict")
        ]
    return totals, await counts.months()


async def test_erased_words_are_not_taken_in_again_under_new_rules(
    persons: PersonRepository, scans: ScanRepository, contacts: ContactRepository
) -> None:
    await people(scans)
    await persons.erase(await persons.find([PHONE]), [PHONE], by="Dorthe", subject="person:1f")
    known = await scans.known(["phone", "other"])
    same, rules, exempt = known["phone"].content_hash, "newer rules", False
    assert known["phone"].stands(same, rules, exempt)
    assert not known["other"].stands(known["other"].content_hash, rules, exempt)
    assert not known["phone"].stands("other words", rules, exempt)
    nightly = Nightly(store=scans, runner=lambda records: iter(()), rule_set=rules)
    ledger = await nightly.run({"x": lambda: [make_contact("phone", WORDS)]})
    assert (ledger.total.received, ledger.total.unchanged) == (1, 1)
    assert await contacts.text("phone") is None


async def test_contacts_of_a_forgotten_month_are_unchanged(scans: ScanRepository, contacts: ContactRepository) -> None:
    def forgotten(contact: Contact) -> bool:
        return contact.messages[0].sent_at < datetime(2026, 11, 1, tzinfo=UTC)

    nightly = Nightly(store=scans, runner=lambda records: iter(()), rule_set="r", forgotten=forgotten)
    ledger = await nightly.run({"x": lambda: [make_contact("old")]})
    assert (ledger.total.received, ledger.total.unchanged) == (1, 1)
    assert (await contacts.page()).contacts == ()


# What is written by people and yet not searched: names of accounts, teams and lines, approved texts, own settings.
NOT_OF_CUSTOMERS = {
    "line", "team", "source", "language", "author", "name", "place",
    "purpose", "legal_basis", "retention", "contact", "error", "actor", "subject", "contact_id", "id", "excerpt",
    "external_id", "key", "email", "company", "browser", "id_token", "audience", "material",
    "struck_for",
    "reminder.reason", "training.subject",
}  # fmt: skip


def test_every_column_of_free_words_is_searched() -> None:
    """A new table with a free text must be added to NOTES, or its column named above."""
    searched = {notes.name for notes in NOTES}
    free = {
        f"{table.name}.{name}"
        for table in metadata().tables.values()
        for name, column in table.columns.items()
        if type(column.type).__name__ == "CleanText"
        and not name.endswith("by")
        and not {name, f"{table.name}.{name}"} & NOT_OF_CUSTOMERS
    }
    assert free == searched
