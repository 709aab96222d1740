"""All rooms in, a report as a file out; by page, command and mail alike."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from zoneinfo import ZoneInfo

from contactguard.knowledge.library import Library
from contactguard.knowledge.topics import titles
from contactguard.knowledge.use import use_figures
from contactguard.reporting import months
from contactguard.reporting.counting import month_figures
from contactguard.reporting.documents.document import Document
from contactguard.reporting.documents.docx import write_docx
from contactguard.reporting.documents.html import write_html
from contactguard.reporting.documents.pdf import write_pdf
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.document import month_document
from contactguard.reporting.monthly.records import AnswerUse, month_records
from contactguard.reporting.tables import as_xlsx, tables
from contactguard.reporting.words import Words
from contactguard.store.answers.use import UseRepository
from contactguard.wiring import Services

SOFTWARE = f"ContactGuard {version('contactguard')}"


class Format(StrEnum):
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


MEDIA = {
    Format.HTML: "text/html",
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}
_WRITERS: dict[Format, Callable[[Document], bytes]] = {
    Format.HTML: lambda document: write_html(document).encode(),
    Format.PDF: write_pdf,
    Format.DOCX: write_docx,
}


@dataclass(frozen=True)
class Report:
    name: str
    media: str
    content: bytes


async def month_report(
    services: Services, month: str, format_: Format, words: Words, *, excerpts: bool = True
) -> Report:
    """`excerpts` says whether the reader may see masked words of findings. Raises InputError, NotFoundError."""
    figures = await month_figures(services.counts, services.scanner.organisation, month)
    return await report_of(services, figures, format_, words, excerpts=excerpts)


async def report_of(
    services: Services, figures: MonthFigures, format_: Format, words: Words, *, excerpts: bool = True
) -> Report:
    """The same of figures that are there already."""
    if not excerpts:
        figures = figures.model_copy(update={"excerpts": ()})
    content = await _content(services, figures, format_, words)
    return Report(f"neutrality-{figures.month}.{format_}", MEDIA[format_], content)


async def _content(services: Services, figures: MonthFigures, format_: Format, words: Words) -> bytes:
    if format_ is Format.JSON:
        return figures.model_dump_json(indent=2).encode()
    if format_ is Format.XLSX:
        return await asyncio.to_thread(as_xlsx, tables(figures, titles(words.language), words))
    use = await _use(services, figures.month, words.zone)
    records = await month_records(services.database, figures.month, words.zone, use, SOFTWARE)
    learned = services.scanner.learned
    records = replace(records, model=learned.version if learned else None, topics=titles(words.language))
    return await asyncio.to_thread(
        lambda: _WRITERS[format_](month_document(figures, records, words, datetime.now(UTC)))
    )


async def _use(services: Services, month: str, zone: ZoneInfo) -> AnswerUse:
    since, until = (months.begin(one, zone) for one in (month, months.earlier(month, -1)))
    # Which answers nobody used does not stand in the report, so no library is needed.
    none = Library({}, {})
    told = await use_figures(UseRepository(services.database), none, services.scanner.organisation, since, until)
    return AnswerUse(told.searches, told.found_share, told.opened, told.copied, told.walked, told.script_share)
