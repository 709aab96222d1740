"""`scripts/evaluate` writes into the card only what the card says, and needs no more than the program does."""

import subprocess
import sys

import pytest

from training import assess

WITHOUT_EXTRA = "import sys; sys.modules['sklearn'] = None; from training import assess; assess.main()"


@pytest.mark.parametrize(
    "options",
    [["--no-models"], ["--unseen", "--no-models"], ["--models", "elsewhere"], ["some.jsonl"], ["--held-out", "dalby"]],
    ids=" ".join,
)
def test_figures_of_anything_but_the_models_as_shipped_stay_out_of_the_card(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scripts/evaluate", *options, "--card"])
    with pytest.raises(SystemExit) as ended:
        assess.main()
    assert ended.value.code == 2
    assert "--card takes" in capsys.readouterr().err


@pytest.mark.parametrize(("options", "code", "told"), [(["--help"], 0, ""), (["--companies", "2"], 1, ".[train]")])
def test_only_what_fits_models_needs_what_training_needs(options: list[str], code: int, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_EXTRA, *options], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert told in done.stderr
