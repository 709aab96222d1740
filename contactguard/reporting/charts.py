"""Figures in, charts as SVG out: declared in Altair, drawn by vl-convert without a browser.

Colours are custom properties of the page, so that one chart serves light, dark and print. Without the extra `report`
there are no charts; the sentences and tables say the same.
"""

from typing import Any

from contactguard.reporting import labels
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.words import Words

WIDTH = 940
SERIES, BAND, LIMIT, INK, INK_2, LINE = (
    f"var(--{name})" for name in ("series", "band", "series-2", "ink", "ink-2", "line")
)


def trend_chart(figures: MonthFigures, words: Words) -> str | None:
    """Contacts with findings in 1,000, month by month: interval as a band, usual range dashed, zero kept."""
    alt = _altair()
    if alt is None or len(figures.trend) < 2:
        return None
    points = [
        {
            "at": index,
            "month": _month(point.month, index, words),
            "rate": point.flagged.per_1000,
            "low": point.flagged.low,
            "high": point.flagged.high,
            "upper": point.high,
            "lower": point.low,
        }
        for index, point in enumerate(figures.trend)
    ]
    last = figures.trend[-1]
    names = [point["month"] for point in points]
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("month:O", sort=names, axis=alt.Axis(title=None, labelAngle=0, labelExpr="split(datum.label, '|')"))
    )
    ending = base.transform_filter(f"datum.at == {len(points) - 1}")
    limit = {"interpolate": "step", "strokeDash": [5, 4], "stroke": LIMIT, "strokeWidth": 1.5}
    layers = [
        base.mark_area(color=BAND, interpolate="linear").encode(y=alt.Y("low:Q", title=None), y2="high:Q"),
        base.mark_line(**limit).encode(y="upper:Q"),
        base.mark_line(**limit).encode(y="lower:Q"),
        base.mark_line(stroke=SERIES, strokeWidth=2.5).encode(y="rate:Q"),
        base.mark_point(filled=True, size=45, color=SERIES, opacity=1).encode(y="rate:Q"),
        _beside(ending, "rate", words.number(last.flagged.per_1000 or 0, 1), SERIES),
    ]
    if last.high is not None:
        layers.append(_beside(ending, "upper", words.text("usual at most"), LIMIT))
    return _svg(alt.layer(*layers).properties(width=WIDTH - 150, height=240))


def policy_chart(figures: MonthFigures, words: Words) -> str | None:
    """Each duty's rate with its interval, and a tick at its mean of the months before."""
    alt = _altair()
    if alt is None or not figures.findings:
        return None
    rows = [
        {
            "policy": words.text(labels.POLICY[one.policy]),
            "rate": one.flagged.per_1000,
            "low": one.flagged.low,
            "high": one.flagged.high,
            "mean": one.beside.mean,
            "said": words.number(one.flagged.per_1000 or 0, 1),
        }
        for one in figures.policies
    ]
    axis = alt.Axis(title=None, labelLimit=260, domain=False, labelFontSize=14, labelColor=INK)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("policy:N", sort=None, axis=axis))
    layers = [
        base.mark_rule(stroke=BAND, strokeWidth=9, strokeCap="round").encode(x=alt.X("low:Q", title=None), x2="high:Q"),
        base.mark_tick(color=LIMIT, thickness=2, size=20).encode(x="mean:Q"),
        base.mark_point(filled=True, size=70, color=SERIES, opacity=1).encode(x="rate:Q"),
        base.mark_text(align="left", dx=8, fill=INK, fontSize=14).encode(x="high:Q", text="said:N"),
    ]
    return _svg(alt.layer(*layers).properties(width=WIDTH - 300, height={"step": 30}))


def _beside(last: Any, field: str, said: str, colour: str) -> Any:
    """A direct label right of the last point of a chart."""
    label = {"align": "left", "dx": 10, "fill": colour, "fontSize": 14}
    return last.transform_calculate(said=f"'{said}'").mark_text(**label).encode(y=f"{field}:Q", text="said:N")


def _month(month: str, index: int, words: Words) -> str:
    """The year stands below January and below the first."""
    return (
        f"{words.month_short(month)}|{month[:4]}"
        if index == 0 or month.endswith("-01")
        else f"{words.month_short(month)}|"
    )


def _svg(chart: Any) -> str:
    import vl_convert

    shared = {"labelColor": INK_2, "labelFontSize": 13, "tickColor": LINE, "domainColor": LINE, "gridColor": LINE}
    drawn = chart.configure(background="transparent", font="sans-serif").configure_view(stroke=None)
    drawn = drawn.configure_axis(**shared, ticks=False, labelPadding=8).configure_axisX(grid=False)
    svg: str = vl_convert.vegalite_to_svg(drawn.to_dict(format="vega-lite"), vl_version=_vega_lite())
    return svg


def _altair() -> Any:
    try:
        import altair
    except ImportError:
        return None
    return altair


def _vega_lite() -> str:
    """The form that Altair writes, as vl-convert names it: v6.1.0 is 6.1."""
    return ".".join(_altair().SCHEMA_VERSION.strip("v").split(".")[:2])
