"""Figures in, charts of their course over time out."""

from typing import Any

from contactguard.reporting import labels
from contactguard.reporting.charts.drawing import BAND, LIMIT, SERIES, WIDTH, altair, data, svg
from contactguard.reporting.figures import Figures
from contactguard.reporting.statistics.control import Kind
from contactguard.reporting.words import Words


def trend_chart(figures: Figures, words: Words) -> str | None:
    """Contacts with findings per 1,000, month by month: interval as a band, usual range dashed, zero kept."""
    alt = altair()
    if alt is None or len(figures.trend) < 2:
        return None
    points = [
        {
            "at": index,
            "rate": point.flagged.per_1000,
            "low": point.flagged.low,
            "high": point.flagged.high,
            "upper": point.high,
            "lower": point.low,
            "told": f"{words.month(point.month)}: {words.number(point.flagged.per_1000 or 0, 1)}",
        }
        for index, point in enumerate(figures.trend)
    ]
    last = figures.trend[-1]
    names = [month_label(point.month, index, words) for index, point in enumerate(figures.trend)]
    base = alt.Chart(data(points)).encode(x=_places(names), description="told:N")
    ending = base.transform_filter(f"datum.at == {len(points) - 1}")
    layers = [
        base.mark_area(color=BAND, interpolate="linear").encode(y=alt.Y("low:Q", title=None), y2="high:Q"),
        base.mark_line(**_LIMIT).encode(y="upper:Q"),
        base.mark_line(**_LIMIT).encode(y="lower:Q"),
        base.mark_line(stroke=SERIES, strokeWidth=2.5).encode(y="rate:Q"),
        base.mark_point(filled=True, size=45, color=SERIES, opacity=1).encode(y="rate:Q"),
        beside(ending, "rate", words.number(last.flagged.per_1000 or 0, 1), SERIES),
    ]
    if last.high is not None:
        layers.append(beside(ending, "upper", words.text("usual at most"), LIMIT))
    return svg(alt.layer(*layers).properties(width=WIDTH - 150, height=240))


def control_chart(figures: Figures, words: Words) -> str | None:
    """Breaches by month or quarter per 1,000 contacts, or the days between two; limits dashed, signals as triangles."""
    alt = altair()
    if alt is None or len(figures.control.points) < 2:
        return None
    days = figures.control.kind is Kind.BETWEEN
    points = [
        {
            "at": index,
            "value": point.value,
            "upper": point.high,
            "lower": point.low,
            "signal": point.signal,
            "told": f"{_name(point.at, 0, figures.control.kind, words).rstrip('|').replace('|', ' ')}: "
            + words.number(point.value, 1),
        }
        for index, point in enumerate(figures.control.points)
    ]
    names = [_name(point.at, index, figures.control.kind, words) for index, point in enumerate(figures.control.points)]
    base = alt.Chart(data(points)).encode(x=_places(names), description="told:N")
    last = base.transform_filter(f"datum.at == {len(points) - 1}")
    layers = [
        base.mark_line(**_LIMIT).encode(y=alt.Y(f"{'lower' if days else 'upper'}:Q", title=None)),
        base.mark_line(stroke=SERIES, strokeWidth=2).encode(y="value:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            y="value:Q",
            shape=alt.condition("datum.signal", alt.value("triangle-up"), alt.value("circle")),
            color=alt.condition("datum.signal", alt.value(LIMIT), alt.value(SERIES)),
        ),
    ]
    limit = points[-1]["lower" if days else "upper"]
    if limit is not None:
        said = words.text("usual at least") if days else words.text("usual at most")
        layers.append(beside(last, "lower" if days else "upper", said, LIMIT))
    return svg(alt.layer(*layers).properties(width=WIDTH - 150, height=200))


def multiples_chart(figures: Figures, words: Words) -> str | None:
    """The duties that had findings, each with its own small course over the same months and one scale."""
    alt = altair()
    series = [one for one in figures.series if any(point.flagged.contacts for point in one.points)]
    if alt is None or not series or len(figures.trend) < 2:
        return None
    rows = [
        {
            "policy": words.text(labels.POLICY[one.policy]),
            "month": f"{point.month}-15",
            "rate": point.flagged.per_1000,
            "low": point.flagged.low,
            "high": point.flagged.high,
            "told": f"{words.month(point.month)}: {words.number(point.flagged.per_1000 or 0, 1)}",
        }
        for one in series
        for point in one.points
    ]
    first, last = figures.trend[0].month, figures.trend[-1].month
    axis = alt.Axis(title=None, values=[f"{first}-15", f"{last}-15"], labelExpr=_ends(first, last, words), grid=False)
    base = alt.Chart().encode(x=alt.X("month:T", axis=axis), description="told:N")
    layers = alt.layer(
        base.mark_area(color=BAND).encode(y=alt.Y("low:Q", title=None, axis=alt.Axis(tickCount=3)), y2="high:Q"),
        base.mark_line(stroke=SERIES, strokeWidth=2).encode(y="rate:Q"),
        base.mark_point(filled=True, size=18, color=SERIES, opacity=1).encode(y="rate:Q"),
        data=data(rows),
    ).properties(width=240, height=80)
    order = [words.text(labels.POLICY[one.policy]) for one in series]
    return svg(layers.facet(facet=alt.Facet("policy:N", sort=order, title=None), columns=3))


_LIMIT: dict[str, Any] = {"interpolate": "step", "strokeDash": [5, 4], "stroke": LIMIT, "strokeWidth": 1.5}


def beside(last: Any, field: str, said: str, colour: str) -> Any:
    """A direct label right of the last point of a chart."""
    label = {"align": "left", "dx": 10, "fill": colour, "fontSize": 14}
    return last.transform_calculate(said=repr(said)).mark_text(**label).encode(y=f"{field}:Q", text="said:N")


def month_label(month: str, index: int, words: Words) -> str:
    """The year stands below January and below the first."""
    short = words.month_short(month)
    return f"{short}|{month[:4]}" if index == 0 or month.endswith("-01") else f"{short}|"


def _places(names: list[str]) -> Any:
    """Points side by side in their order; names only label them, since those of two years are alike."""
    alt = altair()
    expression = f"split({names}[datum.value], '|')"
    axis = alt.Axis(title=None, labelAngle=0, labelExpr=expression, labelOverlap="greedy")
    return alt.X("at:O", axis=axis)


def _name(at: str, index: int, kind: Kind, words: Words) -> str:
    """A month, a quarter, or a day."""
    if kind is Kind.MONTHS:
        return month_label(at, index, words)
    if kind is Kind.QUARTERS:
        return f"{at[5:].replace('Q', words.text('Q'))}|{at[:4]}"
    return f"{words.day_short(at)}|{at[:4]}"


def _ends(first: str, last: str, words: Words) -> str:
    """The names of the first and the last month."""
    names = [f"{words.month_short(month)} {month[:4]}" for month in (first, last)]
    return f"datum.index == 0 ? {names[0]!r} : {names[1]!r}"
