"""How long the figures of a month and a year take, and how that grows: 10⁴, 10⁵, 10⁶ findings, ten times the contacts.

    scripts/bench figures [--database postgresql://…] [--largest 1000000]

Rows are inserted by the database itself, no scan is run: 365 days, six lines, five forms, two languages, fifty topics,
forty rules times ten companies evenly, three in ten findings judged. That is the hard case: real findings repeat
themselves more, so that the kept counts are fewer.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import text

from contactguard.organisation.profile import load
from contactguard.policies.finding import Policy
from contactguard.reporting.counting import month_figures, period_figures
from contactguard.reporting.figures import Selection
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.keeping import recount
from contactguard.store.database import Database
from contactguard.store.schema import ensure_schema

PROFILE = Path(__file__).parents[1] / "tests" / "corpus" / "profiles" / "struer.toml"
BLOCK = 1000
ROUNDS = 3
EXPLANATION = json.dumps({"why": "", "advice": "", "programme": "", "weighed": []})

_CONTACTS = """
INSERT INTO contact (id, source, channel, direction, customer, line, language, topic, messages, received_at, month, day,
  content_hash, rule_set, first_rule_set, exempt, scan_id, scanned_at)
SELECT 'c' || n, 'notes', CASE n % 5 WHEN 0 THEN 'email' WHEN 1 THEN 'chat' WHEN 2 THEN 'letter'
  WHEN 3 THEN 'transcript' ELSE 'call_note' END, 'inbound', 'private', 'line-' || (n % 6),
  CASE n % 7 WHEN 0 THEN 'en' ELSE 'da' END, 'topic-' || (n / 10 % 50), 1, :now,
  month, day, '', 'r', 'r', n % 50 = 49, 1, :now
FROM (SELECT a.n * 1000000 + b.n * 1000 + c.n AS n FROM bench_number a, bench_number b, bench_number c
  WHERE a.n < :millions AND b.n < :thousands) numbered JOIN bench_day ON k = n % 365
"""
_FINDINGS = """
INSERT INTO finding (fingerprint, contact_id, policy, message, start, "end", severity, score, origin, rule,
  rule_version, rule_set, first_rule_set, by_rescan, current, excerpt, companies, explanation, line, happened_at,
  month, found_at)
SELECT 'f' || n, contact.id, policy, 0, 0, 1, 'high', 0.8, 'rule', rule, '1', 'r', 'r', FALSE, TRUE, '', companies,
  :explanation, line, :now, month, :now
FROM (SELECT a.n * 1000000 + b.n * 1000 + c.n AS n FROM bench_number a, bench_number b, bench_number c
  WHERE a.n < :millions AND b.n < :thousands) numbered
JOIN bench_kind ON k = (n * 7919 + n / 400) % 400
JOIN contact ON contact.id = 'c' || (10 * (n - CASE WHEN n % 11 = 1 THEN 1 ELSE 0 END))
"""
_VERDICTS = """
INSERT INTO verdict (id, fingerprint, kind, verdict, reason, note, "by", at, shown)
SELECT CAST(substr(fingerprint, 2) AS INTEGER) + 1, fingerprint, 'first', 'breach', '', '', 'x', :now, fingerprint
FROM finding WHERE CAST(substr(fingerprint, 2) AS INTEGER) % 10 < 3
"""
_STANDINGS = """
INSERT INTO standing (fingerprint, standing, verdict_id, decided_at, final_at)
SELECT fingerprint, CASE id % 3 WHEN 0 THEN 'breach' WHEN 1 THEN 'no breach' ELSE 'provisional' END, id, :now, :now
FROM verdict
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", help="an empty PostgreSQL database; without it a new SQLite file is used")
    parser.add_argument("--largest", type=int, default=1_000_000, help="findings of the last step")
    given = parser.parse_args()
    asyncio.run(measure(given.database, given.largest))


async def measure(address: str | None, largest: int) -> None:
    print(f"{'findings':>10} {'contacts':>11} {'kept rows':>10} {'recount s':>10} {'month s':>8} {'year s':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for findings in (10_000, 100_000, 1_000_000):
            if findings <= largest:
                await _step(Database(address or f"sqlite:///{folder}/{findings}.sqlite"), findings)


async def _step(database: Database, findings: int) -> None:
    await ensure_schema(database)
    await _fill(database, findings)
    await _row(database, findings)
    await _empty(database)
    await database.close()


async def _row(database: Database, findings: int) -> None:
    started = time.perf_counter()
    await recount(database)
    counted = time.perf_counter() - started
    counts, organisation = CountRepository(database), load(PROFILE)
    month = await _median(lambda: month_figures(counts, organisation, "2026-12"))
    year = await _median(lambda: period_figures(counts, organisation, Selection(first="2026-01", last="2026-12")))
    async with database.reading() as session:
        kept = (await session.exec(text("SELECT count(*) FROM flagged_count"))).scalar_one()
    print(f"{findings:10} {findings * 10:11} {kept:10} {counted:10.1f} {month:8.2f} {year:8.2f}", flush=True)


async def _median(run: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await run()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


async def _fill(database: Database, findings: int) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    kinds = [
        {
            "k": k,
            "policy": list(Policy)[rule % 9].value,
            "rule": f"rule-{rule:02d}",
            "companies": json.dumps([f"Company {who}"]),
        }
        for k, (rule, who) in enumerate(product(range(40), range(10)))
    ]
    now = datetime.now(UTC)
    async with database.session() as session:
        connection = await session.connection()

        async def run(statement: str, rows: Any = None) -> None:
            await connection.execute(text(statement), rows)

        await run("CREATE TABLE bench_number (n BIGINT PRIMARY KEY)")
        await run("CREATE TABLE bench_day (k BIGINT PRIMARY KEY, day TEXT, month TEXT)")
        await run("CREATE TABLE bench_kind (k BIGINT PRIMARY KEY, policy TEXT, rule TEXT, companies TEXT)")
        await run("INSERT INTO bench_number VALUES (:n)", [{"n": number} for number in range(BLOCK)])
        await run(
            "INSERT INTO bench_day VALUES (:k, :day, :month)",
            [{"k": k, "day": day.isoformat(), "month": day.isoformat()[:7]} for k, day in enumerate(days)],
        )
        await run("INSERT INTO bench_kind VALUES (:k, :policy, :rule, :companies)", kinds)
        moment: Any = now if connection.dialect.name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f")
        await run("INSERT INTO rule_set VALUES ('r', :now)", {"now": moment})
        await run("INSERT INTO scan (id, sources, rule_set, started_at) VALUES (1, '[]', 'r', :now)", {"now": moment})
        for statement, rows in ((_CONTACTS, findings * 10), (_FINDINGS, findings)):
            size = {"millions": max(1, rows // 1_000_000), "thousands": min(1000, rows // 1000)}
            told = {"explanation": EXPLANATION} if statement is _FINDINGS else {}
            await run(statement, {"now": moment} | size | told)
        await run(_VERDICTS, {"now": moment})
        await run(_STANDINGS, {"now": moment})


async def _empty(database: Database) -> None:
    if database.file is None:
        async with database.session() as session:
            connection = await session.connection()
            tables = "contact, finding, scan, rule_set, contact_count, topic_count, flagged_count, signature_part"
            await connection.execute(text(f"TRUNCATE {tables} CASCADE"))
            for name in ("number", "day", "kind"):
                await connection.execute(text(f"DROP TABLE bench_{name}"))


if __name__ == "__main__":
    main()
