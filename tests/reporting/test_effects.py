"""Did it help: two proportions, what chance makes of their difference, and the figure out of a real store."""

import pytest

from contactguard.errors import InputError
from contactguard.reporting.effects import Asked, Measure, Period, effect
from contactguard.reporting.statistics.difference import Shift, difference
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from tests.factories import make_contact
from tests.review.conftest import NOON, QUOTE, keep


def test_newcombe_s_published_example() -> None:
    """56/70 less 48/80: 0.2, interval 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    told = difference((48, 80), (56, 70))
    assert (told.per_1000, told.low, told.high) == (200.0, 52.43, 333.87)
    assert told.shift is Shift.MORE


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [
        ((40, 1000), (10, 1000), Shift.LESS),
        ((10, 1000), (40, 1000), Shift.MORE),
        ((4, 100), (2, 100), Shift.NOISE),
        ((4, 1000), (0, 1000), Shift.NOISE),  # Fisher's exact test: p = .12
        ((0, 1000), (4, 1000), Shift.NOISE),
        ((6, 1000), (0, 1000), Shift.LESS),  # p = .03
        ((20, 20), (17, 20), Shift.NOISE),
        ((0, 50), (0, 50), Shift.NOISE),
        ((3, 100), (0, 0), Shift.UNKNOWN),
        ((0, 0), (3, 100), Shift.UNKNOWN),
    ],
)
def test_a_difference_is_told_only_where_chance_does_not_explain_it(
    before: tuple[int, int], after: tuple[int, int], shift: Shift
) -> None:
    assert difference(before, after).shift is shift


async def test_a_figure_counts_the_line_and_the_months_asked_for(database: Database) -> None:
    def notes(month: int, count: int, flagged: int, line: str) -> list[object]:
        return [
            make_contact(
                f"{line}-{month}-{number}",
                f"Sag {number}. {QUOTE}" if number < flagged else f"Sag {number}.",
                line=line,
                sent_at=NOON.replace(month=month),
            )
            for number in range(count)
        ]

    made = [*notes(6, 10, 8, "other"), *notes(9, 20, 1, "other"), *notes(9, 5, 5, "technical")]
    await keep(database, *made)
    june, september = Period(first="2026-06", last="2026-06"), Period(first="2026-09", last="2026-09")
    counts = CountRepository(database)
    told = await effect(counts, Asked(line="other", before=june, after=september))
    assert [(one.contacts, one.of) for one in (told.rate_before, told.rate_after)] == [(8, 10), (1, 20)]
    assert told.difference.shift is Shift.LESS
    every = await effect(counts, Asked(before=june, after=september))
    assert (every.rate_after.contacts, every.rate_after.of) == (6, 25)
    final = await effect(counts, Asked(measure=Measure.BREACHED, before=june, after=september))
    assert (final.rate_before.contacts, final.rate_before.of) == (0, 10)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("2026-06", "2026-07"), ("2026-07", "2026-08")),
        (("2026-07", "2026-06"), ("2026-09", "2026-09")),
        (("x", "y"), ("2026-09", "2026-09")),
    ],
)
async def test_periods_that_overlap_or_are_none_are_refused(
    database: Database, before: tuple[str, str], after: tuple[str, str]
) -> None:
    asked = Asked(before=Period(first=before[0], last=before[1]), after=Period(first=after[0], last=after[1]))
    with pytest.raises(InputError):
        await effect(CountRepository(database), asked)
