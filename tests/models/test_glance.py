"""The glance: what is fitted is what is shipped."""

from pathlib import Path

import numpy as np
import pytest

from contactguard.models.encoder import Encoder, pooling
from contactguard.models.layout import Target, Window

WINDOW = Window((2, 7, 9, 11, 8, 12, 13, 3), (Target(0, 1, 4), Target(1, 4, 7)))


def test_a_glance_says_as_shipped_what_it_says_as_fitted(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from training import export, glance

    torch.manual_seed(1)
    fitted = glance.build(np.random.default_rng(1).normal(size=(200, 384)).astype(np.float32)).eval()
    average, first = (torch.tensor(one)[None] for one in pooling(WINDOW))
    with torch.no_grad():
        expected = fitted(torch.tensor([WINDOW.ids]), torch.ones(1, len(WINDOW.ids)), average, first)
    export.write(fitted, tmp_path / "glance.onnx")
    shipped = Encoder(tmp_path / "glance.onnx").run(WINDOW)

    for said, wanted in zip(shipped, expected, strict=True):
        assert said == pytest.approx(wanted[0].numpy(), abs=0.05)


def test_a_block_sees_what_stands_so_far_before_and_behind() -> None:
    torch = pytest.importorskip("torch")
    from training.glance import WIDTH, Block

    torch.manual_seed(1)
    block, told = Block(apart=2).eval(), torch.ones(1, 9, 1)
    before = torch.randn(1, 9, WIDTH)
    moved = []
    for place in range(9):
        after = before.clone()
        after[0, place] += 1
        if not torch.allclose(block(after, told)[0, 4], block(before, told)[0, 4]):
            moved.append(place)
    assert moved == [2, 4, 6]


def test_a_sentence_is_told_by_all_of_its_contact() -> None:
    torch = pytest.importorskip("torch")
    from training import glance

    torch.manual_seed(1)
    fitted = glance.build(np.random.default_rng(1).normal(size=(200, 384)).astype(np.float32)).eval()
    average, first = (torch.tensor(one)[None] for one in pooling(Window((0,) * 60, (Target(0, 1, 4),))))
    far = [torch.tensor([[5] * 59 + [last]]) for last in (6, 7)]
    with torch.no_grad():
        one, other = (fitted(ids, torch.ones(1, 60), average, first)[0] for ids in far)
    assert not torch.allclose(one, other)
