"""An encoder as it is shipped back in torch, so that its training can go on: 8-bit weights read as floats."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

from training.network import Encoder

_PRODUCT = re.compile(r"/(.+?)/(?:Gemm_)?MatMul_quant")  # the exporter names a product after its module

Arrays = dict[str, npt.NDArray[np.generic]]


def load(path: Path) -> Encoder:
    """The encoder that `export.write` wrote, but for rounding."""
    graph = onnx.load(path).graph
    arrays: Arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {"words.weight": _floats(arrays, "words.weight")}
    for node in graph.node:
        if found := _PRODUCT.fullmatch(node.name):
            product = _floats(arrays, node.input[1].removesuffix("_quantized"))
            weights[f"{found[1].replace('/', '.')}.weight"] = product.T
    encoder = Encoder(len(weights["words.weight"]))
    plain = {name: arrays[name].astype(np.float32) for name in encoder.state_dict() if name in arrays}
    state = {name: torch.from_numpy(np.ascontiguousarray(one)) for name, one in (plain | weights).items()}
    encoder.load_state_dict(state)
    return encoder


def _floats(arrays: Arrays, name: str) -> npt.NDArray[np.float32]:
    rounded, scale, zero = (
        arrays[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "scale", "zero_point")
    )
    return np.asarray((rounded - zero) * scale, np.float32)
