"""A token window in, logits out: one small network as int8 ONNX, on one thread."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from contactguard.models.layout import Window

Logits = npt.NDArray[np.float32]
_SLOWER = "SkipLayerNormFusion"  # of texts this short, the fused norms take an eighth of the time more


class Encoder:
    """Loads in a tenth of a second."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOWER]
        )

    def run(self, window: Window) -> tuple[Logits, Logits]:
        """Logits [target, policy] of the window's sentences, and [policy] of the contact."""
        average, first = pooling(window)
        feed = {
            "ids": np.array([window.ids], np.int64),
            "mask": np.ones((1, len(window.ids)), np.float32),
            "average": average[None],
            "first": first[None],
        }
        sentences, contact = self._session.run(["sentences", "contact"], feed)
        return sentences[0], contact[0]


def pooling(window: Window) -> tuple[Logits, Logits]:
    """Two matrices [target, token]: the mean over a sentence's words, and its author token."""
    average = np.zeros((len(window.targets), len(window.ids)), np.float32)
    first = np.zeros_like(average)
    for row, target in enumerate(window.targets):
        start = min(target.first + 1, target.end - 1)  # an empty sentence is its author token
        average[row, start : target.end] = 1 / (target.end - start)
        first[row, target.first] = 1
    return average, first
