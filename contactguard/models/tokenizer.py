"""Text in, piece ids out: the unigram tokenizer of multilingual-e5 over a vocabulary cut to the Nordic languages.

No piece has a space inside, so each word is cut on its own and remembered.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from contactguard.models.masking import TOKENS

SPACE = "\u2581"
UNKNOWN, PAD, BEGIN, END = "<unk>", "<pad>", "<s>", "</s>"
LAYOUT_TOKENS = (
    "[AGENT]", "[CUSTOMER]", "[SYSTEM]", "[QUOTED]", "[SUBJECT]",
    "[LINE_AFFILIATE]", "[LINE_BILLING]", "[LINE_TECHNICAL]", "[LINE_GENERAL]",
    "[CALL_NOTE]", "[TRANSCRIPT]", "[EMAIL]", "[CHAT]", "[LETTER]",
)  # fmt: skip
SPECIALS = (BEGIN, PAD, END, UNKNOWN, *TOKENS, *LAYOUT_TOKENS)
_SPLIT = re.compile("(" + "|".join(re.escape(token) for token in TOKENS) + ")")
MEMORY, LONGEST = 200_000, 40  # words remembered, and characters of one; about 40 MB at most
_PENALTY = 10.0  # an unknown character costs this much more than the rarest piece


class Tokenizer:
    """`pieces[i]` is the piece with id `i`; the special tokens come first."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self.ids = {piece: index for index, piece in enumerate(pieces)}
        self._scores = list(scores)
        self._reach: dict[str, int] = {}  # the length of the longest piece that begins with a character
        for piece in pieces[len(SPECIALS) :]:
            self._reach[piece[0]] = max(self._reach.get(piece[0], 1), len(piece))
        self._unknown = min(scores) - _PENALTY
        self._memo: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        """Read a vocabulary file: a piece and its score a line."""
        rows = [line.split("\t") for line in path.read_text("utf-8").rstrip("\n").split("\n")]
        return cls([piece for piece, _ in rows], [float(score) for _, score in rows])

    def encode(self, text: str) -> list[int]:
        """Piece ids of a masked text, without begin and end."""
        ids: list[int] = []
        for part in _SPLIT.split(text):
            if part in self.ids and part in TOKENS:
                ids.append(self.ids[part])
            else:
                ids += self._words(part)
        return ids

    def _words(self, text: str) -> list[int]:
        ids: list[int] = []
        for word in unicodedata.normalize("NFKC", text).split():
            known = self._memo.get(word)
            if known is None:
                known = tuple(self._cut(SPACE + word))
                if len(self._memo) >= MEMORY:
                    self._memo.clear()
                if len(word) <= LONGEST:
                    self._memo[word] = known
            ids += known
        return ids

    def _cut(self, word: str) -> list[int]:
        """The best path through `word` (Viterbi)."""
        size, unknown = len(word), self.ids[UNKNOWN]
        best = [0.0] + [float("-inf")] * size
        back = [(0, unknown)] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(size, start + self._reach.get(word[start], 1)) + 1):
                piece = self.ids.get(word[start:end])
                score = best[start] + (self._unknown if piece is None else self._scores[piece])
                if score > best[end] and (piece is not None or end == start + 1):
                    best[end], back[end] = score, (start, unknown if piece is None else piece)
        return _path(back, size)


def _path(back: Sequence[tuple[int, int]], size: int) -> list[int]:
    ids, at = [], size
    while at:
        at, piece = back[at]
        ids.append(piece)
    return ids[::-1]
