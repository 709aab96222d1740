"""A case in, token windows out: the form in which the encoders read a contact."""

from collections.abc import Iterator
from dataclasses import dataclass

from contactguard.models.inputs import Case, Sentence
from contactguard.models.tokenizer import BEGIN, END, Tokenizer

WIDTH = 384  # tokens of a window
SUBJECT_WIDTH = 32
TARGET_WIDTH = 80
OVERLAP = 4  # sentences that two windows of a long contact share
_LINES = frozenset({"affiliate", "billing", "technical"})


@dataclass(frozen=True)
class Target:
    """A sentence inside a window: its author token stands at `first`, its words at `first + 1 .. end`."""

    sentence: int
    first: int
    end: int


@dataclass(frozen=True)
class Window:
    ids: tuple[int, ...]
    targets: tuple[Target, ...]


class Layout:
    """Windows over one tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._ids = tokenizer.ids

    def windows(self, case: Case) -> list[Window]:
        """The contact as one window, or several that overlap."""
        subject = [self._ids["[SUBJECT]"], *self._tokenizer.encode(case.subject)[:SUBJECT_WIDTH]]
        head = [self._ids[BEGIN], *self._place(case), *subject]
        led = [self._led(one) for one in case.sentences]
        stretches = _stretches([len(one) for one in led], len(head))
        return [self._window(head, led, start, stop) for start, stop in stretches]

    def _window(self, head: list[int], led: list[list[int]], start: int, stop: int) -> Window:
        ids, targets = list(head), []
        for index in range(start, stop):
            first = len(ids)
            ids += led[index]
            if led[index]:
                targets.append(Target(index, first, len(ids)))
        return Window((*ids, self._ids[END]), tuple(targets))

    def _place(self, case: Case) -> tuple[int, int]:
        line = case.line if case.line in _LINES else "general"
        return self._ids[f"[{case.channel.upper()}]"], self._ids[f"[LINE_{line.upper()}]"]

    def _led(self, sentence: Sentence) -> list[int]:
        """The author token, then the words; nothing where there are none."""
        if not sentence.masked:
            return []
        author = sentence.author if sentence.own else "quoted"
        return [self._ids[f"[{author.upper()}]"], *self._tokenizer.encode(sentence.masked)[:TARGET_WIDTH]]


def _stretches(sizes: list[int], head: int) -> Iterator[tuple[int, int]]:
    """Runs of sentences that fit a window."""
    start = 0
    while True:
        stop, room = start, WIDTH - head - 1
        while stop < len(sizes) and sizes[stop] <= room:
            room -= sizes[stop]
            stop += 1
        yield start, stop
        if stop >= len(sizes):
            return
        start = max(start + 1, stop - OVERLAP)
