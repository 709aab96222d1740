"""The charts by their names. One look in page, report and mail; each says less than the table beside it."""

import asyncio
from collections.abc import Callable

from contactguard.reporting.charts.course import control_chart, multiples_chart, trend_chart
from contactguard.reporting.charts.parts import duty_chart, flow_chart, heat_chart, policy_chart
from contactguard.reporting.figures import Figures
from contactguard.reporting.words import Words

CHARTS: dict[str, Callable[[Figures, Words], str | None]] = {
    "flow": flow_chart,
    "trend": trend_chart,
    "policies": policy_chart,
    "multiples": multiples_chart,
    "heat": heat_chart,
    "control": control_chart,
    "duty": duty_chart,
}


def chart(figures: Figures, name: str, words: Words) -> str:
    """The chart as SVG, empty where there is nothing to draw or nothing to draw with."""
    return CHARTS[name](figures, words) or ""


async def chart_beside(figures: Figures, name: str, words: Words) -> str:
    """Like chart, off the event loop: the first one takes seconds."""
    return await asyncio.to_thread(chart, figures, name, words)
