"""A document in, a tagged PDF (PDF/UA-1) out, by typst: no system library, no font of the machine, no network."""

import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from contactguard.errors import InputError
from contactguard.reporting.documents.document import Document
from contactguard.reporting.documents.paper import on_paper

TEMPLATE = Path(__file__).with_name("document.typ")

FONT = "Libertinus Serif"  # comes with typst
MISSING = "□"  # stands for a character that no font of typst has, such as a smiley in a chat

_NEVER = re.compile("[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\u2e80-\uffff\U00010000-\U0010ffff]")
_DOUBTFUL = re.compile("[\u0530-\u2e7f]")  # beyond Latin, Greek and Cyrillic
# Marks that combine with a letter that has no form are refused in the name of another: then all but these go.
_BEYOND = re.compile(f"[^\\0-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2026\u20ac{MISSING}]")
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def write_pdf(document: Document) -> bytes:
    """Raises InputError without the extra `report`."""
    try:
        import typst
    except ImportError as error:
        raise InputError("PDF needs the extra: pip install 'contactguard[report]'") from error
    told = json.dumps(_shown(_told(document)), ensure_ascii=False)
    told = _without(told, {letter for letter in _DOUBTFUL.findall(told) if not _has_form(letter)})
    while True:
        try:
            made: bytes = typst.compile(
                str(TEMPLATE), sys_inputs={"document": told}, ignore_system_fonts=True, pdf_standards=["ua-1"]
            )
        except typst.TypstError as error:
            fewer = _without(told, _refused(str(error)))
            fewer = fewer if fewer != told else _BEYOND.sub(MISSING, told)
            if fewer == told:
                raise
            told = fewer
        else:
            return made


@cache
def _has_form(letter: str) -> bool:
    """Asked of a page that holds nothing else: of a whole report typst names one missing letter at a time."""
    import typst

    page = f'#set document(title: "x")\n#set text(font: "{FONT}")\n#"\\u{{{ord(letter):x}}}"'
    try:
        typst.compile(page.encode(), ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


def _without(told: str, letters: set[str]) -> str:
    return told.translate(dict.fromkeys(map(ord, letters), MISSING))


def _shown(value: Any) -> Any:
    """The same with a sign for each character that is never in the fonts: PDF/UA refuses a whole file for one."""
    match value:
        case str():
            return _NEVER.sub(MISSING, value)
        case dict():
            return {name: _shown(one) for name, one in value.items()}
        case list() | tuple():
            return [_shown(one) for one in value]
        case _:
            return value


def _refused(error: str) -> set[str]:
    """The characters beyond ASCII that typst names as those it has no form for."""
    named = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), one) for one in _REFUSED.findall(error))
    return {letter for one in named for letter in one if not letter.isascii() and letter != MISSING}


def _told(document: Document) -> dict[str, Any]:
    day = document.made_at.date()
    blocks = [asdict(block) | {"kind": type(block).__name__.lower()} for block in document.blocks]
    for block in blocks:
        if "svg" in block:
            block["svg"] = on_paper(block["svg"], FONT)
        if "alarms" in block:
            block["alarms"] = sorted(block["alarms"])
    return {name: getattr(document, name) for name in ("title", "subtitle", "organisation", "footer", "mark")} | {
        "language": document.language,
        "made_on": {"year": day.year, "month": day.month, "day": day.day},
        "blocks": blocks,
    }
