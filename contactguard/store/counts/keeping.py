"""Counts kept true: changed in the transaction that changes what they count, or made anew from all there is."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.columns import clean
from contactguard.store.counts.gathering import KEYS, SUMS, Gathered, Scope, everything, gather, of_month, within
from contactguard.store.database import Database
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.counts import ContactCountRow, FlaggedCountRow, SignaturePartRow
from contactguard.store.tables.findings import FindingRow
from contactguard.store.writing import IDS_A_QUERY, chunks, hold

ROWS_AT_ONCE = 10_000

_LOCK = 0x636F756E7473  # any number no other advisory lock of the database uses


@asynccontextmanager
async def counting(session: AsyncSession, contact_ids: Sequence[str]) -> AsyncIterator[None]:
    """Around every change to these contacts, their findings, standings, verdicts, disputes or tallies.

    The transaction changes the counts along with them. Enter it before `audit.append`, so that all take turns in the
    same order.
    """
    await hold(session, _LOCK)
    scopes = [within(ids) for ids in chunks([clean(id_) for id_ in contact_ids], IDS_A_QUERY)]
    before = [await gather(session, scope) for scope in scopes]
    yield
    await session.flush()
    for scope, earlier in zip(scopes, before, strict=True):
        await _add(session, (await gather(session, scope)).less(earlier))


@asynccontextmanager
async def counting_findings(session: AsyncSession, fingerprints: Sequence[str]) -> AsyncIterator[None]:
    """Like counting, by findings. Enter it before their rows are locked."""
    await hold(session, _LOCK)
    ids: set[str] = set()
    for part in chunks([clean(one) for one in fingerprints], IDS_A_QUERY):
        ids |= set(await session.exec(select(FindingRow.contact_id).where(col(FindingRow.fingerprint).in_(part))))
    async with counting(session, sorted(ids)):
        yield


async def retire(session: AsyncSession, month: str) -> None:
    """Before the contacts of a month are deleted for their age: what they count for stays."""
    await hold(session, _LOCK)
    await _retire(session, of_month(month))


async def recount(database: Database) -> None:
    """Makes all counts anew but for those of what was deleted."""
    async with database.session() as session:
        await hold(session, _LOCK)
        for table in KEYS:
            await session.exec(delete(table).where(_table(table).c.retired.is_(False)))
        kept = select(col(FlaggedCountRow.signature))
        await session.exec(delete(SignaturePartRow).where(col(SignaturePartRow.signature).not_in(kept)))
        gathered = await gather(session, everything)
        for table in KEYS:
            await _write(session, insert(_table(table)), gathered.rows(table))
        await _add_parts(session, gathered)


async def ensure_counted(database: Database) -> None:
    """Counts everything once where nothing was counted yet, such as after an upgrade."""
    async with database.reading() as session:
        counted = (await session.exec(select(ContactCountRow.day).limit(1))).first()
        there = (await session.exec(select(ContactRow.id).limit(1))).first()
    if there is not None and counted is None:
        await recount(database)


async def _retire(session: AsyncSession, scope: Scope) -> None:
    gathered = await gather(session, scope)
    await _add(session, Gathered(parts=gathered.parts).less(gathered))
    await _add(session, gathered, retired=True)


async def _add(session: AsyncSession, change: Gathered, *, retired: bool = False) -> None:
    for table in KEYS:
        statement = _builder(session)(_table(table))
        grown = {name: _table(table).c[name] + statement.excluded[name] for name in SUMS[table]}
        statement = statement.on_conflict_do_update(index_elements=[*KEYS[table], "retired"], set_=grown)
        await _write(session, statement, change.rows(table, retired=retired))
    await _add_parts(session, change)


async def _add_parts(session: AsyncSession, gathered: Gathered) -> None:
    statement = _builder(session)(_table(SignaturePartRow)).on_conflict_do_nothing()
    await _write(session, statement, gathered.part_rows())


async def _write(session: AsyncSession, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Row by row in one go: compiling one statement for hundreds of rows takes longer than running it."""
    for part in chunks(rows, ROWS_AT_ONCE):
        await session.exec(statement, params=part)


def _table(row: type[SQLModel]) -> Any:
    return SQLModel.metadata.tables[str(row.__tablename__)]


def _builder(session: AsyncSession) -> Any:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
