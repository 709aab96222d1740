"""What is asked and answered in, the mails of a thread out: greeted, signed, and quoted as mail programs quote."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from contactguard.contacts.model import Author, Message
from contactguard.demo.material import Agent, World
from contactguard.demo.slots import Slots

Turn = tuple[Author, str]


@dataclass(frozen=True)
class Correspondents:
    """Who writes to whom; `mailbox` is the grid company's."""

    customer: str
    address: str
    agent: Agent
    mailbox: str
    company: str


class Mails:
    """Writes the mails of one company."""

    def __init__(self, rng: Random, world: World) -> None:
        self._rng = rng
        self._world = world
        self._words = world.mail

    def thread(
        self, turns: Sequence[Turn], people: Correspondents, slots: Slots, start: datetime, subject: str
    ) -> list[Message]:
        """A mail a turn; an answer may quote what went before. An agent's "P: …" stands below the signature."""
        quoting = self._rng.choice((None, "outlook", "outlook", "gmail", "gmail", "separator"))
        mails: list[Message] = []
        at = start
        for number, (author, text) in enumerate(turns):
            write = self._by_agent if author is Author.AGENT else self._by_customer
            body = write(text, people, slots, number)
            if mails and quoting and (author is Author.AGENT or self._rng.random() < 0.6):
                body += "\n\n" + self._quoted(quoting, mails[-1], people, subject)
            mails.append(Message(author=author, sent_at=at, text=body))
            at = self.later(at)
        return mails

    def address(self, name: str) -> str:
        """A customer's address at a host that cannot exist."""
        plain = re.sub(r"[æä]", "ae", name.lower()).replace("ø", "oe").replace("å", "aa").replace("ö", "o")
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
        first, *_, last = [part for part in re.split(r"\W+", plain) if part]
        number = str(self._rng.randint(2, 89))
        local = self._rng.choice((f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{first}{number}"))
        return f"{local}@{self._rng.choice(self._words.hosts)}"

    def _by_customer(self, text: str, people: Correspondents, slots: Slots, number: int) -> str:
        first = people.customer.split()[0]
        name = self._rng.choice((people.customer, people.customer, first))
        bye = slots.fill(self._rng.choice(self._words.bye)) if number == 0 or self._rng.random() < 0.5 else ""
        parts = [slots.fill(self._rng.choice(self._words.hello)) if number == 0 else "", text]
        parts.append("\n".join(filter(None, (bye, name if number == 0 else first))))
        if number == 0 and self._rng.random() < 0.25:
            parts[-1] += "\n" + slots.fill("{street}")
        if self._rng.random() < 0.18:
            parts.append(self._rng.choice(self._words.device))
        return "\n\n".join(filter(None, parts))

    def _by_agent(self, text: str, people: Correspondents, slots: Slots, number: int) -> str:
        words = self._words
        own, _, below = text.partition("\nP: ")
        hello = self._rng.choice(words.agent_hello).format(first=people.customer.split()[0], name=people.customer)
        close = slots.fill(self._rng.choice(words.agent_close)) if self._rng.random() < 0.45 and number < 2 else ""
        bye = f"{self._rng.choice(words.agent_bye)}\n{people.agent.name}"
        signature = words.signature.format(team=self._world.teams[people.agent.team], mailbox=people.mailbox).strip()
        parts = [
            hello,
            own.strip(),
            close,
            bye + (f"\n{signature}" if self._rng.random() < 0.75 else ""),
            below.strip(),
        ]
        if self._rng.random() < 0.12:
            parts.append(words.disclaimer)
        return "\n\n".join(filter(None, parts))

    def _quoted(self, style: str, mail: Message, people: Correspondents, subject: str) -> str:
        words = self._words
        by_agent = mail.author is Author.AGENT
        customer, office = (people.customer, people.address), (people.company, people.mailbox)
        sender, receiver = (office, customer) if by_agent else (customer, office)
        values = {
            "weekday": self._world.weekdays[mail.sent_at.weekday()],
            "day": mail.sent_at.day,
            "month": self._world.months[mail.sent_at.month - 1],
            "year": mail.sent_at.year,
            "clock": f"{mail.sent_at:%H:%M}",
            "name": sender[0],
            "address": sender[1],
            "to": f"{receiver[0]} <{receiver[1]}>",
            "subject": subject,
        }
        if style == "gmail":
            quoted = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
            return f"{words.gmail.strip().format(**values)}\n\n{quoted}"
        header = words.outlook.strip().format(**values)
        return (f"{words.separator}\n{header}" if style == "separator" else header) + f"\n\n{mail.text}"

    def later(self, at: datetime) -> datetime:
        """The answer comes the same day, or the next morning when the day is over."""
        then = at + timedelta(minutes=self._rng.randint(12, 260))
        if then.hour < 16 and then.day == at.day:
            return then
        days = 3 if at.weekday() == 4 else 2 if at.weekday() == 5 else 1
        return (at + timedelta(days=days)).replace(hour=self._rng.randint(8, 11), minute=self._rng.randrange(60))
