"""Which contacts models are trained on."""

import json
from pathlib import Path

import pytest

from training import data
from training.data import Chosen

HELD_OUT, KEPT = "struer", "kalmar"


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "profiles").symlink_to(data.CORPUS.resolve() / "profiles")
    for name, source in (("train-da", "train-da-notes"), ("train-ordinary-da", "train-ordinary-da")):
        contact = json.loads((data.CORPUS / f"{source}.jsonl").read_text("utf-8").splitlines()[0])
        lines = [json.dumps({**contact, "profile": profile}) for profile in (HELD_OUT, KEPT)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(data, "CORPUS", tmp_path)


@pytest.mark.parametrize(
    ("without", "read"),
    [
        (
            (),
            [("train-da", HELD_OUT), ("train-da", KEPT), ("train-ordinary-da", HELD_OUT), ("train-ordinary-da", KEPT)],
        ),
        ((HELD_OUT,), [("train-da", KEPT), ("train-ordinary-da", HELD_OUT), ("train-ordinary-da", KEPT)]),
    ],
    ids=["all", "a company held out: its contacts, but no ordinary text"],
)
def test_contacts_are_trained_on(without: tuple[str, ...], read: list[tuple[str, str]]) -> None:
    examples = Chosen(without=without).examples()

    assert [(one.source, one.contact["profile"]) for one in examples] == read


def test_a_held_out_company_is_judged_without_ordinary_text() -> None:
    assert [path.stem for path in data.traded_files()] == ["train-da"]
