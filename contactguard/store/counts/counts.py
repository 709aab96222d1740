"""Kept counts out of the store, for figures: months, parts of the business and kinds of findings, never people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from contactguard.store.columns import clean
from contactguard.store.counts.conditions import chosen, found_alike, matching, raised, same, total, wanted
from contactguard.store.counts.records import (
    ContactCount,
    CountFilter,
    DecisionCount,
    FoundCount,
    Part,
    StratumCount,
    TopicCount,
)
from contactguard.store.database import Database
from contactguard.store.review.records import Standing
from contactguard.store.scanned.records import StoredFinding
from contactguard.store.scanned.rows import stored_finding
from contactguard.store.scanned.scans import NIGHTLY
from contactguard.store.tables.contacts import ContactRow, FailedContactRow
from contactguard.store.tables.counts import (
    ContactCountRow,
    DecisionCountRow,
    FlaggedCountRow,
    MentionCountRow,
    SignaturePartRow,
    TopicCountRow,
)
from contactguard.store.tables.findings import FindingRow, FindingTextRow
from contactguard.store.tables.samples import SampledContactRow, SampleRow, StratumRow
from contactguard.store.tables.scans import LedgerRow, ScanRow
from contactguard.store.tables.verdicts import StandingRow

PLACE = ("month", "line", "channel", "language")


class CountRepository:
    """Reads the kept counts; `keeping` writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def contacts(self, only: CountFilter) -> list[ContactCount]:
        names = ("month", "source", "line", "channel", "language", "exempt")
        keys: list[Any] = [getattr(TopicCountRow, name) for name in names]
        sums = [total(getattr(TopicCountRow, name)) for name in ("contacts", "enquiries", "fulfilled")]
        query = select(*keys, *sums).where(*chosen(TopicCountRow, only))
        return [ContactCount(*row) for row in await self._rows(query.group_by(*keys).order_by(*keys)) if row[-3]]

    async def found(self, only: CountFilter, *, by_policy: bool = False) -> list[FoundCount]:
        """By PLACE, and by policy where asked for: a contact that has findings of two policies counts in both, so only
        those without policy may be added up."""
        parts = matching(only, by_policy=by_policy)
        keys: list[Any] = [getattr(FlaggedCountRow, name) for name in PLACE]
        if by_policy:
            keys.append(parts.c.policy)
        contacts = col(FlaggedCountRow.contacts)
        names = ("findings", "breaches", "flagged", "breached", "reviewed")
        query: Any = select(*keys, *(total(contacts * parts.c[name]) for name in names))
        query = query.select_from(FlaggedCountRow)
        query = query.join(parts, parts.c.signature == FlaggedCountRow.signature).where(*chosen(FlaggedCountRow, only))
        rows = await self._rows(query.group_by(*keys).order_by(*keys))
        every = () if by_policy else ("",)
        return [FoundCount(*(*row[: len(PLACE)], *every, *row[len(PLACE) :])) for row in rows if any(row[-5:])]

    async def topics(self, only: CountFilter) -> list[TopicCount]:
        """Every topic with contacts or findings."""
        key, scanned = col(TopicCountRow.topic), total(TopicCountRow.contacts)
        query: Any = select(key, scanned).where(*chosen(TopicCountRow, only), col(TopicCountRow.exempt).is_(False))
        contacts = dict(await self._rows(query.group_by(key).order_by(key)))
        parts, flagged = matching(only, by_policy=False), FlaggedCountRow
        sums = [
            total(col(flagged.contacts) * parts.c[name]) for name in ("findings", "breaches", "flagged", "breached")
        ]
        query = select(flagged.topic, *sums).select_from(flagged).join(parts, parts.c.signature == flagged.signature)
        rows = await self._rows(query.where(*chosen(flagged, only)).group_by(col(flagged.topic)))
        found = {topic: tuple(counts) for topic, *counts in rows if any(counts)}
        known = sorted({topic for topic, n in contacts.items() if n} | set(found))
        return [TopicCount(topic, contacts.get(topic, 0), *found.get(topic, (0, 0, 0, 0))) for topic in known]

    async def kinds(self, only: CountFilter) -> list[tuple[int, tuple[Part, ...]]]:
        """So many contacts with exactly these findings, of those asked for."""
        contacts = (
            select(FlaggedCountRow.signature, total(FlaggedCountRow.contacts).label("contacts"))
            .where(*chosen(FlaggedCountRow, only))
            .group_by(col(FlaggedCountRow.signature))
            .subquery()
        )
        names = ("policy", "rule", "rule_version", "companies", "severity", "origin", "standing", "current", "findings")
        columns: list[Any] = [getattr(SignaturePartRow, name) for name in names]
        query: Any = select(contacts.c.signature, contacts.c.contacts, *columns).select_from(contacts)
        query = query.join(SignaturePartRow, col(SignaturePartRow.signature) == contacts.c.signature)
        found: dict[str, tuple[int, list[Part]]] = {}
        for signature, count, *part in await self._rows(query.where(contacts.c.contacts > 0, *wanted(only))):
            part[3] = tuple(part[3])
            found.setdefault(signature, (count, []))[1].append(Part(*part))
        return [(count, tuple(parts)) for _, (count, parts) in sorted(found.items())]

    async def mentions(self, only: CountFilter) -> dict[tuple[str, str], int]:
        """Contacts in which the agent named a supplier before the customer did, by line and supplier."""
        keys = (col(MentionCountRow.line), col(MentionCountRow.company))
        query = select(*keys, total(MentionCountRow.contacts)).where(*chosen(MentionCountRow, only))
        rows = await self._rows(query.group_by(*keys).order_by(*keys))
        return {(line, company): count for line, company, count in rows if count}

    async def decisions(self, only: CountFilter) -> list[DecisionCount]:
        """Second verdicts and disputes; neither channel, language, rule nor company is kept of them."""
        names = ("month", "kind", "policy", "line", "first_verdict", "last_verdict")
        keys: list[Any] = [getattr(DecisionCountRow, name) for name in names]
        query: Any = select(*keys, *[total(DecisionCountRow.findings)]).where(*chosen(DecisionCountRow, only))
        if only.policy:
            query = query.where(DecisionCountRow.policy == only.policy)
        return [DecisionCount(*row) for row in await self._rows(query.group_by(*keys).order_by(*keys)) if row[-1]]

    async def strata(self, only: CountFilter) -> list[StratumCount]:
        """The strata of samples that lie in these months, with their reviews: of a contact read in two, the first."""
        months = (col(SampleRow.first_month) >= only.first, col(SampleRow.last_month) <= only.last)
        verdict, first = col(SampledContactRow.verdict), ~_read_before(select(SampleRow.id).where(*months))
        reviewed = total(case((and_(verdict.is_not(None), first), 1), else_=0))
        breaches = total(case((and_(verdict == Standing.BREACH, first), 1), else_=0))
        names = ("group", "line", "channel", "population", "drawn")
        columns: list[Any] = [SampleRow.id, SampleRow.first_month, SampleRow.last_month]
        columns += [getattr(StratumRow, name) for name in names]
        query: Any = select(*columns, *[reviewed, breaches]).select_from(StratumRow).join(SampleRow)
        query = query.outerjoin(SampledContactRow, col(SampledContactRow.stratum_id) == col(StratumRow.id))
        query = query.where(*months, *same(StratumRow, only, ("line", "channel")))
        keys = [col(StratumRow.id), *columns]
        return [StratumCount(*row) for row in await self._rows(query.group_by(*keys).order_by(col(StratumRow.id)))]

    async def days(self, only: CountFilter) -> list[tuple[str, str, int]]:
        """Source, day and contacts received, where there were any."""
        keys = (col(ContactCountRow.source), col(ContactCountRow.day))
        query = select(*keys, total(ContactCountRow.contacts)).where(*chosen(ContactCountRow, only))
        return [(source, day, n) for source, day, n in await self._rows(query.group_by(*keys).order_by(*keys)) if n]

    async def last_read(self) -> dict[str, datetime]:
        """When each source was read last, in vain or not; what programs hand in is read as it comes."""
        query = select(LedgerRow.source, func.max(ScanRow.finished_at)).join(ScanRow)
        query = query.where(col(ScanRow.finished_at).is_not(None), NIGHTLY)
        return dict(await self._rows(query.group_by(col(LedgerRow.source))))

    async def breaches(self, only: CountFilter, limit: int = 200) -> list[datetime]:
        """The moments of the last contacts with breaches for good, in order, as far as they are not deleted yet."""
        moment = func.min(col(FindingRow.happened_at))
        query = select(moment).join(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
        query = query.join(ContactRow, col(ContactRow.id) == col(FindingRow.contact_id))
        query = query.where(StandingRow.standing == Standing.BREACH, *found_alike(only))
        query = query.group_by(col(FindingRow.contact_id))
        return sorted(await self._rows(query.order_by(moment.desc()).limit(limit)))

    async def rule_sets(self, only: CountFilter) -> dict[str, int]:
        """Contacts by the rule set that read them last."""
        key = col(ContactCountRow.rule_set)
        query = select(key, total(ContactCountRow.contacts)).where(
            *chosen(ContactCountRow, only), col(ContactCountRow.exempt).is_(False)
        )
        return {version: n for version, n in await self._rows(query.group_by(key).order_by(key)) if n}

    async def failures(self) -> dict[str, int]:
        """Contacts that failed and wait to be mended, by source; most have no date that could be read."""
        source = col(FailedContactRow.source)
        query = select(source, func.count()).where(col(FailedContactRow.resolved).is_(False))
        return dict(await self._rows(query.group_by(source).order_by(source)))

    async def worst(self, month: str, limit: int = 8) -> list[StoredFinding]:
        """The gravest and surest findings of a month, breaches first, without those that were judged to be none."""
        standing = col(StandingRow.standing)
        breach_first = case((standing == Standing.BREACH, 0), else_=1)
        gravity = case({"high": 0, "medium": 1}, value=col(FindingRow.severity), else_=2)
        query = (
            select(FindingRow, FindingTextRow, standing)
            .outerjoin(FindingTextRow, col(FindingTextRow.fingerprint) == col(FindingRow.fingerprint))
            .outerjoin(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
            .where(col(FindingRow.month) == clean(month), raised())
            .where(or_(standing.is_(None), standing != Standing.NO_BREACH))
            .order_by(breach_first, gravity, col(FindingRow.score).desc())
            .order_by(col(FindingRow.happened_at), col(FindingRow.fingerprint))
            .limit(limit)
        )
        return [stored_finding(*row) for row in await self._rows(query)]

    async def months(self) -> list[str]:
        """Every month with contacts, the first first."""
        month = col(ContactCountRow.month)
        query = select(month).where(col(ContactCountRow.contacts) > 0).distinct().order_by(month)
        return list(await self._rows(query))

    async def choices(self) -> dict[str, list[str]]:
        """What can be filtered by: the lines, channels, languages, topics and rules that were ever counted."""
        found = {}
        for name in ("line", "channel", "language", "topic"):
            found[f"{name}s"] = list(await self._rows(select(getattr(TopicCountRow, name)).distinct().order_by(name)))
        found["rules"] = list(await self._rows(select(SignaturePartRow.rule).distinct().order_by("rule")))
        rows = await self._rows(select(SignaturePartRow.companies).distinct())
        found["companies"] = sorted({name for names in rows for name in names})
        return found

    async def _rows(self, query: Any) -> Sequence[Any]:
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.exec(query)).all()
            return rows


def _read_before(samples: Any) -> Any:
    """The contact was read in an earlier one of these samples already."""
    earlier = aliased(SampledContactRow)
    return exists().where(
        col(earlier.contact_id) == col(SampledContactRow.contact_id),
        col(earlier.sample_id) < col(SampledContactRow.sample_id),
        col(earlier.sample_id).in_(samples),
        col(earlier.verdict).is_not(None),
    )
