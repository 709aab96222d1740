"""Rows in bulk: insert them, or bring those that are there up to date. Alike on SQLite and PostgreSQL."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

ROWS_A_STATEMENT = 500  # keeps the bound values of one statement far below SQLite's 32,766 and asyncpg's 32,767

IDS_A_QUERY = 1000


async def upsert(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[dict[str, Any]], *, keep: Sequence[str] = ()
) -> None:
    """Inserts rows; where the key is there, sets every column not in `keep`. Each key at most once among the rows."""
    target = SQLModel.metadata.tables[str(table.__tablename__)]
    build = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    key = [column.name for column in target.primary_key.columns]
    for part in chunks(rows, ROWS_A_STATEMENT):
        statement = build(target).values(part)
        fresh = {name: statement.excluded[name] for name in part[0] if name not in (*key, *keep)}
        if fresh:
            statement = statement.on_conflict_do_update(index_elements=key, set_=fresh)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        await session.exec(statement)


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


async def hold(session: AsyncSession, lock: int) -> None:
    """One holder of the lock at a time until the transaction ends; SQLite's transactions already see to it."""
    if session.get_bind().dialect.name == "postgresql":
        connection = await session.connection()
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=lock))
