"""Contacts that are past their time and stay all the same for now, because something about them is not decided yet."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.register.records import Step
from contactguard.store.review.records import Standing
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.incidents import IncidentEventRow, IncidentFindingRow, IncidentSampledRow
from contactguard.store.tables.samples import SampledContactRow
from contactguard.store.tables.verdicts import ClaimRow, SecondRow, StandingRow

ARGUED = (Standing.PROVISIONAL, Standing.DISPUTED, Standing.DISAGREED)


@dataclass(frozen=True)
class Held:
    """How many contacts are held back, each counted once, by the first of these reasons."""

    incidents: int = 0  # their incident is open
    argued: int = 0  # a verdict may be disputed, is, or waits for another
    claimed: int = 0  # somebody reads them just now

    def __add__(self, other: "Held") -> "Held":
        return Held(self.incidents + other.incidents, self.argued + other.argued, self.claimed + other.claimed)

    @property
    def all(self) -> int:
        return self.incidents + self.argued + self.claimed


NONE_HELD = Held()


async def held_back(session: AsyncSession, *which: Any) -> Mapping[str, str]:
    """Those of the contacts that are held back, each with the name of its reason in `Held`."""
    reasons = {"claimed": _claimed(datetime.now(UTC)), "argued": _argued(), "incidents": _in_open_incidents()}
    found: dict[str, str] = {}
    for reason, contacts in reasons.items():
        found |= dict.fromkeys(await session.exec(select(ContactRow.id).where(*which, contacts)), reason)
    return found


def counted(held: Mapping[str, str]) -> Held:
    return Held(**Counter(held.values()))


def _in_open_incidents() -> Any:
    id_, incident, kind = col(IncidentEventRow.id), col(IncidentEventRow.incident_id), col(IncidentEventRow.kind)
    last = select(func.max(id_)).where(kind.in_((Step.CLOSED, Step.REOPENED))).group_by(incident)
    closed = select(incident).where(id_.in_(last), kind == Step.CLOSED)
    drawn = and_(
        col(IncidentSampledRow.sample_id) == col(SampledContactRow.sample_id),
        col(IncidentSampledRow.position) == col(SampledContactRow.position),
    )
    found = select(IncidentFindingRow.fingerprint).where(col(IncidentFindingRow.incident_id).not_in(closed))
    sampled = select(SampledContactRow.contact_id).join(IncidentSampledRow, drawn)
    sampled = sampled.where(col(IncidentSampledRow.incident_id).not_in(closed))
    return or_(_with_finding(found), _drawn(sampled))


def _argued() -> Any:
    standing = select(StandingRow.fingerprint).where(col(StandingRow.standing).in_(ARGUED))
    return or_(_with_finding(standing), _with_finding(select(SecondRow.fingerprint)))


def _claimed(now: datetime) -> Any:
    reading = select(SampledContactRow.contact_id).where(
        col(SampledContactRow.claimed_until) > now, col(SampledContactRow.verdict).is_(None)
    )
    return or_(_with_finding(select(ClaimRow.fingerprint).where(col(ClaimRow.until) > now)), _drawn(reading))


def _with_finding(fingerprints: Any) -> Any:
    contacts = select(FindingRow.contact_id).where(col(FindingRow.fingerprint).in_(fingerprints))
    return col(ContactRow.id).in_(contacts)


def _drawn(contacts: Any) -> Any:
    return col(ContactRow.id).in_(contacts.where(col(SampledContactRow.contact_id).is_not(None)))
