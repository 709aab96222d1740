"""Counts of the store in, figures out: the one computation behind report, page and API."""

import asyncio
from dataclasses import asdict, replace

from contactguard.errors import InputError
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Policy
from contactguard.reporting import months
from contactguard.reporting.breakdown import cells, companies, parts, policies, rules, topics
from contactguard.reporting.counted import Counted, counted, widened
from contactguard.reporting.course import beside, control, control_kind, series, trend
from contactguard.reporting.figures import Excerpt, Figures, MonthFigures, Selection
from contactguard.reporting.judged import disparity_figures, duties, missed_figures, reviews
from contactguard.reporting.pieces import Flow
from contactguard.reporting.sources import sources
from contactguard.reporting.statistics.control import Kind
from contactguard.store.counts.counts import CountRepository
from contactguard.store.counts.records import CountFilter
from contactguard.store.review.records import Standing
from contactguard.store.scanned.records import StoredFinding


async def period_figures(counts: CountRepository, organisation: Organisation, selection: Selection) -> Figures:
    """Raises InputError for what is no month or a period that ends before it begins."""
    if months.checked(selection.first) > months.checked(selection.last):
        raise InputError(
            "the period ends in {last}, before it begins in {first}", last=selection.last, first=selection.first
        )
    have = await counted(counts, CountFilter(**dict(selection)), organisation.grid_company)
    if control_kind(have) is Kind.BETWEEN:  # only then are there few enough to tell them one by one
        have = replace(have, breaches=await counts.breaches(widened(have.only)))
    return await asyncio.to_thread(figures_of, have, organisation)


async def month_figures(counts: CountRepository, organisation: Organisation, month: str) -> MonthFigures:
    """Raises InputError for what is no month, NotFoundError for one without contacts."""
    known = await counts.months()
    if months.checked(month) not in known:
        raise months.without_contacts("month", month, known)
    figures = await period_figures(counts, organisation, Selection(first=month, last=month))
    return MonthFigures(
        **dict(figures),
        month=month,
        excerpts=tuple(map(_excerpt, await counts.worst(month))),
        earlier=max((one for one in known if one < month), default=None),
        later=min((one for one in known if one > month), default=None),
    )


def figures_of(have: Counted, organisation: Organisation) -> Figures:
    """The figures of what was counted; pure."""
    received = sum(one.contacts for one in have.selected)
    exempt = sum(one.contacts for one in have.selected if one.exempt)
    flagged, breached = have.total("flagged"), have.total("breached")
    return Figures(
        organisation=organisation.name,
        selection=Selection(**asdict(have.only)),
        received=received,
        scanned=received - exempt,
        exempt=exempt,
        findings=have.total("findings"),
        breaches=have.total("breaches"),
        flagged=have.rate(flagged),
        breached=have.rate(breached),
        beside=beside(have, have.only.last),
        flow=Flow(
            received=received,
            scanned=received - exempt,
            flagged=flagged,
            reviewed=have.total("reviewed"),
            breached=breached,
        ),
        policies=tuple(policies(have, Policy)),
        lines=tuple(parts(have, "line", {line.id: line.label for line in organisation.lines})),
        channels=tuple(parts(have, "channel")),
        languages=tuple(parts(have, "language")),
        topics=tuple(topics(have)),
        companies=tuple(companies(have, organisation)),
        rules=tuple(rules(have)),
        cells=tuple(cells(have)),
        duties=tuple(duties(have)),
        reviews=reviews(have),
        disparities=disparity_figures(have, organisation),
        missed=missed_figures(have),
        trend=tuple(trend(have)),
        series=tuple(series(have)),
        control=control(have, organisation),
        sources=tuple(sources(have, organisation)),
        rule_sets=dict(have.rule_sets),
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
        standing=Standing(stored.standing),
        happened_at=stored.happened_at,
    )
