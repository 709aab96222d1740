"""A chart declared in Altair in, SVG out: drawn by vl-convert without a browser, each chart once.

Colours are custom properties of the page, so that one chart serves light, dark and print. Without the extra `report`
there are no charts; the sentences and tables say the same.
"""

import json
from functools import lru_cache
from typing import Any

WIDTH = 940
SERIES, SERIES_2, BAND, INK, INK_2, LINE = (
    f"var(--{name})" for name in ("series", "series-2", "band", "ink", "ink-2", "line")
)
LIMIT = SERIES_2
# A reader's own sans-serif may be wider than the one that labels are measured with here.
PADDING = {"left": 20, "right": 12, "top": 5, "bottom": 5}


def altair() -> Any:
    """The module, or None where it is not installed."""
    try:
        import altair
    except ImportError:
        return None
    return altair


def data(rows: list[dict[str, Any]]) -> Any:
    return altair().Data(values=rows)


def svg(chart: Any) -> str:
    shared = {"labelColor": INK_2, "labelFontSize": 13, "tickColor": LINE, "domainColor": LINE, "gridColor": LINE}
    drawn = chart.configure(background="transparent", font="sans-serif", padding=PADDING).configure_view(stroke=None)
    drawn = drawn.configure_axis(**shared, ticks=False, labelPadding=8).configure_axisX(grid=False)
    drawn = drawn.configure_header(title=None, labelColor=INK, labelFontSize=14, labelAnchor="start")
    return _converted(json.dumps(drawn.to_dict(format="vega-lite"), sort_keys=True))


@lru_cache(maxsize=256)
def _converted(specification: str) -> str:
    import vl_convert

    told: str = vl_convert.vegalite_to_svg(json.loads(specification), vl_version=_vega_lite())
    return told


def _vega_lite() -> str:
    """The form that Altair writes, as vl-convert names it: v6.1.0 is 6.1."""
    return ".".join(altair().SCHEMA_VERSION.strip("v").split(".")[:2])
