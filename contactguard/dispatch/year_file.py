"""The store in, a year's anonymised figures as a file of the open format out; by page and command alike."""

from contactguard.dispatch.reports import SOFTWARE, Report
from contactguard.errors import InputError
from contactguard.reporting import months
from contactguard.reporting.counting import period_figures
from contactguard.reporting.exchange.building import year_figures
from contactguard.reporting.exchange.model import Made, YearFigures
from contactguard.reporting.figures import Selection
from contactguard.wiring import Services


async def year_file(services: Services, year: str, *, by: str) -> Report:
    """What leaves the house is an entry of the audit chain. Raises InputError, NotFoundError."""
    told = await figures_of_year(services, year)
    await services.privacy.audit.note(actor=by, action="export", subject=f"figures:{told.year}")
    content = told.model_dump_json(indent=2).encode() + b"\n"
    return Report(f"contactguard-{told.year}.json", "application/json", content)


async def figures_of_year(services: Services, year: str) -> YearFigures:
    """Raises InputError for what is no year, NotFoundError for one without contacts."""
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and "1990" <= year <= "2099"):
        raise InputError("{year!r} is not a year; write it like 2026", year=year)
    known = await services.counts.months()
    if not any(month.startswith(f"{year}-") for month in known):
        raise months.without_contacts("year", year, known)
    organisation = services.scanner.organisation
    selection = Selection(first=f"{year}-01", last=f"{year}-12")
    figures = await period_figures(services.counts, organisation, selection)
    head = await services.privacy.audit.head()
    made = Made(
        on=organisation.grid_company.today(),
        software=SOFTWARE,
        rule_sets=len(figures.rule_sets),
        audit_head=str(head) if head else None,
    )
    return year_figures(figures, organisation, int(year), made)
