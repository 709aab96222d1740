import pytest

from contactguard.reporting.statistics import rate, usual_range


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [
        (81, 263, 255.3, 366.2),  # Newcombe 1998, table I, method 3
        (15, 148, 62.4, 160.5),
        (0, 20, 0.0, 161.1),
        (1, 29, 6.1, 171.8),
    ],
)
def test_intervals_are_those_of_the_literature(found: int, of: int, low: float, high: float) -> None:
    told = rate(found, of)
    assert (told.low, told.high) == (pytest.approx(low, abs=0.06), pytest.approx(high, abs=0.06))


def test_without_contacts_there_is_no_rate() -> None:
    assert (rate(0, 0).per_1000, rate(0, 0).low) == (None, None)


def test_a_thread_of_two_months_gives_no_rate_above_all() -> None:
    assert rate(3, 2).per_1000 == 1000


@pytest.mark.parametrize("before", [[], [(1, 100), (2, 100)], [(1, 100), (0, 0), (2, 100)]])
def test_few_months_say_nothing_about_the_usual(before: list[tuple[int, int]]) -> None:
    assert usual_range(before, 100) is None


def test_the_usual_range_narrows_with_more_contacts() -> None:
    before = [(10, 200)] * 6
    few, many = usual_range(before, 100), usual_range(before, 10_000)
    assert few is not None
    assert many is not None
    assert few.mean == many.mean == 50
    assert few.low < many.low < 50 < many.high < few.high
