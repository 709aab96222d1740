"""Which threshold the models get, and how the models so weighed are told from others."""

import json
from pathlib import Path

import pytest

from contactguard.scanning.scanner import MODELS
from training import data
from training.evaluate import Tally
from training.settling import middle, settle, write

SHARES = {"ngrams": 2.0, "first": 2.0, "second": 2.0}


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


@pytest.mark.models
def test_companies_that_the_models_never_saw_stay_unseen_when_the_threshold_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in MODELS.iterdir():
        if part.name != "config.json":
            (tmp_path / part.name).symlink_to(part)
    contact = json.loads((data.CORPUS / "dev-da.jsonl").read_text("utf-8").splitlines()[0])
    judged = tmp_path / "dev-da.jsonl"
    judged.write_text("\n".join(json.dumps({**contact, "profile": name}) for name in ("struer", "kalmar")), "utf-8")
    monkeypatch.setattr(data, "settling_files", lambda: [judged])

    assert [settle(tmp_path, SHARES, without)[1] for without in ((), ("struer",))] == [2, 1]


PARTS = ("first.onnx", "ngrams.npz", "vocabulary.tsv")


def version(folder: Path, threshold: float, ngrams: float) -> str:
    write(folder, {**SHARES, "ngrams": ngrams}, threshold)
    return str(json.loads((folder / "config.json").read_text("utf-8"))["version"])


def test_whatever_changes_an_opinion_changes_the_version(tmp_path: Path) -> None:
    for part in PARTS:
        (tmp_path / part).write_text(part, "utf-8")
    versions = [version(tmp_path, 0.5, 2.0), version(tmp_path, 0.6, 2.0), version(tmp_path, 0.5, 1.0)]
    for part in PARTS:
        (tmp_path / part).write_text("other", "utf-8")
        versions.append(version(tmp_path, 0.5, 2.0))
    (tmp_path / "README.md").write_text("no part", "utf-8")

    assert len(set(versions)) == len(versions)
    assert version(tmp_path, 0.5, 2.0) == versions[-1]
