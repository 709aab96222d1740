from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import PROFILE, Ended


def test_a_month_that_is_none_is_told_instead_of_no_change(run: Callable[..., Ended], tmp_path: Path) -> None:
    options = ("--profile", PROFILE, "--database", f"sqlite:///{tmp_path / 'x.sqlite'}")
    run("db", "upgrade", *options[2:])
    ended = run("rules", "forecast", tmp_path, "--month", "2026-13", *options)
    assert (ended.code, ended.out) == (2, "")
    assert "'2026-13' is not a month" in ended.err
