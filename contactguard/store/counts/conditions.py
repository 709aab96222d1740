"""A filter in, the conditions of a query out: over kept counts and over the findings behind them, alike."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Text, and_, case, cast, func, or_, type_coerce
from sqlmodel import col, select

from contactguard.store.columns import clean
from contactguard.store.counts.gathering import OPEN, UNKNOWN
from contactguard.store.counts.records import CountFilter
from contactguard.store.review.records import Standing
from contactguard.store.tables.contacts import ContactRow
from contactguard.store.tables.counts import SignaturePartRow
from contactguard.store.tables.findings import FindingRow
from contactguard.store.tables.verdicts import StandingRow

PARTS = ("line", "channel", "language", "topic")


def chosen(table: Any, only: CountFilter) -> list[Any]:
    """Months and parts of the business, as far as the table has them."""
    return [col(table.month).between(only.first, only.last), *same(table, only, PARTS)]


def same(table: Any, only: CountFilter, names: Sequence[str]) -> list[Any]:
    asked = ((name, getattr(only, name)) for name in names if hasattr(table, name))
    return [col(getattr(table, name)) == clean(value) for name, value in asked if value is not None]


def wanted(only: CountFilter) -> list[Any]:
    """Kinds of findings."""
    return [*same(SignaturePartRow, only, ("policy", "rule")), *_naming(SignaturePartRow, only.company)]


def found_alike(only: CountFilter) -> list[Any]:
    """The same of findings joined with their contacts."""
    conditions = [col(FindingRow.month).between(only.first, only.last), *same(ContactRow, only, ("line", "channel"))]
    named = {"language": only.language, "topic": only.topic}
    conditions += [known(name, value) for name, value in named.items() if value is not None]
    return [*conditions, *same(FindingRow, only, ("policy", "rule")), *_naming(FindingRow, only.company)]


def known(name: str, value: str) -> Any:
    """Contacts in the language, or of the topic; und for those of which nobody knows."""
    column = col(getattr(ContactRow, name))
    return column.is_(None) if value == UNKNOWN else column == clean(value)


def naming(column: Any, company: str) -> Any:
    """A list of company names, kept as JSON, that holds this one."""
    return type_coerce(col(column), Text).contains(json.dumps(company), autoescape=True)


def matching(only: CountFilter, *, by_policy: bool) -> Any:
    """Signatures with findings as asked for: how many are raised, how many breaches, and whether any."""
    part = SignaturePartRow
    findings = col(part.findings)
    is_breach, is_judged = col(part.standing) == Standing.BREACH, col(part.standing) != OPEN
    is_raised = or_(col(part.current), is_breach)
    keys: list[Any] = [part.signature, part.policy] if by_policy else [part.signature]
    columns: list[Any] = [
        total(case((is_raised, findings), else_=0)).label("findings"),
        total(case((is_breach, findings), else_=0)).label("breaches"),
        func.max(case((is_raised, 1), else_=0)).label("flagged"),
        func.max(case((is_breach, 1), else_=0)).label("breached"),
        func.max(case((and_(is_raised, is_judged), 1), else_=0)).label("reviewed"),
    ]
    return select(*keys, *columns).where(*wanted(only)).group_by(*keys).subquery()


def raised() -> Any:
    """Findings that a scan raises still, and breaches for good: those stay findings whatever new rules say."""
    breaches = select(StandingRow.fingerprint).where(StandingRow.standing == Standing.BREACH)
    return or_(col(FindingRow.current), col(FindingRow.fingerprint).in_(breaches))


def total(column: Any) -> Any:
    """A sum as a whole number; 0 over nothing."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _naming(table: Any, company: str | None) -> list[Any]:
    return [] if company is None else [naming(table.companies, company)]
