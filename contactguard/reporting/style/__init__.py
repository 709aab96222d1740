"""Style sheets that pages and reports share."""

from pathlib import Path

FOLDER = Path(__file__).parent
SHEETS = ("tokens.css", "figures.css")


def sheets() -> str:
    """All of them as one text, for a report that stands alone."""
    return "\n".join((FOLDER / name).read_text("utf-8") for name in SHEETS)
