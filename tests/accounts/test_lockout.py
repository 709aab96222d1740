from datetime import timedelta

import pytest

from contactguard.accounts.lockout import wait


@pytest.mark.parametrize(
    ("kind", "failures", "seconds"),
    [
        ("account", 1, 0),
        ("account", 4, 0),
        ("account", 5, 30),
        ("account", 6, 60),
        ("account", 7, 120),
        ("account", 11, 1920),
        ("account", 12, 3600),
        ("account", 5000, 3600),
        ("address", 19, 0),
        ("address", 20, 30),
        ("address", 21, 60),
    ],
)
def test_the_wait_grows_with_the_failures(kind: str, failures: int, seconds: int) -> None:
    assert wait(kind, failures) == timedelta(seconds=seconds)
