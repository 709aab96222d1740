import re
from zoneinfo import ZoneInfo

import pytest

from contactguard.reporting import months
from contactguard.reporting.charts.course import control_chart, trend_chart
from contactguard.reporting.figures import Figures
from contactguard.reporting.pieces import Control, ControlPoint, MonthPoint
from contactguard.reporting.statistics.control import Kind
from contactguard.reporting.statistics.intervals import rate
from contactguard.reporting.words import Words

WORDS = Words("en", ZoneInfo("Europe/Copenhagen"))
PLACE = re.compile(r'aria-roledescription="point" transform="translate\(([\d.]+),')


def figures(first: str, last: str) -> Figures:
    every = months.between(first, last)
    points = [MonthPoint(month=one, findings=1, breaches=1, flagged=rate(1, 9), breached=rate(1, 9)) for one in every]
    charted = [ControlPoint(at=one, value=1, found=1, of=9, low=None, high=None, signal=False) for one in every]
    control = Control(kind=Kind.MONTHS, points=tuple(charted))
    return Figures.model_construct(trend=tuple(points), control=control)


@pytest.mark.parametrize(("first", "last"), [("2025-10", "2026-10"), ("2025-01", "2026-12"), ("2022-02", "2026-12")])
def test_each_month_of_a_chart_has_a_place_of_its_own_however_many_years_there_are(first: str, last: str) -> None:
    for draw in (trend_chart, control_chart):
        places = [float(place) for place in PLACE.findall(draw(figures(first, last), WORDS) or "")]
        assert len(places) == len(months.between(first, last))
        assert places == sorted(set(places))
