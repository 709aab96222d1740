from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import get_ident
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from contactguard.contacts.identifiers import ERASED, Identifier, IdentifierKind, read_identifier
from contactguard.contacts.model import Author, Contact, FailedContact, Message
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.nightly import Nightly
from contactguard.scanning.results import Done, Failed, content_hash
from contactguard.store.answers.use import UseRepository
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.audit.verifying import verify
from contactguard.store.columns import CleanText, JsonText
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.privacy.persons import Found, PersonRepository
from contactguard.store.privacy.places import NOTES
from contactguard.store.privacy.retention import Limits, RetentionRepository
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.tables import metadata
from contactguard.store.tables.annual import AnnualVersionRow
from contactguard.store.tables.answers import AnswerVersionRow
from contactguard.store.tables.contacts import FailedContactRow
from contactguard.store.tables.programme import ProgrammeRow
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


@dataclass(frozen=True)
class Watched(Identifier):
    """An identifier that tells on which threads it was looked for."""

    threads: set[int] = field(default_factory=set)

    def stands_in(self, text: str) -> bool:
        self.threads.add(get_ident())
        return super().stands_in(text)


async def test_words_are_read_beside_the_event_loop(
    database: Database, persons: PersonRepository, scans: ScanRepository, findings: FindingRepository
) -> None:
    bad = Failed(FailedContact("x", "bad", "too odd"), make_contact("bad", "Ring 12345678"))
    await scans.save(await scans.begin(["x"], "r"), "r", [bad], LedgerLine("x", failed=1))
    await write_notes(database, scans, findings)
    watched = Watched(PHONE.kind, PHONE.value, PHONE.pattern_text)
    found = await persons.find([watched])
    assert found.contacts
    assert found.failed
    assert found.notes
    assert get_ident() not in watched.threads


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
    await write_nested(database)
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
        kept = {one: (await session.exec(select(one.content))).one() for one in NESTED}
    assert (failed.payload, failed.reason) == (None, f"no zone in {ERASED}")
    assert kept == dict.fromkeys(NESTED, nested(f"Ring {ERASED}", f"{ERASED}."))
    (entry,) = [one async for one in AuditRepository(database).entries() if one.action == "erase"]
    assert (entry.subject, entry.details) == ("person:1f", {"contacts": 6, "failed": 1, "notes": 6})
    assert (await verify(database)).whole


NESTED: tuple[Any, ...] = (AnnualVersionRow, ProgrammeRow, AnswerVersionRow)


def nested(first: str, second: str) -> dict[str, object]:
    return {"made_on": "2026-10-05", "year": 12345678, "chapters": [{"call": first}, {"text": [second, "Ellers."]}]}


async def write_nested(database: Database) -> None:
    told: dict[str, Any] = {"content": nested("Ring 12 34 56 78", "anna@example.dk.")}
    async with database.session() as session:
        session.add(AnnualVersionRow(year=2025, number=1, by="Dorthe", at=NOON, **told))
        session.add(ProgrammeRow(note="", by="Dorthe", at=NOON, **told))
        session.add(AnswerVersionRow(answer_id="a-1", number=1, author="Dorthe", written_at=NOON, **told))


async def test_of_a_nested_value_only_the_texts_that_name_the_person_are_told(
    database: Database, persons: PersonRepository
) -> None:
    await write_nested(database)
    day = read_identifier(IdentifierKind.CUSTOMER, "20261005", "DK")
    assert (await persons.find([day])).nothing
    found = await persons.find([PHONE])
    assert [(notes.name, key, words) for notes, key, words in found.notes] == [
        ("answer_version.content", ("a-1", 1), "Ring 12 34 56 78"),
        ("programme.content", (1,), "Ring 12 34 56 78"),
        ("annual_version.content", (1,), "Ring 12 34 56 78"),
    ]


async def test_a_person_is_found_in_the_excerpt_that_outlives_the_words(
    database: Database,
    persons: PersonRepository,
    scans: ScanRepository,
    contacts: ContactRepository,
    findings: FindingRepository,
) -> None:
    contact = make_contact("told", "Kunde K-104552 bør vælge Struer Energi.")
    finding = make_finding(contact, contact.messages[0].text)
    scan = await scans.begin(["x"], "r")
    await scans.save(scan, "r", [Done(contact, content_hash(contact), (finding,))], LedgerLine("x", received=1))
    await RetentionRepository(database).apply(Limits(datetime(2027, 11, 1, tzinfo=UTC), "2020-01"), by="scan")
    assert await contacts.text("told") is None
    found = await persons.find([CUSTOMER])
    assert found.contacts == ("told",)
    await persons.erase(found, [CUSTOMER], by="Dorthe", subject="person:1f")
    assert [one.excerpt for one in await findings.of_contact("told")] == [ERASED]


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


async def test_what_came_in_with_other_words_after_an_erasure_is_scanned_under_new_rules(
    persons: PersonRepository, scans: ScanRepository, contacts: ContactRepository
) -> None:
    await people(scans)
    await persons.erase(await persons.find([PHONE]), [PHONE], by="Dorthe", subject="person:1f")
    redacted = make_contact("phone", "Vælg Struer Energi, ring til kunden.")
    await store(scans, [redacted])
    known = (await scans.known(["phone"]))["phone"]
    assert (known.stands(content_hash(redacted), "r", False), known.erased) == (True, False)
    assert not known.stands(content_hash(redacted), "newer rules", False)


async def test_words_erased_while_they_were_scanned_do_not_come_back(
    persons: PersonRepository, scans: ScanRepository, contacts: ContactRepository, findings: FindingRepository
) -> None:
    await people(scans)
    await persons.erase(await persons.find([PHONE]), [PHONE], by="Dorthe", subject="person:1f")
    await store(scans, [make_contact("phone", WORDS)], "newer rules")  # read before the erasure, stored after it
    assert await contacts.text("phone") is None
    assert [one.excerpt for one in await findings.of_contact("phone")] == [ERASED]
    assert (await scans.known(["phone"]))["phone"].erased


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
    "purpose", "legal_basis", "retention", "contact", "actor", "audit.subject", "contact_id", "id", "excerpt",
    "external_id", "key", "email", "company", "browser", "id_token",
}  # fmt: skip

# What is nested and holds no words of people: names and numbers of the program, the profile and the rules; what is
# searched with its contact; and the audit chain, which has none.
NESTED_WITHOUT_WORDS = {
    "account.roles", "account.recovery", "api_token.rights", "audit.details", "calendar_setting.told",
    "contact_text.messages", "contact_text.subject", "failed_contact.payload", "finding.companies",
    "finding.explanation", "finding_text.found", "finding_text.quote", "sampled_contact.marks",
    "sampled_contact.policies", "scan.sources", "seeded_night.failed", "signature_part.companies",
    "staff_notice.texts", "tally.first_named",
}  # fmt: skip


def test_every_column_of_free_words_is_searched() -> None:
    """A new table with a free text must be added to NOTES, or its column named above."""
    columns = [(table.name, column) for table in metadata().tables.values() for column in table.columns]
    free = {
        f"{table}.{column.name}"
        for table, column in columns
        if isinstance(column.type, CleanText)
        and not column.name.endswith("by")
        and not {column.name, f"{table}.{column.name}"} & NOT_OF_CUSTOMERS
    }
    nested = {f"{table}.{column.name}" for table, column in columns if isinstance(column.type, JsonText)}
    assert nested >= NESTED_WITHOUT_WORDS
    assert {notes.name for notes in NOTES} == free | (nested - NESTED_WITHOUT_WORDS)
