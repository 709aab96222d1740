"""Records that failed in, rows out, in the caller's transaction; and the rows resolved once their contacts are scanned.

As long as a record fails night after night, its row tells when it did so first: its words are deleted counted from
then, and do not come back.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import tuple_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.scanning.results import Failed
from contactguard.store.columns import clean
from contactguard.store.tables.contacts import FailedContactRow
from contactguard.store.writing import IDS_A_QUERY, chunks, upsert

Key = tuple[str, str]


async def write_failed(session: AsyncSession, scan: int, failed: Sequence[Failed]) -> None:
    results = {_key(result): result for result in failed}
    before = await _unresolved(session, list(results))
    rows = [_row(scan, key, result, before.get(key)) for key, result in results.items()]
    await upsert(session, FailedContactRow, rows)


async def resolve_failed(session: AsyncSession, source: str, contact_ids: Sequence[str]) -> None:
    """These contacts may have failed before."""
    for ids in chunks(map(clean, contact_ids), IDS_A_QUERY):
        same = (col(FailedContactRow.source) == clean(source), col(FailedContactRow.place).in_(ids))
        await session.exec(update(FailedContactRow).where(*same).values(resolved=True))


async def _unresolved(session: AsyncSession, keys: Sequence[Key]) -> dict[Key, FailedContactRow]:
    found: dict[Key, FailedContactRow] = {}
    key = tuple_(col(FailedContactRow.source), col(FailedContactRow.place))
    for part in chunks(keys, IDS_A_QUERY):
        query = select(FailedContactRow).where(key.in_(part), col(FailedContactRow.resolved).is_(False))
        found.update({(row.source, row.place): row for row in await session.exec(query)})
    return found


def _row(scan: int, key: Key, result: Failed, before: FailedContactRow | None) -> dict[str, Any]:
    deleted = before is not None and before.payload is None
    source, place = key
    return {
        "source": source,
        "place": place,
        "reason": result.failure.reason,
        "payload": result.contact.model_dump(mode="json") if result.contact and not deleted else None,
        "scan_id": scan,
        "failed_at": before.failed_at if before else datetime.now(UTC),
        "resolved": False,
    }


def _key(result: Failed) -> Key:
    return clean(result.failure.source), clean(result.failure.place)
