import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pikepdf
import pypdfium2
import pytest
import typst

from contactguard.reporting.documents.document import (
    Column,
    Document,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Table,
    Tile,
    Tiles,
    Tone,
)
from contactguard.reporting.documents.docx import write_docx
from contactguard.reporting.documents.html import write_html
from contactguard.reporting.documents.pdf import TEMPLATE, write_pdf

NASTY = '#import "x" *bold* $y$ \\ `z` <script>alert(1)</script> [@a] _{=1+1}'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20" width="90" height="20">'
    '<rect width="50" height="9" fill="var(--series)"/><text y="18" font-family="sans-serif">Maj</text></svg>'
)
REPORT = Document(
    title="Neutralitet i oktober",
    subtitle="",
    organisation="Struer Net",
    language="da",
    made_at=datetime(2026, 11, 2, 5, 0, tzinfo=UTC),
    footer="ContactGuard",
    mark="UDKAST",
    blocks=(
        Tiles((Tile("1.234", "modtaget"), Tile("3", "huller", "2 dage uden kontakter", alarm=True))),
        Heading("Måned for måned"),
        Paragraph(NASTY),
        Paragraph("Skriv selv.", Tone.MISSING),
        Table("Linjer", (Column("Linje"), Column("Scannet", numeric=True)), ((NASTY, "1.200"), ("Fejl", "2"))),
        Picture(SVG, "Figuren viser maj."),
        Quote("Vi [[anbefaler]]", "note"),
        Items(("en", NASTY)),
        PageBreak(),
        Heading("Det sidste", 2),
    ),
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_pdf(REPORT)


def test_a_pdf_is_tagged_and_knows_its_title_and_language(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "da"
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == "Neutralitet i oktober"
            assert metadata["pdfuaid:part"] == "1"


def test_text_of_a_pdf_is_never_markup(pdf: bytes) -> None:
    opened = pypdfium2.PdfDocument(pdf)
    text = opened[0].get_textpage().get_text_range()
    opened.close()
    assert NASTY.split("<")[0].strip() in " ".join(text.split())
    assert "UDKAST" in text
    assert "Skriv selv." in text


def test_a_chart_of_a_pdf_is_described(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as opened:
        told = [str(one.get("/Alt", "")) for one in opened.objects if isinstance(one, pikepdf.Dictionary)]
    assert "Figuren viser maj." in told


def test_a_word_file_has_headings_header_rows_and_pictures_with_words() -> None:
    word = docx.Document(BytesIO(write_docx(REPORT)))
    heads = [(one.style.name, one.text) for one in word.paragraphs if one.style and "Heading" in one.style.name]
    assert heads == [("Heading 1", "Måned for måned"), ("Heading 2", "Det sidste")]
    assert [cell.text for cell in word.tables[0].rows[1].cells] == [NASTY, "1.200"]
    assert "tblHeader" in word.tables[0].rows[0]._tr.xml
    assert 'descr="Figuren viser maj."' in word.element.xml
    assert word.core_properties.language == "da"


def test_a_word_file_is_a4_with_its_mark_above_and_the_pages_number_below() -> None:
    section = docx.Document(BytesIO(write_docx(REPORT))).sections[0]
    assert section.page_width
    assert section.page_height
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [one.text for one in section.header.paragraphs] == ["UDKAST"]
    assert re.findall('w:instr="(.+?)"', section.footer._element.xml) == ["PAGE", "NUMPAGES"]


def test_columns_of_a_word_table_are_as_wide_as_their_texts_over_the_whole_page() -> None:
    word = docx.Document(BytesIO(write_docx(REPORT)))
    wide, narrow = (column.width for column in word.tables[0].columns)
    assert wide
    assert narrow
    assert wide > 3 * narrow
    assert round((wide + narrow) / 36_000) == 166


def test_html_stands_alone_and_escapes_what_it_is_told() -> None:
    page = write_html(REPORT)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<svg" in page
    assert 'src="' not in page


@pytest.mark.parametrize(
    "odd",
    [
        "Hej \U0001f600",
        "\u6f22\u5b57",
        "a\x1bb",
        "a\x0bb",
        "a\uffff",
        "\u0915",
        "\u2764\ufe0f",
        "\u05d0",
        "\u1680 \u0e33 \u0301",
    ],
)
def test_no_character_of_a_contact_stops_a_report(odd: str) -> None:
    """Customers send smileys, and broken mails bring worse; a file that refuses one of them is no report."""
    blocks = (Heading(odd), Quote(odd, odd), Items((odd,)), Table(odd, (Column(odd),), ((odd,),)))
    report = replace(REPORT, blocks=blocks)
    assert "Neutralitet" in pypdfium2.PdfDocument(write_pdf(report))[0].get_textpage().get_text_bounded()
    assert docx.Document(BytesIO(write_docx(report))).paragraphs


def test_a_report_with_many_foreign_letters_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = []
    compiled = typst.compile
    monkeypatch.setattr(typst, "compile", lambda page, **rest: pages.append(page) or compiled(page, **rest))
    thai = "".join(map(chr, range(0x0E01, 0x0E2F)))
    write_pdf(replace(REPORT, blocks=(Paragraph(thai),)))
    assert pages.count(str(TEMPLATE)) == 1
