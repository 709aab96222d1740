import json
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest

from contactguard.dispatch.annual_reports import draft
from contactguard.dispatch.reports import Format, month_report
from contactguard.errors import NotFoundError
from contactguard.reporting.annual.document import Standing, annual_document
from contactguard.reporting.counting import month_figures
from contactguard.reporting.documents.document import Paragraph
from contactguard.reporting.documents.docx import write_docx
from contactguard.reporting.documents.pdf import write_pdf
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.document import month_document
from contactguard.reporting.monthly.judgement import judgement
from contactguard.reporting.monthly.records import AnswerUse, month_records
from contactguard.reporting.words import LANGUAGES, Words
from contactguard.wiring import Services

DANISH = Words("da", ZoneInfo("Europe/Copenhagen"))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_month_stands_alone_as_html_in_each_language(filled: Services, language: str) -> None:
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    report = (await month_report(filled, "2026-10", Format.HTML, words)).content.decode()
    assert f'<html lang="{language}">' in report
    assert words.month("2026-10") in report
    assert "href=" not in report
    assert "<script" not in report
    assert "97 12 34 56" not in report


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_month_is_a_tagged_pdf_in_each_language(filled: Services, language: str) -> None:
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    made = await month_report(filled, "2026-10", Format.PDF, words)
    with pikepdf.open(BytesIO(made.content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert language == opened.Root.Lang
    assert words.month("2026-10") in text_of(made.content)


async def test_a_report_of_the_night_is_made_on_the_day_of_the_companys_wall(filled: Services) -> None:
    night = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    figures = await month_figures(filled.counts, filled.scanner.organisation, "2026-10")
    use = AnswerUse(0, None, 0, 0, 0, None)
    records = await month_records(filled.database, "2026-10", DANISH.zone, use, "1.0")
    month = month_document(figures, records, DANISH, night)
    year = annual_document(await draft(filled, 2026, "da"), Standing(night, "1.0"), DANISH)
    for document in (month, year):
        with pikepdf.open(BytesIO(write_pdf(document))) as opened:
            assert str(opened.docinfo["/CreationDate"]).startswith("D:20261102")
        assert docx.Document(BytesIO(write_docx(document))).core_properties.created == night


@pytest.mark.parametrize(
    ("use", "none"),
    [
        (AnswerUse(0, None, 0, 0, 0, None), True),
        (AnswerUse(3, 1.0, 0, 0, 0, None), False),
        (AnswerUse(0, None, 2, 0, 0, None), False),
        (AnswerUse(0, None, 0, 4, 0, None), False),
        (AnswerUse(0, None, 0, 0, 12, None), False),
    ],
)
async def test_whatever_use_was_made_of_answers_is_told(filled: Services, use: AnswerUse, none: bool) -> None:
    figures = await month_figures(filled.counts, filled.scanner.organisation, "2026-10")
    records = await month_records(filled.database, "2026-10", DANISH.zone, use, "1.0")
    told = [block.text for block in judgement(figures, records, DANISH) if isinstance(block, Paragraph)]
    assert (DANISH.text("No use of the approved answers was recorded this month.") in told) is none


async def test_who_may_not_read_contacts_gets_no_excerpts(filled: Services) -> None:
    for excerpts in (True, False):
        made = await month_report(filled, "2026-10", Format.PDF, DANISH, excerpts=excerpts)
        assert (DANISH.text("The most serious statements") in text_of(made.content)) is excerpts


async def test_the_month_as_json_is_its_figures(filled: Services) -> None:
    made = await month_report(filled, "2026-10", Format.JSON, DANISH)
    figures = MonthFigures.model_validate_json(made.content)
    assert (figures.month, figures.findings) == ("2026-10", json.loads(made.content)["findings"])


async def test_the_workbook_holds_the_numbers_of_the_charts(filled: Services) -> None:
    made = await month_report(filled, "2026-10", Format.XLSX, DANISH)
    book = openpyxl.load_workbook(BytesIO(made.content))
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert 42 in values
    assert not any(isinstance(value, str) and value.startswith("=") for value in values)


async def test_a_month_without_contacts_is_told_as_such(filled: Services) -> None:
    with pytest.raises(NotFoundError, match="no contacts of 2020-01"):
        await month_report(filled, "2020-01", Format.PDF, DANISH)


def text_of(pdf: bytes) -> str:
    opened = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in opened)
    opened.close()
    return " ".join(text.split())


async def test_the_detail_has_the_charts_and_the_workbook_their_numbers(filled: Services) -> None:
    words = Words("en", ZoneInfo("Europe/Copenhagen"))
    page = (await month_report(filled, "2026-10", Format.HTML, words)).content.decode()
    assert "Of 42 scanned contacts 41 have findings; in 0 of these a person judged one, and 0 hold a breach." in page
    assert "Most per 1,000 contacts: Referral to an affiliate on the line" in page
    assert "Learned model: none" in page
    book = openpyxl.load_workbook(BytesIO((await month_report(filled, "2026-10", Format.XLSX, words)).content))
    titles = [sheet.title.partition(" ")[2] for sheet in book]
    assert {"Duties by line", "Duties by month"} <= set(titles)
