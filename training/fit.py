"""Fitting: a network and labelled windows in, the network fitted, one thread, seeded."""

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training import batches
from training.batches import Batch, Item
from training.network import Network

POSITIVE = 4.0  # weight of a labelled sentence against a silent one
CONTACT_POSITIVE = 2.0
WARM_UP = 0.1

Items = Callable[[random.Random], list[Item]]


@dataclass(frozen=True)
class Plan:
    """How to fit: `contact` weighs the contact's loss against that of its sentences."""

    epochs: int
    tokens: int = 1000
    rate: float = 2e-4
    contact: float = 0.0
    seed: int = 1


def fit(network: Network, items: Items, plan: Plan) -> None:
    torch.manual_seed(plan.seed)
    draw = random.Random(plan.seed)
    optimiser = torch.optim.AdamW(network.groups(plan.rate), betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    total = sum(1 for _ in batches.batches(items(random.Random(0)), plan.tokens, random.Random(0))) * plan.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share(step, total))
    network.train()
    for batch in _stream(items, plan, draw):
        _step(network, batch, optimiser, plan)
        schedule.step()
    network.eval()


def _stream(items: Items, plan: Plan, draw: random.Random) -> Iterator[Batch]:
    for epoch in range(plan.epochs):
        started = time.monotonic()
        yield from batches.batches(items(draw), plan.tokens, draw)
        print(f"epoch {epoch + 1}/{plan.epochs} {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _step(network: Network, batch: Batch, optimiser: torch.optim.Optimizer, plan: Plan) -> None:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        sentences, contact = network(batch.ids, batch.mask, batch.average, batch.first)
    loss = _loss(sentences.float(), contact.float(), batch, plan)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()


def _loss(sentences: Tensor, contact: Tensor, batch: Batch, plan: Plan) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(
        sentences, batch.labels, pos_weight=torch.tensor(POSITIVE), reduction="none"
    ).sum(-1)
    loss = (each * batch.known).sum() / batch.known.sum()
    if plan.contact:
        weight = torch.tensor(CONTACT_POSITIVE)
        whole = functional.binary_cross_entropy_with_logits(contact, batch.contact, pos_weight=weight, reduction="none")
        loss = loss + plan.contact * whole.sum(-1).mean()
    return loss


def _share(step: int, total: int) -> float:
    warm = max(1, int(total * WARM_UP))
    return (step + 1) / warm if step < warm else max(0.01, (total - step) / (total - warm))
