"""Counts of the store in, the figures of a month out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contactguard.contacts.model import Channel
from contactguard.errors import NotFoundError
from contactguard.organisation.model import Organisation, Relation
from contactguard.policies.finding import Origin, Policy
from contactguard.reporting import months
from contactguard.reporting.figures import (
    Beside,
    Change,
    CompanyFigure,
    Excerpt,
    MonthFigures,
    MonthPoint,
    PartFigure,
    PolicyFigure,
    RuleFigure,
    SourceFigure,
)
from contactguard.reporting.statistics import rate, usual_range
from contactguard.store.counts import ContactCount, CountRepository, FindingCount
from contactguard.store.records import StoredFinding

SHOWN = 13  # months of a trend: this one and the same of last year
BEFORE = 12  # months that make the usual
NORMALLY = 0.7  # a source that has contacts on so many of a month's working days normally has some

Flagged = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Counted:
    """What the store counted for a month and those before it."""

    contacts: Sequence[ContactCount]
    findings: Sequence[FindingCount]
    flagged: Flagged
    by_policy: Flagged
    by_line: Flagged
    by_channel: Flagged
    received: Sequence[tuple[str, datetime]]
    failures: Mapping[str, int]
    rule_sets: Mapping[str, int]
    worst: Sequence[StoredFinding]
    months: Sequence[str]

    def scanned(self, month: str) -> int:
        return sum(one.contacts for one in self.contacts if one.month == month and not one.exempt)


async def month_figures(counts: CountRepository, organisation: Organisation, month: str) -> MonthFigures:
    """Raises InputError for what is no month, NotFoundError for one without contacts."""
    known = await counts.months()
    if months.checked(month) not in known:
        span = f"; there are contacts from {known[0]} to {known[-1]}" if known else "; no contact was scanned yet"
        raise NotFoundError(f"there are no contacts of {month}{span}", kind="month", key=month)
    first = months.earlier(month, SHOWN + BEFORE - 1)
    counted = Counted(
        contacts=await counts.contacts(first, month),
        findings=await counts.findings(first, month),
        flagged=await counts.flagged(first, month),
        by_policy=await counts.flagged(first, month, "policy"),
        by_line=await counts.flagged(month, month, "line"),
        by_channel=await counts.flagged(month, month, "channel"),
        received=await counts.received(month),
        failures=await counts.failures(),
        rule_sets=await counts.rule_sets(month),
        worst=await counts.worst(month),
        months=known,
    )
    return figures_of(counted, organisation, month)


def figures_of(counted: Counted, organisation: Organisation, month: str) -> MonthFigures:
    contacts = [one for one in counted.contacts if one.month == month]
    findings = [one for one in counted.findings if one.month == month]
    scanned = counted.scanned(month)
    exempt = sum(one.contacts for one in contacts if one.exempt)
    labels = {line.id: line.label for line in organisation.lines}
    lines = Counter[str]()
    channels = Counter[str]()
    for one in contacts:
        lines[one.line] += 0 if one.exempt else one.contacts
        channels[one.channel] += 0 if one.exempt else one.contacts
    return MonthFigures(
        month=month,
        organisation=organisation.name,
        received=scanned + exempt,
        scanned=scanned,
        exempt=exempt,
        findings=sum(one.findings for one in findings),
        flagged=rate(counted.flagged.get((month, ""), 0), scanned),
        beside=_beside(counted, counted.flagged, "", month),
        policies=tuple(_policy(counted, findings, policy, month) for policy in Policy),
        lines=_parts(lines, _sum((one.line, one.findings) for one in findings), counted.by_line, labels, month),
        channels=_parts(
            channels,
            _sum((one.channel, one.findings) for one in findings),
            counted.by_channel,
            {channel.value: channel.value for channel in Channel},
            month,
        ),
        companies=_companies(findings, organisation),
        sources=_sources(counted, contacts, ZoneInfo(organisation.grid_company.time_zone), month),
        trend=tuple(_point(counted, one) for one in months.upto(month, SHOWN) if one in counted.months),
        excerpts=tuple(map(_excerpt, counted.worst)),
        rules=_rules(findings),
        rule_sets=dict(counted.rule_sets),
        earlier=max((one for one in counted.months if one < month), default=None),
        later=min((one for one in counted.months if one > month), default=None),
    )


def _beside(counted: Counted, flagged: Flagged, key: str, month: str) -> Beside:
    before = [one for one in months.upto(months.earlier(month, 1), BEFORE) if counted.scanned(one)]
    scanned = counted.scanned(month)
    usual = usual_range([(flagged.get((one, key), 0), counted.scanned(one)) for one in before], scanned)
    if usual is None:
        return Beside(change=Change.UNKNOWN, months=len(before))
    now = rate(flagged.get((month, key), 0), scanned).per_1000 or 0.0
    change = Change.ABOVE if now > usual.high else Change.BELOW if now < usual.low else Change.WITHIN
    return Beside(change=change, months=len(before), mean=usual.mean, low=usual.low, high=usual.high)


def _policy(counted: Counted, findings: Sequence[FindingCount], policy: Policy, month: str) -> PolicyFigure:
    mine = [one for one in findings if one.policy == policy]
    return PolicyFigure(
        policy=policy,
        findings=sum(one.findings for one in mine),
        by_model=sum(one.findings for one in mine if one.origin == Origin.MODEL),
        flagged=rate(counted.by_policy.get((month, policy.value), 0), counted.scanned(month)),
        beside=_beside(counted, counted.by_policy, policy.value, month),
    )


def _parts(
    contacts: Mapping[str, int], findings: Mapping[str, int], flagged: Flagged, labels: Mapping[str, str], month: str
) -> tuple[PartFigure, ...]:
    order = [*(key for key in labels if key in contacts), *(key for key in sorted(contacts) if key not in labels)]
    return tuple(
        PartFigure(
            key=key,
            label=labels.get(key, key),
            findings=findings.get(key, 0),
            flagged=rate(flagged.get((month, key), 0), contacts[key]),
        )
        for key in order
    )


def _companies(findings: Sequence[FindingCount], organisation: Organisation) -> tuple[CompanyFigure, ...]:
    relations = {company.name: company.relation for company in organisation.companies}
    named = _sum((name, one.findings) for one in findings for name in one.companies)
    return tuple(
        CompanyFigure(name=name, relation=relations.get(name, Relation.EXTERNAL), findings=count)
        for name, count in sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _sources(
    counted: Counted, contacts: Sequence[ContactCount], zone: ZoneInfo, month: str
) -> tuple[SourceFigure, ...]:
    received = _sum((one.source, one.contacts) for one in contacts)
    exempt = _sum((one.source, one.contacts) for one in contacts if one.exempt)
    days: dict[str, set[date]] = {}
    for source, moment in counted.received:
        days.setdefault(source, set()).add(moment.astimezone(zone).date())
    return tuple(
        SourceFigure(
            source=source,
            received=received.get(source, 0),
            scanned=received.get(source, 0) - exempt.get(source, 0),
            exempt=exempt.get(source, 0),
            failed=counted.failures.get(source, 0),
            gaps=_gaps(days.get(source, set()), month),
        )
        for source in sorted({*received, *counted.failures})
    )


def _gaps(days: set[date], month: str) -> tuple[date, ...]:
    """Working days without contacts. The days after the last one are still to come, as far as anybody knows."""
    if not days:
        return ()
    due = [day for day in months.workdays(month) if day <= max(days)]
    silent = [day for day in due if day not in days]
    return tuple(silent) if len(due) - len(silent) >= NORMALLY * len(due) else ()


def _point(counted: Counted, month: str) -> MonthPoint:
    beside = _beside(counted, counted.flagged, "", month)
    return MonthPoint(
        month=month,
        findings=sum(one.findings for one in counted.findings if one.month == month),
        flagged=rate(counted.flagged.get((month, ""), 0), counted.scanned(month)),
        low=beside.low,
        high=beside.high,
    )


def _excerpt(stored: StoredFinding) -> Excerpt:
    finding = stored.finding
    return Excerpt(
        fingerprint=stored.fingerprint,
        contact=stored.contact_id,
        policy=finding.policy,
        severity=finding.severity,
        origin=finding.origin,
        excerpt=stored.excerpt,
        why=finding.explanation.why,
        rule=finding.rule,
        rule_version=finding.rule_version,
        line=stored.line,
        happened_at=stored.happened_at,
    )


def _rules(findings: Sequence[FindingCount]) -> tuple[RuleFigure, ...]:
    counts = Counter[tuple[str, str, str]]()
    for one in findings:
        counts[one.rule, one.rule_version, one.policy] += one.findings
    return tuple(
        RuleFigure(rule=rule, version=version, policy=Policy(policy), findings=count)
        for (rule, version, policy), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _sum(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for key, count in pairs:
        total[key] += count
    return total
