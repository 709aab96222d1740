"""A document in, a Word file out: real headings, tables with header rows, language, title and page numbers set."""

import re
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import Any

from contactguard.errors import InputError
from contactguard.reporting.documents.document import (
    Block,
    Document,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Table,
    Tiles,
    Tone,
)
from contactguard.reporting.documents.docx_page import ALARM, TEXT_MM, coloured, describe

_QUIET = 0x55, 0x60, 0x6E
_LONGEST = 60  # signs of a cell that widen its column
_NO_XML = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def write_docx(document: Document) -> bytes:
    """Raises InputError without the extra `report`."""
    try:
        import docx
    except ImportError as error:
        raise InputError("DOCX needs the extra: pip install 'contactguard[report]'") from error
    document = _written(document)
    word = docx.Document()
    describe(word, document)
    word.add_paragraph(document.organisation)
    word.add_heading(document.title, 0)
    if document.subtitle:
        word.add_paragraph(document.subtitle, "Subtitle")
    for block in document.blocks:
        _add(word, block)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _written(value: Any) -> Any:
    """The same without characters that XML cannot hold, such as those of a broken mail."""
    if isinstance(value, str):
        return _NO_XML.sub("\ufffd", value) if _NO_XML.search(value) else value
    if isinstance(value, tuple):
        return tuple(map(_written, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _written(getattr(value, one.name)) for one in fields(value)})
    return value


def _add(word: Any, block: Block) -> None:
    match block:
        case Heading():
            word.add_heading(block.text, block.level)
        case Paragraph():
            _add_paragraph(word, block)
        case Tiles():
            _add_tiles(word, block)
        case Table():
            _add_table(word, block)
        case Picture():
            _add_picture(word, block)
        case _:
            _add_words(word, block)


def _add_words(word: Any, block: Quote | Items | PageBreak) -> None:
    match block:
        case Quote():
            word.add_paragraph(block.text, "Quote")
            coloured(word.add_paragraph().add_run(block.about), _QUIET)
        case Items():
            for text in block.texts:
                word.add_paragraph(text, "List Bullet")
        case PageBreak():
            word.add_page_break()


def _add_tiles(word: Any, block: Tiles) -> None:
    for tile in block.tiles:
        paragraph = word.add_paragraph(style="List Bullet")
        run = paragraph.add_run(f"{tile.value} {tile.label}")
        run.bold = True
        if tile.alarm:
            coloured(run, ALARM)
        paragraph.add_run(f" ({tile.note})" if tile.note else "")


def _add_paragraph(word: Any, block: Paragraph) -> None:
    run = word.add_paragraph().add_run(block.text)
    if block.tone is Tone.QUIET:
        coloured(run, _QUIET)
    elif block.tone is Tone.ALARM:
        coloured(run, ALARM).bold = True
    elif block.tone is Tone.MISSING:
        run.italic = True
        run.font.highlight_color = 7  # yellow, as a reviewer would mark it


def _add_table(word: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    word.add_paragraph(block.caption, "Caption").paragraph_format.keep_with_next = True
    table = word.add_table(rows=len(block.rows) + 1, cols=len(block.columns), style="Light List")
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    texts = (tuple(column.label for column in block.columns), *block.rows)
    _set_widths(table, texts)
    for number, (row, told) in enumerate(zip(table.rows, texts, strict=True)):
        for column, cell, text in zip(block.columns, row.cells, told, strict=True):
            run = cell.paragraphs[0].add_run(text)
            if column.numeric:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if number - 1 in block.alarms:
                coloured(run, ALARM)


def _set_widths(table: Any, texts: tuple[tuple[str, ...], ...]) -> None:
    """By the longest text of each column, over the whole width of the page; a row stays on one page."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    longest = [min(max(map(len, column)), _LONGEST) + 2 for column in zip(*texts, strict=True)]
    widths = [Mm(TEXT_MM * one / sum(longest)) for one in longest]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _add_picture(word: Any, block: Picture) -> None:
    """Word shows no SVG everywhere: the chart is drawn as PNG, the sentence stands above it and as its description."""
    import vl_convert
    from docx.shared import Mm

    from contactguard.reporting.documents.paper import on_paper

    word.add_paragraph(block.sentence)
    png = vl_convert.svg_to_png(on_paper(block.svg), scale=2)
    picture = word.add_picture(BytesIO(png), width=Mm(TEXT_MM))
    picture._inline.docPr.set("descr", block.sentence)
