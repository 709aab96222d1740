"""Windows in, padded batches out: of like length, about so many tokens each, in an order drawn anew each epoch."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from contactguard.models import tokenizer
from contactguard.models.inputs import POLICIES
from contactguard.models.layout import Layout, Window
from contactguard.models.tokenizer import SPECIALS
from training.data import Example, Labels

PAD, UNKNOWN = SPECIALS.index(tokenizer.PAD), SPECIALS.index(tokenizer.UNKNOWN)
HEAD = 3  # begin, channel, line
LOWERED = 0.15  # share of contacts read in lower case
DROPPED = 0.04  # share of tokens left out


@dataclass(frozen=True)
class Item:
    """A window, the labels of its targets, and of its contact."""

    window: Window
    labels: Labels
    contact: Labels


@dataclass(frozen=True)
class Batch:
    ids: Tensor
    mask: Tensor
    average: Tensor
    first: Tensor
    labels: Tensor
    known: Tensor
    contact: Tensor


def collate(items: Sequence[Item]) -> Batch:
    length = max(len(item.window.ids) for item in items)
    width = max(len(item.window.targets) for item in items)
    ids = torch.full((len(items), length), PAD)
    mask, known = torch.zeros(len(items), length), torch.zeros(len(items), width)
    average, first = torch.zeros(len(items), width, length), torch.zeros(len(items), width, length)
    labels = torch.zeros(len(items), width, len(POLICIES))
    for row, item in enumerate(items):
        size, targets = len(item.window.ids), item.window.targets
        ids[row, :size] = torch.tensor(item.window.ids)
        mask[row, :size] = 1
        known[row, : len(targets)] = 1
        labels[row, : len(targets)] = torch.from_numpy(item.labels)
        for column, target in enumerate(targets):
            words = slice(min(target.first + 1, target.end - 1), target.end)
            average[row, column, words] = 1 / (words.stop - words.start)
            first[row, column, target.first] = 1
    contact = torch.stack([torch.from_numpy(item.contact) for item in items])
    return Batch(ids, mask, average, first, labels, known, contact)


def batches(items: Sequence[Item], tokens: int, draw: random.Random) -> Iterator[Batch]:
    """Batches of at most `tokens` padded tokens; a little noise in the sorting keeps them from repeating."""
    order = sorted(items, key=lambda item: len(item.window.ids) * draw.uniform(0.93, 1.07))
    groups: list[list[Item]] = [[]]
    longest = 0
    for item in order:
        longest = max(longest, len(item.window.ids))
        if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
            groups.append([])
            longest = len(item.window.ids)
        groups[-1].append(item)
    draw.shuffle(groups)
    yield from map(collate, groups)


def items(examples: Iterable[Example], layout: Layout, draw: random.Random) -> list[Item]:
    """The windows of all examples, augmented."""
    found = []
    for example in examples:
        case = lowered(example, draw)
        contact = example.labels.max(axis=0, initial=0)
        for window in layout.windows(case.case):
            labels = example.labels[[target.sentence for target in window.targets]]
            found.append(Item(thinned(window, draw), labels, contact))
    return found


def lowered(example: Example, draw: random.Random) -> Example:
    """The example, now and then in lower case (but not its relation tokens)."""
    return example.lower() if draw.random() <= LOWERED else example


def thinned(window: Window, draw: random.Random) -> Window:
    """The window with a few tokens made unknown."""
    leads = {target.first for target in window.targets}
    kept = (at in leads or at < HEAD or draw.random() >= DROPPED for at in range(len(window.ids)))
    ids = (piece if keep else UNKNOWN for piece, keep in zip(window.ids, kept, strict=True))
    return Window(tuple(ids), window.targets)
