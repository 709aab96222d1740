"""A month's figures in, its report out: HTML that stands alone, or JSON."""

import asyncio
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from contactguard.reporting import labels, style
from contactguard.reporting.charts import policy_chart, trend_chart
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.words import Words

CHARTS = {"trend": trend_chart, "policies": policy_chart}


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


def chart(figures: MonthFigures, name: str, words: Words) -> str:
    """The chart as SVG, empty where there is nothing to draw or nothing to draw with."""
    return _drawn(figures.model_dump_json(), name, words)


async def chart_beside(figures: MonthFigures, name: str, words: Words) -> str:
    """Like chart, off the event loop: the first one takes seconds."""
    return await asyncio.to_thread(chart, figures, name, words)


@lru_cache(maxsize=64)
def _drawn(figures: str, name: str, words: Words) -> str:
    return CHARTS[name](MonthFigures.model_validate_json(figures), words) or ""
