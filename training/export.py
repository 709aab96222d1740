"""A fitted network out as int8 ONNX: weights of products and embeddings in 8 bits, the rest in floats."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.network import Network

INPUTS = ("ids", "mask", "average", "first")
OPSET = 17


def write(network: Network, path: Path) -> None:
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's notes on tracing
        plain = Path(folder) / "plain.onnx"
        _trace(network.float().eval(), plain)
        kinds = ["MatMul", "Gemm", "Gather"]
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=kinds)


def _trace(network: Network, path: Path) -> None:
    sample = (torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9), torch.ones(2, 3, 9), torch.ones(2, 3, 9))
    axes = {"ids": {0: "contact", 1: "token"}, "mask": {0: "contact", 1: "token"}}
    pools = {name: {0: "contact", 1: "sentence", 2: "token"} for name in ("average", "first")}
    torch.onnx.export(
        network,
        sample,
        str(path),
        input_names=list(INPUTS),
        output_names=["sentences", "contact"],
        dynamic_axes=axes | pools,
        opset_version=OPSET,
        dynamo=False,
    )
