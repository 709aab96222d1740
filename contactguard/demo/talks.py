"""What is asked and answered in, the turns of a call or chat out."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from contactguard.contacts.model import Author, Message
from contactguard.demo.material import World
from contactguard.demo.slots import Slots

Turn = tuple[Author, str]

_UNWRITTEN = re.compile(r"[.,?!:;]+(?=\s|$)|[\"“”»«()]")
_FILLER_EVERY = 22  # words


class Talks:
    """Stages calls and chats of one company."""

    def __init__(self, rng: Random, world: World) -> None:
        self._rng = rng
        self._words = world.call

    def call(self, turns: Sequence[Turn], slots: Slots, start: datetime) -> list[Message]:
        """A call with its beginning and end; `turns` begin with the customer's and take turns."""
        first, *rest = [text for _, text in turns]
        said = [self._one(self._words.greeting, slots), f"{self._one(self._words.opening, slots)} {first}"]
        for check in self._rng.sample(self._words.checks, self._rng.choice((0, 1, 1, 2))):
            said += self._pair(check, slots)
        said += rest
        for closing in self._rng.sample(self._words.closing, self._rng.choice((1, 1, 2))):
            said += self._pair(closing, slots)
        return self.whole([(Author.CUSTOMER if n % 2 else Author.AGENT, text) for n, text in enumerate(said)], start)

    def whole(self, turns: Sequence[Turn], start: datetime, recorded: bool = True) -> list[Message]:
        """Turns as they stand or, if recorded, now and then as a machine heard them."""
        heard = recorded and self._rng.random() < 0.45
        messages: list[Message] = []
        seconds = 0
        for author, text in turns:
            text = self._heard(text) if heard else text
            messages.append(Message(author=author, sent_at=start + timedelta(seconds=seconds), text=text))
            seconds += 2 + len(text.split()) // 2
        return messages

    def chat(self, turns: Sequence[Turn], slots: Slots, start: datetime) -> list[Message]:
        (_, ask), (_, reply), *more = turns
        messages = [self._message(Author.CUSTOMER, self._typed(ask), start)]
        at = start + timedelta(seconds=self._rng.randint(20, 200))
        messages.append(self._message(Author.AGENT, self._one(self._words.chat_greeting, slots), at))
        closing = self._pair(self._rng.choice(self._words.chat_closing), slots)
        rest = [(Author.AGENT, reply), *more, *zip((Author.CUSTOMER, Author.AGENT), closing, strict=True)]
        for author, text in rest:
            at += timedelta(seconds=self._rng.randint(15, 120))
            messages.append(self._message(author, self._typed(text) if author is Author.CUSTOMER else text, at))
        return messages

    def _message(self, author: Author, text: str, at: datetime) -> Message:
        return Message(author=author, sent_at=at, text=text)

    def _one(self, variants: Sequence[str], slots: Slots) -> str:
        return slots.fill(self._rng.choice(variants))

    @staticmethod
    def _pair(pair: str, slots: Slots) -> list[str]:
        return [slots.fill(part) for part in pair.split(" | ")]

    def _heard(self, text: str) -> str:
        words: list[str] = []
        for word in _UNWRITTEN.sub("", text).lower().split():
            if words and self._rng.randrange(_FILLER_EVERY) == 0:
                words.append(self._rng.choice((*self._words.fillers, *self._words.noise)))
            words.append(word)
        return " ".join(words)

    def _typed(self, text: str) -> str:
        return text.lower().rstrip(".") if self._rng.random() < 0.35 else text
