"""A month's figures in, its report out: HTML that stands alone, or JSON."""

from datetime import datetime
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from contactguard.reporting import labels, style
from contactguard.reporting.charts import chart
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.words import Words

CHARTS = ("trend", "policies")


def month_json(figures: MonthFigures) -> str:
    return figures.model_dump_json(indent=2)


def month_html(figures: MonthFigures, words: Words, made_at: datetime) -> str:
    """The report as one file, with its charts and style in it."""
    loader = PackageLoader("contactguard.reporting")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html").render(
        figures=figures,
        w=words,
        t=words.text,
        n=words.plural,
        labels=labels,
        linked=False,
        charts={name: Markup(chart(figures, name, words)) for name in CHARTS},
        css=Markup(style.sheets()),
        made_at=made_at,
        version=version("contactguard"),
    )
