"""The name behind a pseudonym, only with a reason; and for the person, who has looked."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, select

from contactguard.errors import InputError, NotFoundError
from contactguard.store.audit.chain import append
from contactguard.store.columns import clean
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import all_of
from contactguard.store.tables.contacts import AgentRow
from contactguard.store.tables.privacy import RevealRow

SHORTEST_REASON = 10  # characters; "because" is none


@dataclass(frozen=True)
class Reveal:
    """Somebody saw the name behind a pseudonym."""

    pseudonym: str
    by: str
    reason: str
    at: datetime


class RevealRepository:
    """The only reader of the names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reveal(self, pseudonym: str, *, by: str, reason: str) -> str:
        """The name, once it is noted who asked and why. Raises InputError for no real reason, NotFoundError."""
        said = " ".join(reason.split())
        if len(said) < SHORTEST_REASON:
            raise InputError(
                "say in a few words why the name is needed, {least} characters or more", least=SHORTEST_REASON
            )
        async with self._database.session() as session:
            agent = await session.get(AgentRow, clean(pseudonym))
            if agent is None:
                raise NotFoundError("there is no agent {key!r}", kind="agent", key=pseudonym)
            session.add(RevealRow(pseudonym=agent.pseudonym, by=by, reason=said, at=datetime.now(UTC)))
            await append(session, actor=by, action="reveal", subject=f"agent:{agent.pseudonym}")
            return agent.name

    async def of(self, pseudonym: str) -> list[Reveal]:
        """Who looked behind it or another of the same agent, the last first."""
        async with self._database.reading() as session:
            same = col(RevealRow.pseudonym).in_(await all_of(session, clean(pseudonym)))
            query = select(RevealRow).where(same).order_by(col(RevealRow.id).desc())
            return [Reveal(row.pseudonym, row.by, row.reason, row.at) for row in await session.exec(query)]
