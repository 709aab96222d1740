"""The encoder in torch: post-norm BERT of six layers with a head per sentence and one per contact.

Plain attention: on a CPU torch's own fused one takes twice the time of a step.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from contactguard.models.inputs import POLICIES
from training import weights
from training.network import Dropout, Groups, Network

WIDTH, HEADS, INNER = 384, 12, 1536
EPSILON = 1e-12
BLOCKED = -1e4  # added to the attention to padding
DECAY = 0.9  # learning rate a layer downwards
HEAD_RATE = 1e-3


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, EPSILON)
        self.drop = Dropout()

    def forward(self, x: Tensor, blocked: Tensor) -> Tensor:
        x = self.norm1(x + self.drop(self.out(self._attend(x, blocked))))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))

    def _attend(self, x: Tensor, blocked: Tensor) -> Tensor:
        batch, length = x.shape[:2]
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + blocked
        mixed = self.drop(scores.softmax(-1).to(v.dtype)) @ v
        return mixed.transpose(1, 2).reshape(batch, length, WIDTH)


class Encoder(Network):
    def __init__(self, pieces: int, layers: int = weights.LAYERS) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.drop = Dropout()
        self.sentence_head = nn.Linear(2 * WIDTH, len(POLICIES))
        self.contact_head = nn.Linear(2 * WIDTH, len(POLICIES))

    def forward(self, ids: Tensor, mask: Tensor, average: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        x = self.drop(self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]]))
        blocked = (1.0 - mask)[:, None, None, :] * BLOCKED
        for layer in self.layers:
            x = layer(x, blocked)
        spoken = torch.cat([average.to(x.dtype) @ x, first.to(x.dtype) @ x], -1)
        weight = (mask / mask.sum(1, keepdim=True)).to(x.dtype)
        whole = torch.cat([(weight[:, None, :] @ x)[:, 0], x[:, 0]], -1)
        return self.sentence_head(self.drop(spoken)), self.contact_head(self.drop(whole))

    def groups(self, rate: float) -> Groups:
        """Heads fast, layers slower the deeper they lie."""
        heads = [*self.sentence_head.parameters(), *self.contact_head.parameters()]
        groups: Groups = [{"params": heads, "lr": HEAD_RATE}]
        depth = len(self.layers)
        for index, layer in enumerate(self.layers):
            groups.append({"params": list(layer.parameters()), "lr": rate * DECAY ** (depth - 1 - index)})
        below = [*self.words.parameters(), *self.positions.parameters(), *self.norm.parameters()]
        return [*groups, {"params": below, "lr": rate * DECAY**depth}]


def build(packed: weights.Packed, embeddings: weights.Floats) -> Encoder:
    """The encoder with the pretrained weights in place, heads near zero."""
    encoder, tensors = Encoder(len(embeddings)), packed.tensors
    state = {"words.weight": embeddings, "norm.weight": tensors["emb.ln.w"], "norm.bias": tensors["emb.ln.b"]}
    state["positions.weight"] = tensors["emb.pos"].reshape(-1, WIDTH) + tensors["emb.type"].reshape(-1, WIDTH)[0]
    for index in range(weights.LAYERS):
        state |= {f"layers.{index}.{name}": value for name, value in weights.layer(tensors, index).items()}
    encoder.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()}, strict=False)
    for head in (encoder.sentence_head, encoder.contact_head):
        nn.init.normal_(head.weight, std=0.02)
        nn.init.constant_(head.bias, -3.0)
    return encoder
