from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from contactguard.cli.main import main
from tests.conftest import CORPUS

NOTICE = Path(__file__).with_name("notice.toml")
PROFILE = str(CORPUS / "profiles" / "struer.toml")


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Runs a command in English, as a person in a terminal of 100 columns would."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> Ended:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return call


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is past its time, however old the contacts of a test are."""
    monkeypatch.setenv("CONTACTGUARD_KEEP_TEXTS_DAYS", "36500")
    monkeypatch.setenv("CONTACTGUARD_KEEP_FINDINGS_MONTHS", "1200")
