"""Scripts install what they need, whichever came first."""

import re
from pathlib import Path

import pytest


def asked(script: str, pattern: str) -> str:
    return re.findall(pattern, Path("scripts", script).read_text("utf-8"))[0]


@pytest.mark.parametrize("pattern", [r"^stamp=(\S+)", r"--editable \S\.(\[\w+\])"], ids=["stamp", "extras"])
def test_running_and_testing_install_different_things_and_remember_it_apart(pattern: str) -> None:
    assert asked("run", f"(?m){pattern}") != asked("environment", f"(?m){pattern}")
