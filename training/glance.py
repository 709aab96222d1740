"""The glance in torch: convolutions over a contact's words, far quicker than an encoder and about as good as n-grams.

Each block sees a word and those some tokens before and behind it, further from block to block.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from contactguard.models.inputs import POLICIES
from training.network import Dropout, Network
from training.weights import Floats

WIDTH, INNER = 128, 256
APART = (1, 2, 4, 8)  # tokens between a word and what a block sees beside it
_NONE = 1e4


class Block(nn.Module):
    def __init__(self, apart: int) -> None:
        super().__init__()
        self.apart = apart
        self.beside = nn.Linear(3 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.drop = Dropout()

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        wide = functional.pad(x, (0, 0, self.apart, self.apart))
        three = torch.cat([wide[:, : -2 * self.apart], x, wide[:, 2 * self.apart :]], -1)
        return self.norm(x + self.drop(self.out(functional.gelu(self.beside(three))))) * told


class Glance(Network):
    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList(map(Block, APART))
        self.drop = Dropout()
        self.sentence_head = _head(5 * WIDTH)
        self.contact_head = _head(2 * WIDTH)

    def forward(self, ids: Tensor, mask: Tensor, average: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        told = mask[..., None]
        x = self.drop(self.norm(self.words(ids))) * told
        for block in self.layers:
            x = block(x, told)
        whole = torch.cat([(x - (1 - told) * _NONE).amax(1), x.sum(1) / told.sum(1)], -1)
        loudest = (x[:, None] - (average <= 0)[..., None] * _NONE).amax(2).clamp(min=-1)
        spoken = torch.cat([average.to(x.dtype) @ x, first.to(x.dtype) @ x, loudest], -1)
        around = whole[:, None].expand(-1, spoken.shape[1], -1)
        return self.sentence_head(torch.cat([spoken, around], -1)), self.contact_head(whole)


def _head(width: int) -> nn.Sequential:
    last = nn.Linear(INNER, len(POLICIES))
    nn.init.constant_(last.bias, -3.0)
    return nn.Sequential(nn.Linear(width, INNER), nn.GELU(), Dropout(), last)


def build(embeddings: Floats) -> Glance:
    """A glance whose words start as the main directions of the pretrained ones."""
    glance, words = Glance(len(embeddings)), torch.from_numpy(embeddings - embeddings.mean(0))
    _, _, directions = torch.linalg.svd(words, full_matrices=False)
    main = words @ directions[:WIDTH].T
    with torch.no_grad():
        glance.words.weight.copy_(main / main.std())
    return glance
