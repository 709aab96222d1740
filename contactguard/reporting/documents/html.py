"""A document in, one HTML file out that stands alone: its style and charts are in it."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from contactguard.reporting import style
from contactguard.reporting.documents.document import Document


def write_html(document: Document) -> str:
    return rendered("document.html", language=document.language, document=document)


def rendered(template: str, **told: Any) -> str:
    """A template of this room as a file of its own; all that it is told is escaped."""
    environment = Environment(
        loader=PackageLoader("contactguard.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = Markup(style.sheets())  # our own files
    return environment.get_template(template).render(css=css, **told)
