from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text
from sqlmodel import SQLModel, select

from contactguard.policies.finding import Policy
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.scanning.tally import Tally
from contactguard.store.counts.gathering import KEYS, SUMS
from contactguard.store.counts.keeping import counting, ensure_counted, recount, retire
from contactguard.store.database import Database
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.counts import (
    ContactCountRow,
    DecisionCountRow,
    FlaggedCountRow,
    MentionCountRow,
    TopicCountRow,
)
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.verdicts import DisputeRow, StandingRow, VerdictRow
from tests.factories import NOON, make_contact, make_finding

WORDS = "Henviste til Struer Energi. De er bedst. Ring til Scanenergi."
QUOTES = {
    "Henviste til Struer Energi": Policy.AFFILIATE_REFERRAL,
    "De er bedst": Policy.AFFILIATE_EMPHASIS,
    "Ring til Scanenergi": Policy.AFFILIATE_REFERRAL,
}
IDS = ("a", "b", "c")
STANDINGS = ("provisional", "disputed", "breach", "no breach", "unclear")

scanned = st.fixed_dictionaries(
    {
        "do": st.just("scan"),
        "id": st.sampled_from(IDS),
        "line": st.sampled_from(("general", "billing")),
        "day": st.integers(0, 60),
        "quotes": st.sets(st.sampled_from(sorted(QUOTES))),
        "exempt": st.booleans(),
        "tally": st.sampled_from(
            (Tally(), Tally(True, True, topic="solar"), Tally(True, False, ("Struer Energi", "Norlys")))
        ),
        "rules": st.sampled_from(("r1", "r2")),
    }
)
judged = st.fixed_dictionaries(
    {
        "do": st.just("judge"),
        "id": st.sampled_from(IDS),
        "standing": st.sampled_from(STANDINGS),
        "kind": st.sampled_from(("first", "second", "dispute")),
        "verdict": st.sampled_from(("breach", "no breach")),
    }
)
removed = st.fixed_dictionaries({"do": st.sampled_from(("erase", "retire")), "id": st.sampled_from(IDS)})


def done(step: dict[str, Any]) -> Done:
    contact = make_contact(step["id"], WORDS, line=step["line"], sent_at=NOON + timedelta(days=step["day"]))
    quotes = () if step["exempt"] else sorted(step["quotes"])
    findings = tuple(make_finding(contact, quote, policy=QUOTES[quote]) for quote in quotes)
    tally = Tally() if step["exempt"] else step["tally"]
    return Done(contact, content_hash(contact), findings, step["exempt"], tally)


async def store(scans: ScanRepository, result: Done, rules: str = "r1") -> None:
    scan = await scans.begin(["s"], rules)
    await scans.save(scan, rules, [result], LedgerLine("s", received=1, scanned=1))


async def judge(database: Database, step: dict[str, Any]) -> None:
    """What the review desk writes, on the first finding of a contact."""
    async with database.session() as session, counting(session, [step["id"]]):
        found = select(FindingRow.fingerprint).where(FindingRow.contact_id == step["id"]).order_by("fingerprint")
        fingerprint = (await session.exec(found)).first()
        if fingerprint is None:
            return
        fields = {"reason": "named", "note": "", "by": "Bob", "at": NOON, "shown": fingerprint}
        row = VerdictRow(fingerprint=fingerprint, kind=step["kind"], verdict=step["verdict"], **fields)
        session.add(row)
        await session.flush()
        if step["kind"] == "dispute":
            session.add(DisputeRow(fingerprint=fingerprint, by="Alice", at=NOON, text="", verdict_id=row.id))
        standing = {"standing": step["standing"], "verdict_id": row.id, "decided_at": NOON, "final_at": NOON}
        await session.merge(StandingRow(fingerprint=fingerprint, **standing))


async def remove(database: Database, step: dict[str, Any]) -> None:
    async with database.session() as session:
        if step["do"] == "erase":
            async with counting(session, [step["id"]]):
                await session.exec(delete(ContactRow).where(ContactRow.id == step["id"]))
            return
        month = (await session.exec(select(ContactRow.month).where(ContactRow.id == step["id"]))).first()
        if month is not None:
            await retire(session, month)
            await session.exec(delete(ContactRow).where(ContactRow.month == month))


async def counted(database: Database) -> dict[str, Counter[Any]]:
    """Every count there is by its key."""
    tables: dict[str, Counter[Any]] = {}
    async with database.reading() as session:
        for table, keys in KEYS.items():
            sums = tables.setdefault(str(table.__tablename__), Counter())
            for row in await session.exec(select(table)):
                key = tuple(getattr(row, name) for name in (*keys, "retired"))
                sums.update({(key, name): getattr(row, name) for name in SUMS[table]})
    return {name: Counter({key: value for key, value in sums.items() if value}) for name, sums in tables.items()}


async def clear(database: Database) -> None:
    async with database.session() as session:
        await session.exec(delete(ContactRow))
        for table in KEYS:
            await session.exec(delete(SQLModel.metadata.tables[str(table.__tablename__)]))


@given(steps=st.lists(scanned | scanned | judged | removed, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_counts_kept_are_those_counted_anew_whatever_happened(
    database: Database, scans: ScanRepository, steps: list[dict[str, Any]]
) -> None:
    await clear(database)
    for step in steps:
        if step["do"] == "scan":
            await store(scans, done(step), step["rules"])
        elif step["do"] == "judge":
            await judge(database, step)
        else:
            await remove(database, step)
    kept = await counted(database)
    await recount(database)
    assert await counted(database) == kept
    async with database.reading() as session:
        for table, name in (("contact", "contacts"), ("tally", "enquiries")):
            where = " WHERE enquiry" if table == "tally" else ""
            plain = (await session.exec(text(f"SELECT count(*) FROM {table}{where}"))).scalar_one()
            live = sum(n for (key, what), n in kept["topic_count"].items() if what == name and not key[-1])
            assert live == plain


async def test_what_is_deleted_for_its_age_still_counts(database: Database, scans: ScanRepository) -> None:
    step = {"id": "a", "line": "billing", "day": 0, "quotes": set(QUOTES), "exempt": False}
    await store(scans, done(step | {"tally": Tally(True, False, ("Struer Energi",))}))
    await judge(database, {"id": "a", "standing": "breach", "kind": "first", "verdict": "breach"})
    await judge(database, {"id": "a", "standing": "breach", "kind": "second", "verdict": "no breach"})
    await remove(database, {"do": "retire", "id": "a"})
    await recount(database)
    sums = await counted(database)
    assert {name: sum(values.values()) for name, values in sums.items()} == {
        "contact_count": 1,
        "topic_count": 2,  # a contact with an enquiry
        "flagged_count": 1,
        "mention_count": 1,
        "decision_count": 1,
    }
    assert all(key[-1] for values in sums.values() for key, _ in values)


async def test_a_finding_no_longer_raised_counts_only_where_it_was_judged(
    database: Database, scans: ScanRepository
) -> None:
    step = {"line": "general", "day": 0, "quotes": {"De er bedst"}, "exempt": False, "tally": Tally()}
    for id_ in ("a", "b"):
        await store(scans, done(step | {"id": id_}))
    await judge(database, {"id": "a", "standing": "breach", "kind": "first", "verdict": "breach"})
    for id_ in ("a", "b"):
        await store(scans, done(step | {"id": id_, "quotes": set()}), "r2")
    assert sum((await counted(database))["flagged_count"].values()) == 1


async def test_what_an_older_program_left_is_counted_once(database: Database, scans: ScanRepository) -> None:
    step = {"id": "a", "line": "general", "day": 0, "quotes": set(QUOTES), "exempt": False, "tally": Tally()}
    await store(scans, done(step))
    kept = await counted(database)
    async with database.session() as session:
        for table in (ContactCountRow, TopicCountRow, FlaggedCountRow, MentionCountRow, DecisionCountRow):
            await session.exec(delete(table))
    await ensure_counted(database)
    assert await counted(database) == kept


@pytest.mark.parametrize("moment", [datetime(2026, 10, 31, 22, 59, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC)])
async def test_days_are_those_on_the_wall_of_the_grid_company(
    database: Database, scans: ScanRepository, moment: datetime
) -> None:
    contact = make_contact(sent_at=moment)
    await store(scans, Done(contact, content_hash(contact)))
    (key,) = {key for key, _ in (await counted(database))["contact_count"]}
    assert key[0] == ("2026-10-31" if moment.hour == 22 else "2026-11-01")
