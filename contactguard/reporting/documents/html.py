"""A document in, one HTML file out that stands alone: its style and charts are in it."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from contactguard.reporting import style
from contactguard.reporting.documents.document import Document


def write_html(document: Document, *, linked: bool = False) -> str:
    """`linked` lets sentences lead to their records, for who reads it in the program."""
    environment = Environment(
        loader=PackageLoader("contactguard.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = Markup(style.sheets())  # our own files
    return environment.get_template("document.html").render(document=document, linked=linked, css=css)
