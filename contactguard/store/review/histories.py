"""All that bears on a finding's next step read together; with its row locked, where a step is to follow."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.errors import NotFoundError
from contactguard.store.privacy.aliases import aliases, names
from contactguard.store.review.records import (
    Claim,
    History,
    Kind,
    SecondDue,
    Standing,
    StoredDispute,
    StoredStanding,
    StoredVerdict,
    Verdict,
)
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.incidents import IncidentFindingRow
from contactguard.store.tables.verdicts import ClaimRow, DisputeRow, SecondRow, StandingRow, VerdictRow
from contactguard.store.writing import IDS_A_QUERY, chunks

R = TypeVar("R", bound=SQLModel)


async def lock(session: AsyncSession, fingerprints: Sequence[str]) -> None:
    """Nobody else steps on these findings until the transaction ends. Always in one order, so that none wait in a ring.

    SQLite has one writer at a time and needs no lock.
    """
    for part in chunks(sorted(fingerprints), IDS_A_QUERY):
        rows = select(FindingRow.fingerprint).where(col(FindingRow.fingerprint).in_(part))
        await session.exec(rows.order_by(col(FindingRow.fingerprint)).with_for_update())


async def histories(session: AsyncSession, fingerprints: Sequence[str]) -> list[History]:
    """In the order asked for. Raises NotFoundError."""
    found: dict[str, History] = {}
    for part in chunks(fingerprints, IDS_A_QUERY):
        found.update({history.fingerprint: history for history in await _histories(session, part)})
    for fingerprint in fingerprints:
        if fingerprint not in found:
            raise NotFoundError(
                "there is no finding {key!r}; it may have been deleted when its time was over",
                kind="finding",
                key=fingerprint,
            )
    return [found[fingerprint] for fingerprint in fingerprints]


async def _histories(session: AsyncSession, fingerprints: Sequence[str]) -> list[History]:
    verdicts = _grouped(await _rows(session, VerdictRow, fingerprints))
    standings = _grouped(await _rows(session, StandingRow, fingerprints))
    seconds = _grouped(await _rows(session, SecondRow, fingerprints))
    disputes = _grouped(await _rows(session, DisputeRow, fingerprints))
    claims = _grouped(await _rows(session, ClaimRow, fingerprints))
    joined = _grouped(await _rows(session, IncidentFindingRow, fingerprints))
    query = (
        select(FindingRow, ContactRow.agent, FindingTextRow)
        .join(ContactRow)
        .outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))
        .where(col(FindingRow.fingerprint).in_(fingerprints))
    )
    told, mains = [], await aliases(session)
    for row, agent, text in (await session.exec(query)).all():
        key = row.fingerprint
        given = {one.id: one for one in verdicts[key]}
        told.append(
            History(
                fingerprint=key,
                agent=agent,
                current=row.current,
                quote=text.quote if text else row.excerpt,
                verdicts=tuple(verdict_of(one) for _, one in sorted(given.items())),
                standing=next((standing_of(one, given[one.verdict_id]) for one in standings[key]), None),
                second=next((SecondDue(one.first_by, one.due) for one in seconds[key]), None),
                dispute=next((dispute_of(one) for one in disputes[key] if one.verdict_id is None), None),
                claim=next((Claim(one.by, one.shown, one.since, one.until) for one in claims[key]), None),
                aliases=frozenset(names(mains, agent)),
                incident=next((one.incident_id for one in joined[key]), None),
            )
        )
    return told


def verdict_of(row: VerdictRow) -> StoredVerdict:
    return StoredVerdict(
        kind=Kind(row.kind),
        verdict=Verdict(row.verdict) if row.verdict else None,
        reason=row.reason,
        note=row.note,
        by=row.by,
        at=row.at,
        shown=row.shown,
        seconds=row.seconds,
        id=row.id or 0,
        fingerprint=row.fingerprint,
    )


def standing_of(row: StandingRow, verdict: VerdictRow) -> StoredStanding:
    return StoredStanding(
        Standing(row.standing), Verdict(verdict.verdict or ""), verdict.by, row.decided_at, row.final_at
    )


def dispute_of(row: DisputeRow) -> StoredDispute:
    return StoredDispute(row.fingerprint, row.by, row.at, row.text, row.verdict_id is not None)


async def _rows(session: AsyncSession, table: type[R], fingerprints: Sequence[str]) -> Sequence[R]:
    key: Any = table.fingerprint  # type: ignore[attr-defined]  # every table of the desk has it
    return (await session.exec(select(table).where(col(key).in_(fingerprints)))).all()


def _grouped(rows: Iterable[Any]) -> defaultdict[str, list[Any]]:
    by_finding: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_finding[row.fingerprint].append(row)
    return by_finding
