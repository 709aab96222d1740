"""All rooms in, a year's annual report out: as it stands now, as it was handed in, and as files."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from contactguard.dispatch.reports import MEDIA, SOFTWARE, Format, Report
from contactguard.errors import InputError
from contactguard.reporting.annual.document import Standing, annual_document
from contactguard.reporting.annual.form import Form, form_of
from contactguard.reporting.annual.records import checked, year_records
from contactguard.reporting.annual.report import AnnualReport
from contactguard.reporting.annual.writing import annual_report
from contactguard.reporting.documents.document import Document
from contactguard.reporting.documents.docx import write_docx
from contactguard.reporting.documents.html import write_html
from contactguard.reporting.documents.pdf import write_pdf
from contactguard.reporting.words import Words
from contactguard.store.reports.annual import AnnualVersion
from contactguard.wiring import Services

WRITERS: dict[Format, Callable[[Document], bytes]] = {
    Format.HTML: lambda document: write_html(document).encode(),
    Format.PDF: write_pdf,
    Format.DOCX: write_docx,
}
FORMATS = (*WRITERS, Format.JSON)


def form_for(services: Services) -> Form:
    """The questions of the country in which the grid company is."""
    return form_of(services.scanner.organisation.grid_company.country)


async def draft(services: Services, year: int, language: str) -> AnnualReport:
    """The report as records and texts make it now, in this language where the form has it. Raises InputError."""
    form, organisation = form_for(services), services.scanner.organisation
    words = _words(services, form.language(language))
    records = await year_records(services.database, organisation, year)
    return annual_report(form, records, await services.annual.texts(year), words)


async def hand_in(services: Services, year: int, *, by: str) -> int:
    """Keeps the report as it stands, in every language of the form; returns the number of the version."""
    told = [await draft(services, year, language) for language in form_for(services).languages]
    return await services.annual.hand_in(year, {one.language: one.model_dump(mode="json") for one in told}, by=by)


async def approve(services: Services, year: int, number: int, *, by: str) -> None:
    """Raises NotFoundError, ConflictError, and InputError while a question of it is not answered."""
    version = await services.annual.version(year, number)
    if left := _kept(version, form_for(services).languages[0]).unwritten:
        raise InputError(
            "version {number} cannot be approved: {left} of its questions are not answered", left=left, number=number
        )
    await services.annual.approve(year, number, by=by)


async def year_report(  # noqa: PLR0913 - what is asked for is told name by name
    services: Services,
    year: int,
    format_: Format,
    language: str,
    *,
    public: bool = False,
    number: int | None = None,
) -> Report:
    """A version as it was handed in, or without `number` what is being written. Raises InputError, NotFoundError."""
    checked(year)
    if format_ not in FORMATS:
        raise InputError(
            "the annual report is not made as {format}; there are {known}", format=format_, known=", ".join(FORMATS)
        )
    version = await services.annual.version(year, number) if number is not None else None
    language = form_for(services).language(language)
    report = _kept(version, language) if version else await draft(services, year, language)
    words = _words(services, report.language)
    document = annual_document(report, _standing(version), words, public=public)
    told = report.public(words.text("Left out of the public version.")) if public else report
    if format_ is Format.JSON:
        content = told.model_dump_json(indent=2).encode()
    else:
        content = await asyncio.to_thread(WRITERS[format_], document)
    name = f"annual-report-{year}{f'-v{number}' if number else '-draft'}{'-public' if public else ''}.{format_}"
    return Report(name, MEDIA[format_], content)


def _kept(version: AnnualVersion, language: str) -> AnnualReport:
    return AnnualReport.model_validate(version.content.get(language) or next(iter(version.content.values())))


def _standing(version: AnnualVersion | None) -> Standing:
    if version is None:
        return Standing(datetime.now(UTC), SOFTWARE)
    return Standing(version.at, SOFTWARE, version.number, version.approved_by, version.approved_at)


def _words(services: Services, language: str) -> Words:
    return Words(language, services.zone)
