"""A shipped encoder back in torch, to go on from, with its weights as they were rounded."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training import weights
from training.encoder import Encoder

Arrays = Mapping[str, npt.NDArray[np.generic]]

_ROUNDED = "_quantized"
_PRODUCTS = ("qkv", "out", "up", "down")  # of a layer, in the order in which they are worked out


def resumed(path: Path) -> Encoder:
    """The encoder of an int8 ONNX file as `export` writes it."""
    arrays = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    state = {
        name: torch.tensor(arrays[name]) for name in arrays if not name.endswith(("_scale", "_zero_point", _ROUNDED))
    }
    state |= {name: _plain(arrays, traced) for name, traced in _traced(arrays).items()}
    encoder = Encoder(len(state["words.weight"]))
    encoder.load_state_dict(state)
    return encoder


def _traced(arrays: Arrays) -> dict[str, str]:
    """How the exporter calls each rounded weight: it numbers those of products, in their order."""
    rounded = [name.removesuffix(_ROUNDED) for name in arrays if name.endswith(_ROUNDED)]
    (contact,) = (name for name in rounded if name.startswith("contact_head"))
    products = [f"layers.{index}.{one}.weight" for index in range(weights.LAYERS) for one in _PRODUCTS]
    numbered = [name for name in rounded if name not in {contact, "words.weight"}]
    names = dict(zip([*products, "sentence_head.weight"], numbered, strict=True))
    return names | {"contact_head.weight": contact, "words.weight": "words.weight"}


def _plain(arrays: Arrays, name: str) -> Tensor:
    """The weight in floats, products as torch keeps them, [out, in]."""
    rounded = torch.tensor(arrays[name + _ROUNDED]).float()
    plain = (rounded - torch.tensor(arrays[f"{name}_zero_point"])) * torch.tensor(arrays[f"{name}_scale"])
    return plain if name == "words.weight" else plain.T.contiguous()


def halfway(encoder: Encoder, before: Mapping[str, Tensor]) -> None:
    """Brings the encoder halfway back to its weights before it was tuned.

    It keeps what was learnt and forgets less: Wortsman et al., Robust fine-tuning of zero-shot models (2022).
    """
    encoder.load_state_dict({name: (weight + before[name]) / 2 for name, weight in encoder.state_dict().items()})
