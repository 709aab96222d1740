"""Which threshold the models get."""

import pytest

from training.evaluate import Tally
from training.settling import middle


def tally(right: int, flagged: int, false: int) -> Tally:
    """Of 100 contacts half have a finding; so many right ones, flagged contacts, and flagged silent contacts."""
    return Tally(right, raised=right + false, wanted=50, both=flagged, flagged=flagged + false, faulty=50, contacts=100)


CASES = {
    "the better one": ({0.3: tally(45, 45, 1), 0.5: tally(30, 30, 0)}, 0.3),
    "the middle one of those that are about as good": (
        {0.7: tally(45, 45, 1), 0.3: tally(45, 45, 1), 0.5: tally(45, 45, 1), 0.9: tally(30, 30, 0)},
        0.5,
    ),
    "none that gives too many false alarms": ({0.3: tally(50, 50, 2), 0.5: tally(40, 40, 0)}, 0.5),
    "the strictest if all give too many false alarms": ({0.3: tally(50, 50, 9), 0.5: tally(40, 40, 8)}, 0.5),
    "flagged contacts count as much as findings": ({0.3: tally(44, 40, 0), 0.5: tally(40, 48, 0)}, 0.5),
}


@pytest.mark.parametrize("name", CASES)
def test_of_all_thresholds_is_taken(name: str) -> None:
    tallies, chosen = CASES[name]

    assert middle(tallies) == chosen
