"""A year's figures of the store in, what may be handed to others out."""

from collections.abc import Iterable

from contactguard.contacts.model import Channel
from contactguard.organisation.model import Organisation
from contactguard.reporting.exchange import model
from contactguard.reporting.exchange.model import FEWEST, FORMAT, SUPPRESSION, Counts, SomeOf, YearFigures, some_of
from contactguard.reporting.figures import Figures, MonthPoint
from contactguard.reporting.pieces import CompanyFigure, PartFigure
from contactguard.reporting.statistics.elusion import Range
from contactguard.reporting.statistics.intervals import Rate


def year_figures(figures: Figures, organisation: Organisation, year: int, made: model.Made) -> YearFigures:
    """`figures` are those of the whole year, with nothing narrower asked for."""
    grid = organisation.grid_company
    return YearFigures(
        format=FORMAT,
        suppression=SUPPRESSION,
        year=year,
        grid_company=model.Grid(name=organisation.name, country=grid.country, languages=tuple(grid.languages)),
        made=made,
        received=figures.received,
        exempt=figures.exempt,
        scanned=figures.scanned,
        whole=_counts(figures),
        policies=tuple(model.ByPolicy(policy=one.policy, **dict(_counts(one))) for one in figures.policies),
        channels=tuple(model.ByChannel(channel=Channel(one.key), **dict(_counts(one))) for one in figures.channels),
        months=tuple(
            model.ByMonth(month=one.month, **dict(_counts(one)))
            for one in figures.trend
            if one.month.startswith(f"{year}-") and one.flagged.of
        ),
        duty=some_of(figures.duties[0].fulfilled, figures.duties[0].enquiries),
        companies=tuple(_companies(figures.companies, organisation)),
        reviews=_reviews(figures),
    )


def _counts(one: Figures | PartFigure | MonthPoint) -> Counts:
    return Counts(
        findings=one.findings, breaches=one.breaches, flagged=_rate(one.flagged), breached=_rate(one.breached)
    )


def _rate(one: Rate) -> SomeOf:
    return some_of(min(one.contacts, one.of), one.of)


def _companies(companies: Iterable[CompanyFigure], organisation: Organisation) -> Iterable[model.Company]:
    """Those of the profile, by name: the order of their counts would tell what is suppressed."""
    known = {one.name for one in organisation.companies}
    for one in sorted(companies, key=lambda one: one.name):
        if one.name in known:
            yield model.Company(
                name=one.name, relation=one.relation, findings=_told(one.findings), breaches=_told(one.breaches)
            )


def _told(count: int) -> int | None:
    return count if count == 0 or count >= FEWEST else None


def _reviews(figures: Figures) -> model.Reviews:
    agreement, missed = figures.reviews.agreement, figures.missed
    return model.Reviews(
        judged=figures.reviews.done,
        waiting=figures.reviews.waiting,
        agreement=some_of(agreement.raw.found, agreement.raw.of) if agreement and agreement.raw.of else None,
        sampled=missed.reviewed if missed else 0,
        sampled_breaches=missed.breaches if missed else 0,
        missed=_range(missed.elusion) if missed else None,
        recall=_range(missed.recall) if missed else None,
    )


def _range(ends: Range | None) -> model.Range | None:
    return model.Range(low=ends.low, high=ends.high) if ends else None
