"""What all networks share: what they read and tell, how fast their parts learn, and their dropout."""

from abc import abstractmethod

import torch
from torch import Tensor, nn

Groups = list[dict[str, object]]


class Network(nn.Module):
    @abstractmethod
    def forward(self, ids: Tensor, mask: Tensor, average: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        """Ids [batch, token] and two matrices [batch, sentence, token] in; sentence and contact logits out."""

    def groups(self, rate: float) -> Groups:
        """The parameters, with the learning rate of each."""
        return [{"params": list(self.parameters()), "lr": rate}]


class Dropout(nn.Module):
    """Dropout from a pool of ready random bits; each call starts somewhere else in the pool.

    Drawing them anew takes a third of a step on a CPU.
    """

    pool: Tensor | None = None
    rate = 0.1

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        pool = self._pool()
        start = int(torch.randint(0, pool.numel() - x.numel(), (1,)))
        return x * pool[start : start + x.numel()].view(x.shape).to(x.dtype)

    @classmethod
    def _pool(cls) -> Tensor:
        if cls.pool is None:
            cls.pool = (torch.rand(12_000_000) >= cls.rate).to(torch.bfloat16) / (1 - cls.rate)
        return cls.pool
