"""A situation or a contact written out in, what was written and said about it out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from rapidfuzz.fuzz import token_set_ratio

from contactguard.contacts.model import Author, Channel, Customer, Direction, Message
from contactguard.demo.mails import Correspondents, Mails
from contactguard.demo.material import Agent, Material, NoteSituation, TalkSituation, Whole
from contactguard.demo.slots import Deck, Slots
from contactguard.demo.talks import Talks
from contactguard.demo.voices import note

Turn = tuple[Author, str]

_ALIKE = 80  # token_set_ratio; two of one situation nearer than this are told anew
_TRIES = 8
_BUSINESS = 0.13
_ASIDE = 0.6
# Who answers the technical line, and from when the newest agent is there.
_TECHNICAL = {"outage", "digging", "trees", "solar", "cold", "connection"}
_NEWEST, _NEWEST_FROM = "a14", (2026, 8)


@dataclass(frozen=True)
class Composed:
    """`address` is the customer's, or for what the company sends of itself the company's mailbox."""

    messages: Sequence[Message]
    subject: str
    agent: Agent
    address: str
    direction: Direction = Direction.INBOUND
    customer: Customer = Customer.PRIVATE


@dataclass(frozen=True)
class _Scene:
    """What is settled before anybody speaks."""

    channel: Channel
    agent: Agent
    slots: Slots
    moment: datetime
    subject: str


class Composer:
    """Writes the contacts of one company, remembering what it has told."""

    def __init__(self, rng: Random, parts: Material) -> None:
        self._rng = rng
        self._world = parts.world
        self._mails = Mails(rng, parts.world)
        self._talks = Talks(rng, parts.world)
        self._decks: dict[tuple[str, ...], Deck] = {}
        self._told: dict[str, list[str]] = defaultdict(list)

    def compose(self, told: Whole | NoteSituation | TalkSituation, channel: Channel, moment: datetime) -> Composed:
        agent = self._agent(told, moment)
        if isinstance(told, Whole):
            return self._whole(told, agent, moment)
        tried: list[tuple[float, Composed]] = []
        for _ in range(_TRIES):
            composed = self._situation(told, channel, agent, moment)
            tried.append((self._nearest(told.id, _text(composed)), composed))
            if tried[-1][0] < _ALIKE:
                break
        best = min(tried, key=lambda one: one[0])[1]
        self._told[told.id].append(_text(best))
        return best

    def _nearest(self, situation: str, text: str) -> float:
        """How alike the text is to the nearest told of that situation, of 100."""
        return max((token_set_ratio(text, other) for other in self._told[situation]), default=0.0)

    def _agent(self, told: Whole | NoteSituation | TalkSituation, moment: datetime) -> Agent:
        agents = {agent.id: agent for agent in self._world.agents}
        if isinstance(told, Whole) and told.when == "august":
            return agents[_NEWEST]
        if (moment.year, moment.month) < _NEWEST_FROM:
            agents.pop(_NEWEST)
        *_, technical = self._world.teams
        home = technical if told.tag in _TECHNICAL else None
        weights = [4.0 if agent.team == home else 0.3 if agent.team == technical else 1.0 for agent in agents.values()]
        return self._rng.choices(list(agents.values()), weights)[0]

    def _situation(
        self, told: NoteSituation | TalkSituation, channel: Channel, agent: Agent, moment: datetime
    ) -> Composed:
        slots = self._slots(moment, agent)
        scene = _Scene(channel, agent, slots, moment, slots.fill(self._rng.choice(told.subject)))
        if isinstance(told, NoteSituation):
            return self._noted(told, scene)
        return self._exchange(self._turns(told, slots, channel), scene)

    def _noted(self, told: NoteSituation, scene: _Scene) -> Composed:
        parts = (("open", told.open), ("detail", told.detail), ("end", told.end))
        pieces = [scene.slots.fill(self._draw(told.id, name, variants)) for name, variants in parts]
        text = note(self._rng, self._world, scene.agent, pieces, f"{scene.moment:%H.%M}:")
        business = told.business or self._rng.random() < _BUSINESS
        return Composed(
            [Message(author=Author.AGENT, sent_at=scene.moment, text=text)],
            scene.subject,
            scene.agent,
            "",
            customer=Customer.BUSINESS if business else Customer.PRIVATE,
        )

    def _turns(self, told: TalkSituation, slots: Slots, channel: Channel) -> list[Turn]:
        asked = self._index(told.id, "ask", len(told.ask))
        answered = self._index(told.id, "reply", len(told.reply)) if told.any_reply else asked % len(told.reply)
        ask = f"{told.ask[asked]} {self._aside('context', channel)}"
        reply = f"{told.reply[answered]} {self._aside('assurance', channel)}"
        pairs = {Channel.TRANSCRIPT: (1, 2, 2), Channel.CHAT: (1, 1, 2), Channel.EMAIL: (0, 0, 0, 1)}.get(channel, (0,))
        texts = [slots.fill(ask), slots.fill(reply)]
        drawn = {self._draw(told.id, "more", told.more) for _ in range(self._rng.choice(pairs))}
        for pair in sorted(drawn):
            texts += [slots.fill(part) for part in pair.split(" | ")]
        return [(Author.AGENT if n % 2 else Author.CUSTOMER, text) for n, text in enumerate(texts)]

    def _exchange(self, turns: Sequence[Turn], scene: _Scene) -> Composed:
        name = scene.slots.fill("{name}")
        address = self._mails.address(name)
        subject = scene.subject
        match scene.channel:
            case Channel.EMAIL:
                people = self._correspondents(name, address, scene.agent)
                messages = self._mails.thread(turns, people, scene.slots, scene.moment, subject)
            case Channel.TRANSCRIPT:
                messages, subject = self._talks.call(turns, scene.slots, scene.moment), ""
            case Channel.CHAT:
                messages = self._talks.chat(turns, scene.slots, scene.moment)
            case _:
                messages = self._letters(turns, name, scene)
        return Composed(messages, subject, scene.agent, address)

    def _correspondents(self, name: str, address: str, agent: Agent) -> Correspondents:
        return Correspondents(name, address, agent, self._world.mail.mailbox, self._world.company)

    def _letters(self, turns: Sequence[Turn], name: str, scene: _Scene) -> list[Message]:
        """The company's answer, and half the time the letter it answers."""
        words, slots, moment = self._world.letter, scene.slots, scene.moment
        (_, ask), (_, reply) = turns[:2]
        letters: list[Message] = []
        if self._rng.random() < 0.5:
            text = f"{slots.fill(self._rng.choice(words.hello))}\n\n{ask}\n\n{name}\n{slots.fill('{street}')}"
            letters.append(Message(author=Author.CUSTOMER, sent_at=moment, text=text))
            moment = self._mails.later(moment)
        thanks, bye = (slots.fill(self._rng.choice(variants)) for variants in (words.thanks, words.bye))
        ending = f"{bye}\n{scene.agent.name}\n{self._world.company}"
        answer = "\n\n".join((words.dear.format(name=name), thanks, reply, ending))
        return [*letters, Message(author=Author.AGENT, sent_at=moment, text=answer)]

    def _whole(self, told: Whole, agent: Agent, moment: datetime) -> Composed:
        slots = self._slots(moment, agent)
        subject = slots.fill(told.subject)
        turns = [(author, slots.fill_lines(text)) for author, text in _turns(told.text)]
        name = slots.fill("{name}")
        incoming = told.direction is Direction.INBOUND
        address = self._mails.address(name) if incoming else self._world.mail.mailbox
        if told.channel is Channel.EMAIL and incoming:
            people = self._correspondents(name, address, agent)
            messages = self._mails.thread(turns, people, slots, moment, subject)
        elif told.channel in (Channel.TRANSCRIPT, Channel.CHAT):
            messages = self._talks.whole(turns, moment, recorded=told.channel is Channel.TRANSCRIPT)
        else:
            messages = [Message(author=author, sent_at=moment, text=text) for author, text in turns]
        subject = "" if told.channel is Channel.TRANSCRIPT else subject
        return Composed(messages, subject, agent, address, told.direction, told.customer)

    def _slots(self, moment: datetime, agent: Agent) -> Slots:
        return Slots(self._rng, self._world, moment.date(), {"agent": agent.name})

    def _aside(self, pool: str, channel: Channel) -> str:
        """A sentence that fits anything that is written at leisure; in talk people are brief."""
        written = channel in (Channel.EMAIL, Channel.LETTER)
        return f"{{{pool}}}" if written and self._rng.random() < _ASIDE else ""

    def _draw(self, situation: str, part: str, variants: Sequence[str]) -> str:
        return variants[self._index(situation, part, len(variants))]

    def _index(self, situation: str, part: str, size: int) -> int:
        return self._decks.setdefault((situation, part), Deck(self._rng, size)).draw()


def _text(composed: Composed) -> str:
    return "\n".join(message.text for message in composed.messages)


def _turns(text: str) -> list[Turn]:
    """The turns of a contact written out; what begins with neither "K: " nor "A: " goes on with the turn before."""
    turns: list[Turn] = []
    for line in text.strip().splitlines():
        if line.startswith("K: "):
            turns.append((Author.CUSTOMER, line[3:]))
        elif line.startswith("A: "):
            turns.append((Author.AGENT, line[3:]))
        elif turns:
            turns[-1] = (turns[-1][0], f"{turns[-1][1]}\n{line}")
        else:
            turns.append((Author.AGENT, line))
    return turns
