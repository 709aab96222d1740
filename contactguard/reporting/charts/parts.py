"""Figures in, charts of their parts out: duties, duties by line, the way of the contacts, supplier enquiries."""

from contactguard.reporting import labels
from contactguard.reporting.charts.drawing import BAND, INK, INK_2, LIMIT, SERIES, WIDTH, altair, data, svg
from contactguard.reporting.figures import Figures
from contactguard.reporting.words import Words


def policy_chart(figures: Figures, words: Words) -> str | None:
    """Each duty's rate with its interval, and a tick at its mean of the months before."""
    alt = altair()
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
            "told": f"{words.text(labels.POLICY[one.policy])}: {words.number(one.flagged.per_1000 or 0, 1)}",
        }
        for one in figures.policies
    ]
    axis = alt.Axis(title=None, labelLimit=320, domain=False, labelFontSize=14, labelColor=INK)
    base = alt.Chart(data(rows)).encode(y=alt.Y("policy:N", sort=None, axis=axis), description="told:N")
    layers = [
        base.mark_rule(stroke=BAND, strokeWidth=9, strokeCap="round").encode(x=alt.X("low:Q", title=None), x2="high:Q"),
        base.mark_tick(color=LIMIT, thickness=2, size=20).encode(x="mean:Q"),
        base.mark_point(filled=True, size=70, color=SERIES, opacity=1).encode(x="rate:Q"),
        base.mark_text(align="left", dx=8, fill=INK, fontSize=14).encode(x="high:Q", text="said:N"),
    ]
    return svg(alt.layer(*layers).properties(width=WIDTH - 340, height={"step": 30}))


def heat_chart(figures: Figures, words: Words) -> str | None:
    """Duties by line: the fuller the square, the higher the rate; the number stands beside it."""
    alt = altair()
    if alt is None or not figures.cells:
        return None
    lines = {line.key: line.label for line in figures.lines}
    rows = [
        {
            "line": lines.get(cell.line, cell.line),
            "policy": words.text(labels.POLICY[cell.policy]),
            "rate": cell.flagged.per_1000 or 0,
            "said": words.number(cell.flagged.per_1000 or 0, 1),
            "told": f"{lines.get(cell.line, cell.line)}, {words.text(labels.POLICY[cell.policy])}: "
            + words.number(cell.flagged.per_1000 or 0, 1),
        }
        for cell in figures.cells
    ]
    order = [words.text(labels.POLICY[one.policy]) for one in figures.policies]
    axis = alt.Axis(title=None, labelLimit=320, domain=False, grid=False, labelFontSize=14, labelColor=INK)
    above = alt.Axis(title=None, orient="top", labelAngle=0, labelLimit=110, domain=False)
    x = alt.X("line:N", sort=list(lines.values()), axis=above)
    base = alt.Chart(data(rows)).encode(x=x, y=alt.Y("policy:N", sort=order, axis=axis), description="told:N")
    size = alt.Size("rate:Q", legend=None, scale=alt.Scale(domainMin=0, rangeMin=0, rangeMax=620))
    layers = [
        base.mark_square(color=SERIES, opacity=1, xOffset=-24).encode(size=size),
        base.mark_text(fill=INK, fontSize=14, align="left", dx=2).encode(text="said:N"),
    ]
    return svg(alt.layer(*layers).properties(width={"step": 120}, height={"step": 34}))


def flow_chart(figures: Figures, words: Words) -> str | None:
    """Contacts received, scanned, flagged, reviewed, breached; on a logarithmic scale, since most fall away."""
    flow = figures.flow
    steps = (
        (words.text("received"), flow.received),
        (words.text("scanned"), flow.scanned),
        (words.text("with findings"), flow.flagged),
        (words.text("reviewed"), flow.reviewed),
        (words.text("with breaches"), flow.breached),
    )
    return _bars(steps, words, logarithmic=True) if flow.received else None


def duty_chart(figures: Figures, words: Words) -> str | None:
    """Supplier enquiries, and those in which the comparison site was given."""
    whole = figures.duties[0]
    steps = (
        (words.text("supplier enquiries"), whole.enquiries),
        (words.text("comparison site given"), whole.fulfilled),
    )
    return _bars(steps, words, logarithmic=False) if whole.enquiries else None


def _bars(steps: tuple[tuple[str, int], ...], words: Words, *, logarithmic: bool) -> str | None:
    alt = altair()
    if alt is None:
        return None
    rows = [
        {"step": name, "count": count, "said": words.number(count), "told": f"{name}: {words.number(count)}"}
        for name, count in steps
    ]
    axis = alt.Axis(title=None, labelLimit=320, domain=False, labelFontSize=14, labelColor=INK)
    scale = alt.Scale(type="symlog") if logarithmic else alt.Scale(zero=True)
    x = alt.X("count:Q", axis=None, scale=scale)
    base = alt.Chart(data(rows)).encode(y=alt.Y("step:N", sort=None, axis=axis), x=x, description="told:N")
    layers = [
        base.mark_bar(color=SERIES, height=16),
        base.mark_text(align="left", dx=8, fill=INK_2, fontSize=14).encode(text="said:N"),
    ]
    return svg(alt.layer(*layers).properties(width=WIDTH - 360, height={"step": 30}))
