"""A case in, its tokens out, kind by kind as `ngrams` names them: words, marks, and where a sentence stands.

A relation token counts as one character.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from contactguard.models.inputs import Case, Sentence
from contactguard.models.masking import TOKEN, TOKENS

LONGEST = 40  # characters; of a longer word only the first count
MOST_MARKS = 12  # different ones of a sentence that are paired
_WORD = re.compile(r"\w+|[!?]|[\ue000-\ue010]")
_SIGNS = {token: chr(0xE000 + index) for index, token in enumerate(TOKENS)}  # private use
_SIGNED = re.compile(rf"{TOKEN.pattern}|[\ue000-\ue010]")  # a sign that somebody wrote names nothing

Tokens = Sequence[str]  # of a block, each as often as it is said
Bag = tuple[Tokens, ...]  # of each kind


class Said(NamedTuple):
    """A text's tokens: what stands between blanks, and words."""

    parts: Tokens
    words: Tokens


def said(masked: str) -> Said:
    lower = _SIGNED.sub(lambda found: f" {_SIGNS.get(found[0], '')} ", masked).lower()
    return Said([part[:LONGEST] for part in lower.split()], [word[:LONGEST] for word in _WORD.findall(lower)])


def paired(words: Tokens) -> Tokens:
    """The words, and each with the next."""
    return [*words, *map(" ".join, pairwise(words))]


class Told:
    """The tokens of a case; each sentence is cut once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._said = [said(one.masked) for one in case.sentences]

    def contact(self) -> Bag:
        """Those of the whole contact: the agent's words and the others' apart."""
        (*agent, agent_marks), (*others, others_marks) = self._side(agent=True), self._side(agent=False)
        return *agent, *others, _place(self.case), agent_marks, others_marks

    def _side(self, agent: bool) -> tuple[Tokens, Tokens, Tokens]:
        """Parts, words and marks of what the agent or anybody else said."""
        both = zip(self.case.sentences, self._said, strict=True)
        own = [(one, tokens) for one, tokens in both if one.own and (one.author == "agent") is agent]
        parts = [part for _, tokens in own for part in tokens.parts]
        words = [word for _, tokens in own for word in tokens.words]
        return parts, paired(words), [mark for one, _ in own for mark in one.marks]

    def sentences(self, rows: Iterable[int]) -> list[Bag]:
        """Those of some sentences."""
        words = [*(paired(one.words) for one in self._said), (), ()]  # nothing before the first and behind the last
        marks, stands = _Marks(self.case.sentences), _standing(self.case)
        return [
            (
                self._said[row].parts,
                words[row],
                [*words[row - 1], *words[row - 2]],
                stands(self.case.sentences[row]),
                words[row + 1],
                marks.of(row),
                marks.near(row),
                marks.anywhere,
            )
            for row in rows
        ]


class _Marks:
    """The tokens of what the rules see in a case: shared by languages that word it differently."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self.anywhere = list({mark for one in sentences for mark in one.marks})

    def of(self, row: int) -> Tokens:
        """Marks alone, next to each other, and together with any other."""
        marks = self._sentences[row].marks
        runs = (" ".join(marks[at : at + size]) for size in (1, 2, 3) for at in range(len(marks) - size + 1))
        pairs = (" & ".join(pair) for pair in combinations(sorted(set(marks))[:MOST_MARKS], 2))
        return list({*runs, *pairs}) if marks else ()

    def near(self, row: int) -> Tokens:
        """Those of the two sentences before and of the next one, with who said them."""
        places = ((at, at - row) for at in (row - 2, row - 1, row + 1) if 0 <= at < len(self._sentences))
        return list(
            {f"{far} {self._sentences[at].author} {mark}" for at, far in places for mark in self._sentences[at].marks}
        )


def _place(case: Case) -> tuple[str, ...]:
    return f"channel {case.channel}", f"line {case.line}"


def _standing(case: Case) -> Callable[[Sentence], Tokens]:
    """Tells of each sentence where it stands."""
    spoken = (one.masked for one in case.sentences if one.own and one.author == "agent")
    named = dict.fromkeys(f"named {token}" for text in spoken for token in TOKEN.findall(text))
    return lambda sentence: (*_place(case), *named, f"author {sentence.author} {sentence.own}")
