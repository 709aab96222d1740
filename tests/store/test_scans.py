from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from contactguard.contacts.model import Author, Contact, FailedContact, Message
from contactguard.errors import NotFoundError
from contactguard.policies.finding import Finding
from contactguard.scanning.intake import SOURCE
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, Failed, Known, content_hash
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.reports.evidence import nights
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingFilter, FindingRepository
from contactguard.store.scanned.records import Cursor
from contactguard.store.scanned.scans import ScanRepository, last_ended
from contactguard.store.tables.contacts import AgentRow, ContactTextRow
from contactguard.store.tables.findings import FindingTextRow
from tests.factories import NOON, make_contact, make_finding

WORDS = "Henviste til Struer Energi, ring på 97 85 12 34."
QUOTE = "Henviste til Struer Energi"


def done(contact: Contact, *findings: Finding, **fields: Any) -> Done:
    return Done(contact, content_hash(contact), findings, **fields)


async def store(scans: ScanRepository, *results: Done | Failed, rule_set: str = "r1", source: str = "s") -> int:
    scan = await scans.begin([source], rule_set)
    line = LedgerLine(source, received=len(results), scanned=len(results))
    await scans.save(scan, rule_set, results, line)
    await scans.finish(scan, [line])
    return scan


async def test_a_finding_comes_back_as_it_went_in(scans: ScanRepository, findings: FindingRepository) -> None:
    contact = make_contact(text=WORDS)
    finding = make_finding(contact, QUOTE)
    await store(scans, done(contact, finding))
    stored = await findings.get(finding.fingerprint(contact.id))
    assert stored.finding == finding
    assert (stored.contact_id, stored.rule_set, stored.first_rule_set, stored.current) == ("c-1", "r1", "r1", True)
    assert stored.happened_at == NOON


async def test_a_contact_comes_back_with_its_words_and_a_pseudonym(
    scans: ScanRepository, contacts: ContactRepository
) -> None:
    contact = make_contact(
        text="nul \0 og æøå 🏠", subject="Aflæsning\0", agent="Alice Holm", line="billing", team="Øst"
    )
    await store(scans, done(contact))
    back = await contacts.text("c-1")
    assert back is not None
    assert back.agent is not None
    assert back.agent.startswith("agent-")
    assert back.model_copy(update={"agent": "Alice Holm"}) == contact


async def test_the_name_behind_a_pseudonym_is_kept_apart(scans: ScanRepository, database: Database) -> None:
    await store(scans, done(make_contact(agent="Alice Holm")), done(make_contact("c-2", agent="alice holm")))
    async with database.reading() as session:
        agents = (await session.exec(select(AgentRow))).all()
    assert [agent.name.casefold() for agent in agents] == ["alice holm"]


async def test_an_excerpt_is_masked_and_the_quote_is_not(scans: ScanRepository, findings: FindingRepository) -> None:
    contact = make_contact(text=WORDS)
    finding = make_finding(contact, WORDS)
    await store(scans, done(contact, finding))
    stored = await findings.get(finding.fingerprint(contact.id))
    assert "97 85 12 34" in stored.finding.quote
    assert "97 85 12 34" not in stored.excerpt
    assert "Henviste til Struer Energi" in stored.excerpt


async def test_without_its_words_a_finding_shows_its_excerpt(
    scans: ScanRepository, findings: FindingRepository, database: Database
) -> None:
    contact = make_contact(text=WORDS)
    finding = make_finding(contact, WORDS)
    await store(scans, done(contact, finding))
    async with database.session() as session:
        await (await session.connection()).exec_driver_sql("DELETE FROM finding_text")
    stored = await findings.get(finding.fingerprint(contact.id))
    assert stored.finding.quote == stored.excerpt
    assert stored.finding.explanation.found == ()
    assert stored.finding.explanation.weighed == ("negated", "reported")


async def test_months_are_those_of_the_grid_companys_calendar(
    scans: ScanRepository, contacts: ContactRepository, findings: FindingRepository
) -> None:
    before_midnight_utc = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)  # 00:30 on 1 October in Copenhagen
    messages = (
        Message(author=Author.AGENT, sent_at=before_midnight_utc, text="Oplyste om netskifte."),
        Message(author=Author.AGENT, sent_at=datetime(2026, 11, 2, tzinfo=UTC), text=WORDS),
    )
    contact = make_contact(messages=messages)
    await store(scans, done(contact, make_finding(contact, QUOTE)))
    assert (await contacts.get("c-1")).month == "2026-10"
    assert [one.month for one in (await findings.page()).findings] == ["2026-11"]


async def test_storing_twice_changes_nothing(scans: ScanRepository, findings: FindingRepository) -> None:
    contact = make_contact(text=WORDS)
    result = done(contact, make_finding(contact, QUOTE))
    await store(scans, result)
    first = await findings.page()
    await store(scans, result)
    assert (await findings.page()).findings == first.findings


async def test_what_only_new_rules_see_is_marked(scans: ScanRepository, findings: FindingRepository) -> None:
    contact = make_contact(text=f"{WORDS} De er billigst.")
    old, new = make_finding(contact, QUOTE), make_finding(contact, "De er billigst")
    await store(scans, done(contact, old), rule_set="r1")
    await store(scans, done(contact, old, new), rule_set="r2")
    known = {one.finding.quote: one for one in await findings.of_contact("c-1")}
    assert (known[old.quote].first_rule_set, known[old.quote].rule_set, known[old.quote].by_rescan) == (
        "r1",
        "r2",
        False,
    )
    assert (known[new.quote].first_rule_set, known[new.quote].by_rescan) == ("r2", True)


async def test_what_new_words_bring_is_no_merit_of_new_rules(
    scans: ScanRepository, findings: FindingRepository
) -> None:
    await store(scans, done(make_contact(text="Aflæsning.")), rule_set="r1")
    changed = make_contact(text=WORDS)
    await store(scans, done(changed, make_finding(changed, QUOTE)), rule_set="r2")
    assert [one.by_rescan for one in await findings.of_contact("c-1")] == [False]


async def test_a_finding_no_longer_raised_is_kept_but_not_current(
    scans: ScanRepository, findings: FindingRepository
) -> None:
    contact = make_contact(text=WORDS)
    finding = make_finding(contact, QUOTE)
    await store(scans, done(contact, finding))
    await store(scans, done(contact), rule_set="r2")
    assert (await findings.count(), await findings.count(FindingFilter(gone=True))) == ({}, {finding.policy: 1})
    assert not (await findings.get(finding.fingerprint("c-1"))).current
    await store(scans, done(contact, finding), rule_set="r3")
    back = await findings.get(finding.fingerprint("c-1"))
    assert (back.current, back.first_rule_set, back.by_rescan) == (True, "r1", False)


async def test_an_exempt_contact_leaves_only_its_skeleton(
    scans: ScanRepository, contacts: ContactRepository, database: Database
) -> None:
    contact = make_contact(text=WORDS)
    await store(scans, done(contact, make_finding(contact, QUOTE)))
    await store(scans, done(contact, exempt=True))
    assert (await contacts.get("c-1")).exempt
    assert await contacts.text("c-1") is None
    async with database.reading() as session:
        for words in (ContactTextRow, FindingTextRow):
            assert (await session.exec(select(words))).all() == []


async def test_a_broken_off_scan_is_taken_up_by_the_next_run(scans: ScanRepository) -> None:
    first = await scans.begin(["a", "b"], "r1")
    assert await scans.begin(["b", "a"], "r1") == first
    assert await scans.begin(["a"], "r1") != first
    assert await scans.begin(["a", "b"], "r2") != first
    await scans.finish(first, [])
    assert await scans.begin(["a", "b"], "r1") not in (first, None)


async def test_what_is_known_tells_whether_to_scan_again(scans: ScanRepository) -> None:
    contact = make_contact(text=WORDS)
    scan = await store(scans, done(contact, make_finding(contact, QUOTE)))
    assert await scans.known(["c-1", "c-2"]) == {"c-1": Known(content_hash(contact), "r1", False, scan, 1)}


async def test_the_ledger_of_a_scan_is_kept(scans: ScanRepository) -> None:
    scan = await store(scans, done(make_contact()), done(make_contact("c-2")))
    ledger = await scans.ledger(scan)
    assert ledger.lines == (LedgerLine("s", received=2, scanned=2),)
    assert [one.id for one in await scans.latest()] == [scan]
    with pytest.raises(NotFoundError):
        await scans.ledger(scan + 1)


async def test_earlier_counts_are_of_finished_scans_of_this_source_the_last_first(scans: ScanRepository) -> None:
    for count in (3, 0, 5):
        await store(scans, *(done(make_contact(f"c-{number}")) for number in range(count)))
    await store(scans, done(make_contact()), source="other")
    current = await scans.begin(["s"], "r1")
    assert [night.received for night in await scans.earlier("s", current)] == [5, 0, 3]


async def test_a_failure_is_kept_with_its_reason_until_a_later_scan_no_longer_meets_it(
    scans: ScanRepository, contacts: ContactRepository
) -> None:
    await store(scans, Failed(FailedContact("s", "line 3", "no \0 messages")))
    assert [(one.place, one.reason) for one in await contacts.failed()] == [("line 3", "no \ufffd messages")]
    await store(scans, source="other")
    assert len(await contacts.failed()) == 1
    await store(scans, done(make_contact()))
    assert await contacts.failed() == []
    assert [one.place for one in await contacts.failed(resolved=True)] == ["line 3"]


async def test_a_source_not_read_to_its_end_resolves_no_failure(
    scans: ScanRepository, contacts: ContactRepository
) -> None:
    await store(scans, Failed(FailedContact("s", "line 3", "broken")))
    scan = await scans.begin(["s"], "r1")
    await scans.finish(scan, [LedgerLine("s", error="the disk is gone")])
    assert len(await contacts.failed()) == 1


@pytest.mark.parametrize("text", ["", "x|y", "2026-10-01T00:00:00|c", "0001-01-01T00:00:00+14:00|c", "2026-10-01"])
def test_what_no_page_gave_out_is_no_cursor(text: str) -> None:
    with pytest.raises(ValueError, match=r"cursor|isoformat"):
        Cursor.parse(text)


async def test_lists_are_read_page_by_page_without_gap_or_double(
    scans: ScanRepository, contacts: ContactRepository, findings: FindingRepository
) -> None:
    results = []
    for number in range(23):
        sent = datetime(2026, 10, 1 + number // 5, tzinfo=UTC)  # many share a moment, so the key must decide
        contact = make_contact(f"c-{number:02}", text=WORDS, sent_at=sent)
        results.append(done(contact, make_finding(contact, QUOTE)))
    await store(scans, *results)
    ids, cursor, pages = [], None, 0
    while True:
        page = await contacts.page(after=cursor, limit=5)
        ids += [one.id for one in page.contacts]
        pages += 1
        if (cursor := page.next) is None:
            break
    assert (pages, len(ids), len(set(ids))) == (5, 23, 23)
    first = await findings.page(limit=20)
    second = await findings.page(after=first.next, limit=20)
    prints = [one.fingerprint for one in (*first.findings, *second.findings)]
    assert len(set(prints)) == len(prints) == 23
    assert second.next is None
    assert [one.happened_at for one in first.findings] == sorted((o.happened_at for o in first.findings), reverse=True)


async def test_a_list_shows_what_is_asked_for(scans: ScanRepository, findings: FindingRepository) -> None:
    contact = make_contact(text=WORDS, line="billing")
    scan = await store(scans, done(contact, make_finding(contact, QUOTE)))
    shown = [
        (FindingFilter(month="2026-10"), 1),
        (FindingFilter(month="2026-11"), 0),
        (FindingFilter(line="billing"), 1),
        (FindingFilter(line="general"), 0),
        (FindingFilter(contact_id="c-1"), 1),
        (FindingFilter(contact_id="c-2"), 0),
        (FindingFilter(scan=scan), 1),
        (FindingFilter(scan=scan + 1), 0),
        (FindingFilter(gone=True), 1),
    ]
    for only, count in shown:
        assert sum((await findings.count(only)).values()) == count, only
        assert len((await findings.page(only)).findings) == count, only


async def test_more_rows_than_one_statement_holds_are_stored(
    scans: ScanRepository, findings: FindingRepository
) -> None:
    results = []
    for number in range(1200):
        contact = make_contact(f"c-{number}", text=WORDS)
        results.append(done(contact, make_finding(contact, QUOTE)))
    await store(scans, *results)
    assert sum((await findings.count()).values()) == 1200


async def test_what_programs_hand_in_does_not_stand_for_a_night(scans: ScanRepository, database: Database) -> None:
    await store(scans, done(make_contact()))
    night = await last_ended(database)
    for _ in range(3):
        await store(scans, source=SOURCE)
    assert night is not None
    assert await last_ended(database) == night
    assert await CountRepository(database).last_read() == {"s": night}
    told = await nights(database, night, night + timedelta(days=1))
    assert (told.scans, told.last) == (1, night)


async def test_the_last_night_is_the_one_that_ended_last(scans: ScanRepository, database: Database) -> None:
    assert await scans.last() is None
    resumed = await scans.begin(["s"], "r1")
    await store(scans, source="other")
    await scans.finish(resumed, [])
    await scans.begin(["not ended"], "r1")
    await store(scans, source=SOURCE)
    last = await scans.last()
    assert last is not None
    assert (last.id, last.finished_at) == (resumed, await last_ended(database))


@pytest.mark.parametrize("missing", ["nobody", "\0"])
async def test_what_is_not_there_is_not_found(
    contacts: ContactRepository, findings: FindingRepository, missing: str
) -> None:
    with pytest.raises(NotFoundError):
        await contacts.get(missing)
    with pytest.raises(NotFoundError):
        await findings.get(missing)
