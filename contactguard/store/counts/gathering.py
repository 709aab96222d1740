"""Contacts, findings and decisions in, counts out: the one way of counting, for a few contacts or for all of them."""

import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, true
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.counts import (
    ContactCountRow,
    DecisionCountRow,
    FlaggedCountRow,
    MentionCountRow,
    TallyRow,
    TopicCountRow,
)
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.verdicts import DisputeRow, StandingRow, VerdictRow

OPEN = "open"  # the standing of a finding that has none yet
UNKNOWN = "und"  # ISO 639: a language nobody determined; a topic likewise

Key = tuple[Any, ...]
Scope = Callable[[Any], ColumnElement[bool]]  # which contacts, said of a column that holds their ids

# The columns that tell rows of a table apart besides `retired`, and those that are summed up.
KEYS: dict[type[SQLModel], tuple[str, ...]] = {
    ContactCountRow: ("day", "source", "line", "channel", "language", "rule_set", "exempt", "month"),
    TopicCountRow: ("month", "source", "line", "channel", "language", "topic", "exempt"),
    FlaggedCountRow: ("month", "signature", "line", "channel", "language", "topic"),
    MentionCountRow: ("month", "line", "company"),
    DecisionCountRow: ("month", "kind", "policy", "line", "first_verdict", "last_verdict"),
}
SUMS: dict[type[SQLModel], tuple[str, ...]] = {
    ContactCountRow: ("contacts",),
    TopicCountRow: ("contacts", "enquiries", "fulfilled"),
    FlaggedCountRow: ("contacts",),
    MentionCountRow: ("contacts",),
    DecisionCountRow: ("findings",),
}
PART = ("policy", "rule", "rule_version", "companies", "severity", "origin", "standing", "current")
STREAMED = 10_000  # rows held at a time


@dataclass
class Gathered:
    """Sums by table and key; `parts` are those of every signature met."""

    sums: dict[type[SQLModel], Counter[tuple[Key, str]]] = field(
        default_factory=lambda: {table: Counter() for table in KEYS}
    )
    parts: dict[str, tuple[Key, ...]] = field(default_factory=dict)

    def add(self, table: type[SQLModel], key: Key, values: Sequence[int] = (1,)) -> None:
        for name, value in zip(SUMS[table], values, strict=True):
            self.sums[table][key, name] += value

    def less(self, before: "Gathered") -> "Gathered":
        """What has to be added to the counts of `before` to make them these."""
        change = Gathered(parts=self.parts)
        for table, sums in self.sums.items():
            change.sums[table].update(sums)
            change.sums[table].subtract(before.sums[table])
        return change

    def rows(self, table: type[SQLModel], *, retired: bool = False) -> Iterator[dict[str, Any]]:
        """Rows in the order of their keys, those that change nothing left out."""
        for key, named in groupby(sorted(self.sums[table].items()), key=lambda one: one[0][0]):
            sums = {name: value for (_, name), value in named}
            if any(sums.values()):
                yield dict(zip(KEYS[table], key, strict=True)) | {"retired": retired} | sums

    def part_rows(self) -> Iterator[dict[str, Any]]:
        for signature, parts in sorted(self.parts.items()):
            for number, (*values, findings) in enumerate(parts):
                named = dict(zip(PART, values, strict=True))
                told = {"signature": signature, "number": number, "findings": findings}
                yield told | named | {"companies": list(named["companies"])}


def everything(contact_id: Any) -> ColumnElement[bool]:
    return true()


def within(ids: Sequence[str]) -> Scope:
    return lambda contact_id: col(contact_id).in_(ids)


def of_month(month: str) -> Scope:
    chosen = select(ContactRow.id).where(ContactRow.month == month)
    return lambda contact_id: col(contact_id).in_(chosen)


async def gather(session: AsyncSession, scope: Scope) -> Gathered:
    """The counts that these contacts and all that hangs on them make."""
    gathered = Gathered()
    await _days(session, scope, gathered)
    await _topics(session, scope, gathered)
    await _mentions(session, scope, gathered)
    await _flagged(session, scope, gathered)
    await _seconds(session, scope, gathered)
    await _disputes(session, scope, gathered)
    return gathered


async def _days(session: AsyncSession, scope: Scope, gathered: Gathered) -> None:
    keys = _keys(ContactCountRow)
    columns: list[Any] = [*keys, func.count()]
    query = select(*columns).where(scope(ContactRow.id)).group_by(*keys)
    for *key, contacts in await session.exec(query):
        gathered.add(ContactCountRow, tuple(key), (contacts,))


async def _topics(session: AsyncSession, scope: Scope, gathered: Gathered) -> None:
    keys = _keys(TopicCountRow)
    enquiries, fulfilled = (
        func.coalesce(func.sum(cast(col(column), Integer)), 0) for column in (TallyRow.enquiry, TallyRow.fulfilled)
    )
    columns: list[Any] = [*keys, func.count(), enquiries, fulfilled]
    query = (
        select(*columns)
        .select_from(ContactRow)
        .outerjoin(TallyRow, col(TallyRow.contact_id) == col(ContactRow.id))
        .where(scope(ContactRow.id))
        .group_by(*keys)
    )
    for *key, contacts, asked, kept in await session.exec(query):
        gathered.add(TopicCountRow, tuple(key), (contacts, asked, kept))


def _keys(table: type[SQLModel]) -> list[Any]:
    """The columns of contacts by which the table counts them."""
    known = {name: func.coalesce(getattr(ContactRow, name), UNKNOWN) for name in ("language", "topic")}
    return [known.get(name, getattr(ContactRow, name)) for name in KEYS[table]]


async def _mentions(session: AsyncSession, scope: Scope, gathered: Gathered) -> None:
    query = (
        select(ContactRow.month, ContactRow.line, TallyRow.first_named)
        .join(TallyRow, col(TallyRow.contact_id) == col(ContactRow.id))
        .where(scope(ContactRow.id), TallyRow.first_named != [])
    )
    async for month, line, named in _streamed(session, query):
        for company in named:
            gathered.add(MentionCountRow, (month, line, company))


async def _flagged(session: AsyncSession, scope: Scope, gathered: Gathered) -> None:
    """Findings that are raised still, or that somebody judged, as one signature a contact and month."""
    finding = [getattr(FindingRow, name) for name in PART if name not in ("standing", "current")]
    place: list[Any] = [FindingRow.contact_id, FindingRow.month, ContactRow.line, ContactRow.channel]
    columns = [*place, ContactRow.language, ContactRow.topic, *finding, StandingRow.standing, FindingRow.current]
    query = (
        select(*columns)
        .join(ContactRow, col(ContactRow.id) == col(FindingRow.contact_id))
        .outerjoin(StandingRow, col(StandingRow.fingerprint) == col(FindingRow.fingerprint))
        .where(scope(FindingRow.contact_id), col(FindingRow.current) | col(StandingRow.standing).is_not(None))
        .order_by(col(FindingRow.contact_id), col(FindingRow.month))
    )
    last: Key = ()
    found: list[Key] = []
    async for contact_id, month, line, channel, language, topic, *kind in _streamed(session, query):
        here = (contact_id, month, line, channel, language or UNKNOWN, topic or UNKNOWN)
        if here != last:
            _sign(last, found, gathered)
            last, found = here, []
        found.append(_part(*kind))
    _sign(last, found, gathered)


def _part(*kind: Any) -> Key:
    policy, rule, version, companies, severity, origin, standing, current = kind
    return policy, rule, version, tuple(companies), severity, origin, standing or OPEN, bool(current)


def _sign(place: Key, found: Iterable[Key], gathered: Gathered) -> None:
    if not place:
        return
    parts = tuple((*part, count) for part, count in sorted(Counter(found).items()))
    signature = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
    gathered.parts[signature] = parts
    _, month, *rest = place
    gathered.add(FlaggedCountRow, (month, signature, *rest))


async def _seconds(session: AsyncSession, scope: Scope, gathered: Gathered) -> None:
    """The blind second verdict of a finding beside the first of its round; one taken back before says nothing."""
    twice = select(VerdictRow.fingerprint).where(VerdictRow.kind == "second")
    query = (
        _of_findings(VerdictRow, VerdictRow.kind, VerdictRow.verdict)
        .where(scope(FindingRow.contact_id), col(VerdictRow.fingerprint).in_(twice))
        .order_by(col(VerdictRow.fingerprint), col(VerdictRow.id))
    )
    rows = (await session.exec(query)).all()
    for (month, policy, line, _), group in groupby(rows, key=lambda row: row[:4]):
        verdicts = [(kind, verdict) for *_, kind, verdict in group]
        at, second = next((at, verdict) for at, (kind, verdict) in enumerate(verdicts) if kind == "second")
        first = next((verdict for kind, verdict in reversed(verdicts[:at]) if kind == "first"), None)
        if first is not None:
            gathered.add(DecisionCountRow, (month, "second", policy, line, first, second))


async def _disputes(session: AsyncSession, scope: Scope, gathered: Gathered) -> None:
    """Disputes beside the verdict they are about, and what they ended in."""
    query = (
        _of_findings(DisputeRow, DisputeRow.verdict_id)
        .where(scope(FindingRow.contact_id))
        .order_by(col(DisputeRow.fingerprint), col(DisputeRow.id))
    )
    disputes = (await session.exec(query)).all()
    if not disputes:
        return
    disputed = select(DisputeRow.fingerprint)
    verdicts: dict[str, list[tuple[int, str]]] = {}
    given = _of_findings(VerdictRow, VerdictRow.id, VerdictRow.verdict)
    given = given.where(scope(FindingRow.contact_id), col(VerdictRow.fingerprint).in_(disputed))
    for *_, fingerprint, number, verdict in await session.exec(given.where(col(VerdictRow.verdict).is_not(None))):
        verdicts.setdefault(fingerprint, []).append((number, verdict))
    for month, policy, line, fingerprint, decided in disputes:
        known = sorted(verdicts.get(fingerprint, ()))
        before = [verdict for number, verdict in known if decided is None or number < decided]
        then = dict(known).get(decided, "")
        gathered.add(DecisionCountRow, (month, "dispute", policy, line, before[-1] if before else "", then))


def _of_findings(table: Any, *columns: Any) -> Any:
    """Rows that hang on findings, led by month, policy, line and fingerprint of the finding."""
    keys: tuple[Any, ...] = (FindingRow.month, FindingRow.policy, FindingRow.line, FindingRow.fingerprint)
    query: Any = select(*keys, *columns)
    return query.join_from(FindingRow, table, table.fingerprint == FindingRow.fingerprint)


async def _streamed(session: AsyncSession, query: Any) -> AsyncIterator[Any]:
    rows = await session.stream(query.execution_options(yield_per=STREAMED))
    async for part in rows.partitions():
        for row in part:
            yield row
