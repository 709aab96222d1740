import pytest

from contactguard.scanning.ledger import Ledger, LedgerLine, Night, fell_silent
from tests.factories import NOON

CASES = [
    (0, [12, 9, 14], True),
    (0, [5], True),
    (0, [], False),  # a new source
    (0, [0, 0, 0], False),
    (0, [0, 0, 0, 0, 3, 0, 0], False),  # a mailbox that nearly never gets anything
    (0, [0] * 14 + [9] * 30, False),  # what was usual long ago is not usual now
    (1, [400, 390, 410], False),
]


@pytest.mark.parametrize(("received", "earlier", "silent"), CASES)
def test_a_source_that_normally_has_some_falls_silent(received: int, earlier: list[int], silent: bool) -> None:
    assert fell_silent(received, [Night(NOON, count) for count in earlier]) is silent


def test_a_line_balances_only_when_nothing_is_lost() -> None:
    assert LedgerLine("s", received=10, scanned=4, unchanged=3, exempt=2, failed=1).balanced
    assert not LedgerLine("s", received=10, scanned=4, unchanged=3, exempt=2).balanced


def test_the_total_adds_all_lines() -> None:
    lines = (LedgerLine("a", received=3, scanned=2, failed=1, findings=4), LedgerLine("b", received=2, unchanged=2))
    assert Ledger(1, "r", lines).total == LedgerLine("", received=5, scanned=2, unchanged=2, failed=1, findings=4)
