"""A document in, a tagged PDF (PDF/UA-1) out, by typst: no system library, no font of the machine, no network."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contactguard.errors import InputError
from contactguard.reporting.documents.document import Document
from contactguard.reporting.documents.paper import on_paper

TEMPLATE = Path(__file__).with_name("document.typ")

FONT = "Libertinus Serif"  # comes with typst


def write_pdf(document: Document) -> bytes:
    """Raises InputError without the extra `report`."""
    try:
        import typst
    except ImportError as error:
        raise InputError("PDF needs the extra: pip install 'contactguard[report]'") from error
    told = json.dumps(_told(document))
    made: bytes = typst.compile(
        str(TEMPLATE), sys_inputs={"document": told}, ignore_system_fonts=True, pdf_standards=["ua-1"]
    )
    return made


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
