"""What is kept from whom: words of contacts, a first verdict from its second reader, words from the log."""

import logging

import pytest
from sqlalchemy import text as sql

from contactguard.accounts.roles import Role
from contactguard.errors import StorageError
from contactguard.review.desk import Desk
from contactguard.review.verdicts import Judgement, Terms
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.database import Database
from contactguard.store.review.records import Verdict
from contactguard.wiring import Services
from tests.review.conftest import person
from tests.service.conftest import ClientAs

PAGE = {"Accept": "text/html", "Accept-Language": "en"}
FOUND = "Vælg Struer Energi"


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.REVIEWER, True), (Role.OFFICER, True), (Role.LEAD, False), (Role.AUDITOR, False)]
)
async def test_words_of_a_month_are_for_those_who_may_read_contacts(
    client_as: ClientAs, filled: Services, role: Role, sees: bool
) -> None:
    client = await client_as(role)
    for path in ("/api/v1/reports/months/2026-10", "/months/2026-10/report.json"):
        assert bool((await (await client.get(path)).json())["excerpts"]) is sees, path
    page = await (await client.get("/months/2026-10", headers=PAGE)).text()
    assert ("The most serious statements" in page) is sees


async def test_the_audit_page_tells_a_second_reader_nothing_of_the_first(client_as: ClientAs, filled: Services) -> None:
    shown = (await filled.findings.of_contact("mail/1"))[0].fingerprint
    desk = Desk(filled.database, Terms(share=1))
    await desk.decide(person("Bob"), shown, Judgement(Verdict.NO_BREACH, "customer-wish"))
    address = f"/audit?subject=finding:{shown}"
    told = "reason: the customer&#39;s own wish"
    assert told in await (await (await client_as(Role.AUDITOR)).get(address, headers=PAGE)).text()
    officer = await client_as(Role.OFFICER)
    seen = await (await officer.get(address, headers=PAGE)).text()
    assert "Bob" in seen
    assert told not in seen
    await desk.decide(person("Bea"), shown, Judgement(Verdict.NO_BREACH, "customer-wish"))
    assert told in await (await officer.get(address, headers=PAGE)).text()


@pytest.mark.parametrize("asked", ["until=9999-12-31", "since=0001-01-01", "below=99999999999999999999", "below=-1"])
async def test_the_audit_page_passes_over_what_no_database_can_ask(client_as: ClientAs, asked: str) -> None:
    client = await client_as(Role.AUDITOR)
    assert (await client.get(f"/audit?{asked}", headers=PAGE)).status == 200


async def test_a_database_that_fails_names_no_words(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(StorageError) as failed:
        async with database.session() as session:
            await (await session.connection()).execute(sql("INSERT INTO nowhere VALUES (:words)"), {"words": FOUND})
    logging.getLogger("test").error("failed", exc_info=failed.value)
    assert "nowhere" in caplog.text
    assert FOUND not in caplog.text


async def test_the_export_of_the_chain_stays_whole(filled: Services) -> None:
    """What a page leaves out is in the chain, else nobody could check it."""
    desk = Desk(filled.database, Terms(share=1))
    shown = (await filled.findings.of_contact("mail/1"))[0].fingerprint
    await desk.decide(person("Bob"), shown, Judgement(Verdict.NO_BREACH, "customer-wish"))
    (entry,) = [one async for one in AuditRepository(filled.database).entries() if one.action == "verdict"]
    assert (entry.details["verdict"], entry.sealed()) == ("no breach", entry.hash)
