from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.contacts.model import Author, FailedContact, Message
from contactguard.review.retention import limits
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, Failed, content_hash
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.audit.verifying import verify
from contactguard.store.database import Database
from contactguard.store.privacy.holding import Held
from contactguard.store.privacy.retention import Due, DueMonth, Limits, RetentionRepository
from contactguard.store.register.incidents import IncidentRepository
from contactguard.store.register.records import FoundBy, Incident, NewEvent, NewIncident, Step
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.tables.contacts import AgentRow, ContactRow, ContactTextRow, FailedContactRow
from contactguard.store.tables.counts import ContactCountRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.verdicts import ClaimRow, StandingRow, VerdictRow
from tests.factories import make_contact, make_finding

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LIMITS = Limits(NOW - timedelta(days=180), "2023-11")


@pytest.fixture
def retention(database: Database) -> RetentionRepository:
    return RetentionRepository(database)


async def store(scans: ScanRepository, *days: int, agent: str = "Alice") -> None:
    """A contact with a finding for each of so many days ago, named after it."""
    done = []
    for day in days:
        contact = make_contact(
            f"d{day}", "Vælg Struer Energi.", sent_at=NOW - timedelta(days=day), agent=f"{agent}{day}"
        )
        done.append(Done(contact, content_hash(contact), (make_finding(contact, "Vælg Struer Energi"),)))
    scan = await scans.begin(["x"], "r")
    await scans.save(scan, "r", done, LedgerLine("x", received=len(done), scanned=len(done), findings=len(done)))


async def stand(database: Database, findings: FindingRepository, contact: str, standing: str) -> None:
    (stored,) = await findings.of_contact(contact)
    at = NOW - timedelta(days=1)
    verdict = VerdictRow(
        fingerprint=stored.fingerprint, kind="first", verdict="breach", reason="x", note="", by="Bob", at=at,
        shown=stored.fingerprint,
    )  # fmt: skip
    async with database.session() as session:
        session.add(verdict)
        await session.flush()
        standing_row = StandingRow(
            fingerprint=stored.fingerprint, standing=standing, verdict_id=verdict.id or 0, decided_at=at, final_at=at
        )
        session.add(standing_row)


async def count(database: Database, column: object) -> int:
    async with database.reading() as session:
        return int((await session.exec(select(func.count(column)))).one())


async def counted(database: Database) -> int:
    async with database.reading() as session:
        return int((await session.exec(select(func.sum(col(ContactCountRow.contacts))))).one() or 0)


@pytest.mark.parametrize(
    ("now", "months", "first"),
    [
        (NOW, 36, "2023-11"),
        (NOW, 1, "2026-10"),
        (NOW, 11, "2025-12"),
        (NOW, 10, "2026-01"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 12, "2026-01"),  # already January in Copenhagen
    ],
)
def test_skeletons_are_due_by_whole_months_of_the_companys_calendar(now: datetime, months: int, first: str) -> None:
    due = limits(now, COPENHAGEN, texts_days=180, findings_months=months)
    assert (due.month, due.texts_before) == (first, now - timedelta(days=180))


async def test_words_go_first_and_skeletons_later(
    database: Database,
    retention: RetentionRepository,
    scans: ScanRepository,
    contacts: ContactRepository,
    findings: FindingRepository,
) -> None:
    await store(scans, 10, 179, 181, 400, 1200)
    expected = Due(texts=3, months=(DueMonth("2023-08", 1, 1),))
    assert await retention.preview(LIMITS) == expected
    assert await retention.preview(LIMITS) == expected  # looking deletes nothing
    assert await retention.apply(LIMITS, by="scan") == expected
    texts = {id_: await contacts.text(id_) is not None for id_ in ("d10", "d179", "d181", "d400")}
    assert texts == {"d10": True, "d179": True, "d181": False, "d400": False}
    (old,) = await findings.of_contact("d400")
    assert (old.finding.quote, old.finding.explanation.found) == ("Vælg Struer Energi", ())  # the masked excerpt
    assert await count(database, ContactRow.id) == await count(database, FindingRow.fingerprint) == 4
    assert await counted(database) == 5
    assert (await retention.preview(LIMITS)).nothing
    assert (await retention.apply(LIMITS, by="scan")).nothing


async def test_what_is_due_is_told_without_reading_any_words(
    database: Database, retention: RetentionRepository, scans: ScanRepository
) -> None:
    await store(scans, 10, 181, 400)
    async with database.session() as session:
        await (await session.connection()).execute(text("UPDATE contact_text SET messages = 'unreadable'"))
    assert await retention.preview(LIMITS) == Due(texts=2)


async def test_quotes_of_a_contact_without_words_go_at_any_age(
    database: Database, retention: RetentionRepository, scans: ScanRepository
) -> None:
    await store(scans, 10, 20)
    async with database.session() as session:
        await session.exec(delete(ContactTextRow).where(col(ContactTextRow.contact_id) == "d10"))
    assert await retention.preview(LIMITS) == await retention.apply(LIMITS, by="scan") == Due(texts=1)
    async with database.reading() as session:
        left = select(FindingRow.contact_id).join(FindingTextRow)
        assert list(await session.exec(left)) == ["d20"]


async def test_what_was_deleted_is_noted_without_words(
    database: Database, retention: RetentionRepository, scans: ScanRepository
) -> None:
    await store(scans, 181, 1200)
    await retention.apply(LIMITS, by="scan")
    await retention.apply(LIMITS, by="scan")
    entries = [entry async for entry in AuditRepository(database).entries()]
    assert [(one.action, one.subject, one.details) for one in entries] == [
        ("retention", "texts", {"texts": 2, "failed": 0, "held": 0}),
        ("retention", "month:2023-08", {"contacts": 1, "findings": 1}),
    ]
    assert (await verify(database)).whole
    assert await retention.forgotten() == {"2023-08"}


@pytest.mark.parametrize(
    ("standing", "held"), [("provisional", 1), ("disputed", 1), ("disagreed", 1), ("breach", 0), ("no breach", 0)]
)
async def test_what_is_still_argued_about_is_held_back(
    database: Database,
    retention: RetentionRepository,
    scans: ScanRepository,
    contacts: ContactRepository,
    findings: FindingRepository,
    standing: str,
    held: int,
) -> None:
    await store(scans, 1200, 1201)
    await stand(database, findings, "d1200", standing)
    due = await retention.apply(LIMITS, by="scan")
    assert (due.texts, due.held) == (2 - held, Held(argued=held))
    assert due.months == (DueMonth("2023-08", 2, 2, Held(argued=held)),)
    assert await count(database, ContactRow.id) == 2 * held
    if held:
        assert await contacts.text("d1200") is not None
        assert not await retention.forgotten()


@pytest.mark.parametrize(
    ("steps", "held"), [((), 1), ((Step.CLOSED,), 0), ((Step.CLOSED, Step.REOPENED), 1), ((Step.NOTE,), 1)]
)
async def test_contacts_of_an_incident_are_held_back_until_it_is_closed(
    database: Database,
    retention: RetentionRepository,
    scans: ScanRepository,
    contacts: ContactRepository,
    findings: FindingRepository,
    steps: tuple[Step, ...],
    held: int,
) -> None:
    await store(scans, 1200, 1201)
    await stand(database, findings, "d1200", "breach")
    incidents = IncidentRepository(database)
    (finding,) = await findings.of_contact("d1200")
    told = NewIncident("Nævnte koncernselskab", NOW.date(), FoundBy.SCAN)
    number = await incidents.add(told, NewEvent(Step.OPENED, "", "Olga", NOW), [finding.fingerprint])
    for event in [NewEvent(step, "", "Olga", NOW) for step in steps]:
        await incidents.step(number, partial(follow, event))
    expected = Due(texts=2 - held, held=Held(incidents=held), months=(DueMonth("2023-08", 2, 2, Held(held)),))
    assert await retention.preview(LIMITS) == expected
    assert await retention.apply(LIMITS, by="scan") == expected
    if held:
        assert await contacts.text("d1200") is not None


def follow(event: NewEvent, incident: Incident) -> NewEvent:
    return event


async def test_what_somebody_reads_just_now_is_held_back(
    database: Database, retention: RetentionRepository, scans: ScanRepository, findings: FindingRepository
) -> None:
    await store(scans, 400, 401)
    now = datetime.now(UTC)
    for contact, until in (("d400", now + timedelta(minutes=9)), ("d401", now - timedelta(minutes=1))):
        (one,) = await findings.of_contact(contact)
        claim = {"fingerprint": one.fingerprint, "shown": one.fingerprint, "by": "Bob", "since": now, "until": until}
        async with database.session() as session:
            session.add(ClaimRow(**claim))
    assert await retention.preview(LIMITS) == Due(texts=1, held=Held(claimed=1))


async def test_what_somebody_takes_up_before_its_words_are_deleted_keeps_them(
    database: Database,
    retention: RetentionRepository,
    scans: ScanRepository,
    contacts: ContactRepository,
    findings: FindingRepository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await store(scans, 400, 401)
    opened = database.session

    @asynccontextmanager
    async def disputed_before() -> AsyncIterator[AsyncSession]:
        monkeypatch.setattr(database, "session", opened)
        await stand(database, findings, "d400", "disputed")
        async with database.session() as session:
            yield session

    monkeypatch.setattr(database, "session", disputed_before)
    assert await retention.apply(LIMITS, by="scan") == Due(texts=1, held=Held(argued=1))
    assert await contacts.text("d400") is not None


async def test_a_contact_is_counted_once_by_its_weightiest_reason(
    database: Database, retention: RetentionRepository, scans: ScanRepository, findings: FindingRepository
) -> None:
    await store(scans, 400)
    await stand(database, findings, "d400", "disputed")
    (finding,) = await findings.of_contact("d400")
    told = NewIncident("Nævnte koncernselskab", NOW.date(), FoundBy.SCAN)
    opened = NewEvent(Step.OPENED, "", "Olga", NOW)
    await IncidentRepository(database).add(told, opened, [finding.fingerprint])
    assert await retention.preview(LIMITS) == Due(held=Held(incidents=1))


async def test_a_thread_that_goes_on_keeps_its_words(
    retention: RetentionRepository, scans: ScanRepository, contacts: ContactRepository
) -> None:
    messages = tuple(Message(author=Author.AGENT, sent_at=NOW - timedelta(days=days), text="Hej.") for days in (300, 3))
    thread = make_contact("thread", messages=messages)
    scan = await scans.begin(["x"], "r")
    await scans.save(scan, "r", [Done(thread, content_hash(thread))], LedgerLine("x", received=1, scanned=1))
    assert (await retention.preview(LIMITS)).texts == 0
    assert (await retention.apply(LIMITS, by="scan")).texts == 0
    assert await contacts.text("thread") is not None


async def test_a_failed_contact_loses_its_words_and_keeps_its_reason(
    database: Database, retention: RetentionRepository, scans: ScanRepository
) -> None:
    contact = make_contact("bad")
    scan = await scans.begin(["x"], "r")
    await scans.save(scan, "r", [Failed(FailedContact("x", "bad", "too odd"), contact)], LedgerLine("x", failed=1))
    soon = Limits(datetime.now(UTC) + timedelta(days=1), "2023-11")
    assert (await retention.apply(soon, by="scan")).failed == 1
    async with database.reading() as session:
        row = (await session.exec(select(FailedContactRow))).one()
    assert (row.reason, row.payload) == ("too odd", None)


@pytest.mark.parametrize(
    ("in_between", "days", "kept"), [([], 170, True), ([], 190, False), ([False], 190, False), ([True], 190, True)]
)
async def test_a_contact_that_fails_each_night_loses_its_words_counted_from_the_first(
    database: Database,
    retention: RetentionRepository,
    scans: ScanRepository,
    in_between: list[bool],
    days: int,
    kept: bool,
) -> None:
    """`in_between` are nights at whose end the failure was resolved or not."""
    bad = Failed(FailedContact("x", "bad", "too odd"), make_contact("bad"))
    await night(scans, bad)
    async with database.session() as session:
        await session.exec(update(FailedContactRow).values(failed_at=NOW - timedelta(days=days)))
    for resolved in in_between:
        await night(scans, *([] if resolved else [bad]))
    for _ in range(2):
        await night(scans, bad)
        await retention.apply(LIMITS, by="scan")
    await night(scans, bad)
    async with database.reading() as session:
        row = (await session.exec(select(FailedContactRow))).one()
    assert (row.payload is not None, row.resolved) == (kept, False)
    deletions = [entry async for entry in AuditRepository(database).entries()]
    assert [one.details["failed"] for one in deletions] == ([] if kept else [1])


async def night(scans: ScanRepository, *failed: Failed) -> None:
    scan, line = await scans.begin(["x"], "r"), LedgerLine("x", received=len(failed), failed=len(failed))
    await scans.save(scan, "r", failed, line)
    await scans.finish(scan, [line])


async def test_the_name_of_an_agent_goes_with_the_last_contact(
    database: Database, retention: RetentionRepository, scans: ScanRepository
) -> None:
    await store(scans, 10, 1200)
    await retention.apply(LIMITS, by="scan")
    async with database.reading() as session:
        assert list(await session.exec(select(AgentRow.name))) == ["Alice10"]
