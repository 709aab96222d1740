"""One agent under several names: mails bear an address, call notes initials. One pseudonym stands for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import InputError, NotFoundError
from contactguard.store.audit.chain import append
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.tables.accounts import AccountRow
from contactguard.store.tables.contacts import AgentRow, ContactRow
from contactguard.store.tables.privacy import AgentAliasRow, RevealRow
from contactguard.store.writing import upsert


@dataclass(frozen=True)
class Alias:
    """`alias` is another pseudonym of `pseudonym`; `contacts` of the past still stand under it."""

    alias: str
    pseudonym: str
    by: str
    at: datetime
    contacts: int


class AliasRepository:
    """The aliases of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, alias: str, pseudonym: str, *, by: str) -> None:
        """What comes in under `alias` is kept under `pseudonym` from now on; an account follows with its past, if any.

        Raises InputError for one and the same.
        """
        async with self._database.session() as session:
            main = await main_of(session, pseudonym)
            if main is None or alias in (main, pseudonym):
                raise InputError("both names stand for the same agent already; give two that do not")
            row = {"alias": alias, "pseudonym": main, "by": by, "at": datetime.now(UTC)}
            await upsert(session, AgentAliasRow, [row])
            further = update(AgentAliasRow).where(col(AgentAliasRow.pseudonym) == alias)
            await session.exec(further.values(pseudonym=main))
            if not await _has_past(session, alias):
                await _move(session, alias, main)
            await append(session, actor=by, action="alias", subject=f"agent:{main}", alias=alias)

    async def remove(self, alias: str, *, by: str) -> None:
        """From now on they are two again; what was put together stays so. Raises NotFoundError."""
        async with self._database.session() as session:
            row = await session.get(AgentAliasRow, alias)
            if row is None:
                raise NotFoundError("there is no alias {key!r}", kind="alias", key=alias)
            await session.delete(row)
            await append(session, actor=by, action="alias removed", subject=f"agent:{row.pseudonym}", alias=alias)

    async def all(self) -> list[Alias]:
        """The last told first."""
        waiting = select(func.count()).where(col(ContactRow.agent) == col(AgentAliasRow.alias)).scalar_subquery()
        query = select(AgentAliasRow, waiting).order_by(col(AgentAliasRow.at).desc(), col(AgentAliasRow.alias))
        async with self._database.reading() as session:
            return [Alias(**row.model_dump(), contacts=contacts) for row, contacts in await session.exec(query)]

    async def apply(self, *, by: str) -> int:
        """Puts the past together: contacts, accounts and who looked behind a pseudonym; returns how many contacts."""
        async with self._database.session() as session:
            moved = 0
            for alias, main in (await aliases(session)).items():
                moved += await _move(session, alias, main)
            await append(session, actor=by, action="aliases applied", subject="agents", contacts=moved)
            return moved


async def aliases(session: AsyncSession) -> Mapping[str, str]:
    """The pseudonym that stands for each alias."""
    return dict((await session.exec(select(AgentAliasRow.alias, AgentAliasRow.pseudonym))).all())


async def main_of(session: AsyncSession, pseudonym: str | None) -> str | None:
    """The pseudonym that stands for this one, mostly itself."""
    row = await session.get(AgentAliasRow, pseudonym) if pseudonym else None
    return row.pseudonym if row else pseudonym


async def all_of(session: AsyncSession, pseudonym: str | None) -> list[str]:
    """Every pseudonym of the agent who has this one, the one that stands for them first; the past may be under any."""
    return names(await aliases(session), pseudonym)


def names(mains: Mapping[str, str], pseudonym: str | None) -> list[str]:
    """The same, where it is known already which one stands for each alias."""
    if pseudonym is None:
        return []
    main = mains.get(pseudonym, pseudonym)
    return [main, *sorted(alias for alias, one in mains.items() if one == main)]


def names_of(pseudonym: str) -> Any:
    """The same as a query, for conditions on a column of pseudonyms."""
    alias, main = col(AgentAliasRow.alias), col(AgentAliasRow.pseudonym)
    its = func.coalesce(select(main).where(alias == clean(pseudonym)).scalar_subquery(), clean(pseudonym))
    return select(its).union_all(select(alias).where(main == its))


async def _has_past(session: AsyncSession, pseudonym: str) -> bool:
    contact = await session.exec(select(ContactRow.id).where(col(ContactRow.agent) == pseudonym).limit(1))
    return contact.first() is not None


async def _move(session: AsyncSession, alias: str, main: str) -> int:
    moved = await session.exec(update(ContactRow).where(col(ContactRow.agent) == alias).values(agent=main))
    await session.exec(update(AccountRow).where(col(AccountRow.pseudonym) == alias).values(pseudonym=main))
    await session.exec(update(RevealRow).where(col(RevealRow.pseudonym) == alias).values(pseudonym=main))
    known = await session.get(AgentRow, alias)
    if known is not None:
        await upsert(session, AgentRow, [{"pseudonym": main, "name": known.name}], keep=["name"])
        await session.delete(known)
    return int(moved.rowcount)
