"""What a Word file says of all its pages: title and language, A4, the mark above and the page's number below."""

from datetime import UTC
from typing import Any

from contactguard.reporting.documents.document import Document

ALARM = 0xA3, 0x20, 0x2F
_WIDTH_MM, _HEIGHT_MM, _MARGIN_MM = 210, 297, 22
TEXT_MM = _WIDTH_MM - 2 * _MARGIN_MM
_COUNTRIES = {"da": "da-DK", "sv": "sv-SE", "nb": "nb-NO", "en": "en-GB"}  # Word proofs no language without one


def describe(word: Any, document: Document) -> None:
    properties = word.core_properties
    properties.title, properties.author = document.title, document.organisation
    properties.language, properties.comments = document.language, ""
    properties.created = properties.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
    _set_language(word, document.language)
    _set_page(word.sections[0], document)


def _set_page(section: Any, document: Document) -> None:
    """A4 with its margins, the mark above and the page's number below."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(_WIDTH_MM), Mm(_HEIGHT_MM)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    below = section.footer.paragraphs[0]
    below.style.paragraph_format.tab_stops.clear_all()
    below.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
    below.add_run(f"{document.footer}\t")
    _add_field(below, "PAGE")
    below.add_run(" / ")
    _add_field(below, "NUMPAGES")
    if document.mark:
        coloured(section.header.paragraphs[0].add_run(document.mark), ALARM).bold = True


def _add_field(paragraph: Any, name: str) -> None:
    """What Word works out by itself, such as the page's number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(paragraph.add_run("1")._r)  # until it is worked out
    paragraph._p.append(field)


def _set_language(word: Any, language: str) -> None:
    """The proofing language of all text, so that Word checks and reads it aloud as what it is."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _COUNTRIES[language])
    word.styles["Normal"].element.get_or_add_rPr().append(element)


def coloured(run: Any, colour: tuple[int, int, int]) -> Any:
    from docx.shared import RGBColor

    run.font.color.rgb = RGBColor(*colour)
    return run
