"""The hand-written material of a language as it lies in its files: variants, one a line, with slots to fill."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from contactguard.contacts.model import Channel, Customer, Direction
from contactguard.policies.finding import Policy

FOLDER = Path(__file__).parent / "material"


def _lines(value: object) -> object:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _by_slash(value: object) -> object:
    return [part.strip() for part in value.split(" / ")] if isinstance(value, str) else value


Variants = Annotated[tuple[str, ...], BeforeValidator(_lines)]
Subjects = Annotated[tuple[str, ...], BeforeValidator(_by_slash)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Situation(_Part):
    id: str
    tag: str = "other"
    line: str = "general"
    weight: float = 1.0
    subject: Subjects


class NoteSituation(_Situation):
    """What an agent notes of a call: how it began, what was found, what was done."""

    business: bool = False
    open: Variants = Field(min_length=4)
    detail: Variants = Field(min_length=4)
    end: Variants = Field(min_length=4)


class TalkSituation(_Situation):
    """What customer and agent say; `more` are further questions and answers, parted by " | ".

    The first reply answers the first that is asked and so on, unless `any_reply` answers whatever is asked.
    """

    any_reply: bool = False
    ask: Variants = Field(min_length=4)
    reply: Variants = Field(min_length=4)
    more: Variants = Field(min_length=4)


class Whole(_Part):
    """A contact written out: a note or letter as it stands, or turns begun with "K: " and "A: ".

    `policies` are those that the writer meant it to break; `when` binds it to one of the year's bad weeks.
    """

    policies: tuple[Policy, ...] = ()
    channel: Channel
    line: str = "general"
    direction: Direction = Direction.INBOUND
    customer: Customer = Customer.PRIVATE
    tag: str = "other"
    subject: str
    when: Literal["march", "august"] | None = None
    text: str


class Agent(_Part):
    id: str
    name: str
    team: str
    voice: Literal["full", "terse", "lines", "sloppy", "initials", "stamp"]


class MailWords(_Part):
    """How mails of the language begin, end and quote; `quotes` are the headers of mail programs."""

    mailbox: str
    hello: Variants
    bye: Variants
    device: Variants
    agent_hello: Variants
    agent_close: Variants
    agent_bye: Variants
    signature: str
    disclaimer: str
    outlook: str
    gmail: str
    separator: str
    hosts: Variants
    reply_prefix: str


class CallWords(_Part):
    """What is said in any call or chat; pairs are parted by " | "."""

    greeting: Variants
    opening: Variants
    checks: Variants
    closing: Variants
    fillers: Variants
    chat_greeting: Variants
    chat_closing: Variants
    noise: Variants


class LetterWords(_Part):
    """How letters begin and end; `dear` is the company's own beginning."""

    dear: str
    hello: Variants
    thanks: Variants
    bye: Variants


class World(_Part):
    """What is the same for all contacts of a company: its people, its places, its ways of writing."""

    company: str
    zone: str
    contacts: int
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    dates: Variants
    free_days: frozenset[str]
    agents: tuple[Agent, ...]
    teams: dict[str, str]
    pools: dict[str, Variants]
    short: dict[str, str]
    long: dict[str, str]
    mail: MailWords
    call: CallWords
    letter: LetterWords


class Material(_Part):
    language: str
    world: World
    notes: tuple[NoteSituation, ...]
    talks: tuple[TalkSituation, ...]
    enquiry_notes: tuple[NoteSituation, ...]
    enquiry_talks: tuple[TalkSituation, ...]
    breaches: tuple[Whole, ...]
    innocent: tuple[Whole, ...]
    outbound: tuple[Whole, ...]


@cache
def material(language: str) -> Material:
    """All of a language. Raises pydantic.ValidationError for material that is not in its form."""
    parts = {path.stem: _read(path) for path in sorted((FOLDER / language).glob("*.yaml"))}
    return TypeAdapter(Material).validate_python({"language": language, **parts})


def _read(path: Path) -> object:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)
