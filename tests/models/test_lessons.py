"""What encoders learn: from the start everything, going on what is new and a part of the rest."""

import random
from pathlib import Path

import numpy as np
import pytest

from contactguard.models.inputs import Case
from contactguard.scanning.scanner import MODELS
from training import data, lessons
from training.data import Example
from training.lessons import AGAIN, Lessons


def example(source: str, number: int = 0) -> Example:
    return Example(Case("call_note", "general", str(number), ()), np.zeros((0, 9), np.float32), {}, source)


OLD, NEW = [example("train-old", number) for number in range(100)], [example("train-new"), example("passed")]


def test_from_the_start_every_contact_is_learnt_in_every_epoch() -> None:
    told = Lessons.of([*OLD, *NEW], None)

    assert told.drawn(random.Random(1)) == told.drawn(random.Random(2)) == [*OLD, *NEW]


def test_going_on_all_that_is_new_is_learnt_and_a_part_of_the_rest_that_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "contacts", lambda _: [("train-old", {})] * len(OLD))
    lessons.note(tmp_path, OLD)
    told, draw = Lessons.of([*OLD, *NEW], tmp_path), random.Random(1)
    epochs = [told.drawn(draw) for _ in range(2)]

    for epoch in epochs:
        assert [one for one in epoch if one.source != "train-old"] == NEW
        assert len(epoch) == len(NEW) + int(len(OLD) * AGAIN)
    assert epochs[0] != epochs[1]


def test_a_file_that_was_left_out_in_part_stays_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"train-whole": 2, "train-part": 2, "train-none": 1}
    monkeypatch.setattr(data, "contacts", lambda _: [(name, {}) for name in files for _ in range(files[name])])
    lessons.note(tmp_path, [example("train-whole"), example("train-whole"), example("train-part"), example("passed")])

    assert lessons.corpora(tmp_path) == {"train-whole"}


def test_models_of_which_nobody_knows_what_they_learnt_are_not_gone_on_from(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"corpora\.txt is missing"):
        lessons.corpora(tmp_path)


def test_the_models_know_every_training_contact() -> None:
    assert lessons.corpora(MODELS) == {path.stem for path in data.training_files()}


def test_an_encoder_comes_back_as_it_was_shipped(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from training import export, resuming
    from training.encoder import Encoder

    torch.manual_seed(1)
    before = Encoder(pieces=40)
    for weight in before.parameters():
        torch.nn.init.normal_(weight)  # the exporter writes weights that are alike but once
    export.write(before, tmp_path / "one.onnx")
    after = resuming.resumed(tmp_path / "one.onnx")

    for name, weight in before.state_dict().items():
        assert after.state_dict()[name].numpy() == pytest.approx(weight.numpy(), abs=float(weight.abs().max()) / 100)


def test_halfway_every_weight_is_the_mean_of_both() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from training import resuming
    from training.encoder import Encoder

    one, other = Encoder(pieces=4), Encoder(pieces=4)
    tuned, before = one.state_dict()["words.weight"].clone(), other.state_dict()
    resuming.halfway(one, before)

    assert one.state_dict()["words.weight"].numpy() == pytest.approx(((tuned + before["words.weight"]) / 2).numpy())
