"""A company's name and a seed in, its year of contacts out, in the order in which they came."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from contactguard.contacts.model import Channel, Contact
from contactguard.demo.composing import Composed, Composer
from contactguard.demo.material import Material, NoteSituation, TalkSituation, Whole, material
from contactguard.demo.seasons import Calendar
from contactguard.policies.finding import Policy

SEED = 2026
PROFILES = {"struer": "da", "kalmar": "sv"}

_SHARES = {
    Channel.CALL_NOTE: 0.55,
    Channel.EMAIL: 0.25,
    Channel.TRANSCRIPT: 0.12,
    Channel.CHAT: 0.05,
    Channel.LETTER: 0.03,
}
_ENQUIRIES = 0.11

Told = Whole | NoteSituation | TalkSituation


@dataclass(frozen=True)
class Case:
    """A contact, and what its writer meant it to break."""

    contact: Contact
    policies: tuple[Policy, ...] = ()


@dataclass(frozen=True)
class _Planned:
    moment: datetime
    channel: Channel
    told: Told


def year(profile: str = "struer", seed: int = SEED) -> Iterator[Contact]:
    """The contacts of a profile of PROFILES from November 2025 to October 2026; the same for the same seed."""
    return (case.contact for case in cases(profile, seed))


def cases(profile: str = "struer", seed: int = SEED) -> Iterator[Case]:
    """The same contacts with what was meant."""
    rng = Random(f"{profile}-{seed}")
    parts = material(PROFILES[profile])
    plan = sorted(_plan(rng, parts), key=lambda planned: planned.moment.astimezone(UTC))
    composer = Composer(rng, parts)
    numbers: Counter[Channel] = Counter()
    for planned in plan:
        numbers[planned.channel] += 1
        composed = composer.compose(planned.told, planned.channel, planned.moment)
        contact = _contact(planned, composed, profile, parts, numbers[planned.channel])
        yield Case(contact, planned.told.policies if isinstance(planned.told, Whole) else ())


def _plan(rng: Random, parts: Material) -> Iterator[_Planned]:
    """What comes when and how, before a word of it is written."""
    calendar = Calendar(rng, parts.world.zone, parts.world.free_days)
    wholes = (*parts.breaches, *parts.innocent, *parts.outbound)
    channels = _channels(rng, parts.world.contacts, Counter(whole.channel for whole in wholes))
    for whole in wholes:
        subject = "breach" if whole.policies else whole.tag
        yield _Planned(calendar.moment(subject, whole.when), whole.channel, whole)
    enquiries = round(parts.world.contacts * _ENQUIRIES)
    for kind, many in ((True, channels[:enquiries]), (False, channels[enquiries:])):
        notes, talks = (parts.enquiry_notes, parts.enquiry_talks) if kind else (parts.notes, parts.talks)
        for channel, told in _told(rng, many, notes, talks):
            yield _Planned(calendar.moment(told.tag), channel, told)


def _channels(rng: Random, contacts: int, taken: Counter[Channel]) -> list[Channel]:
    """The channel of each contact that is yet to be composed, mixed."""
    left = [
        channel for channel, share in _SHARES.items() for _ in range(max(0, round(share * contacts) - taken[channel]))
    ]
    rng.shuffle(left)
    return left


def _told(
    rng: Random, channels: Sequence[Channel], notes: Sequence[NoteSituation], talks: Sequence[TalkSituation]
) -> Iterator[tuple[Channel, NoteSituation | TalkSituation]]:
    """Situations in turn by their weight, so that none comes in heaps."""
    decks: dict[bool, list[NoteSituation | TalkSituation]] = defaultdict(list)
    for channel in channels:
        noted = channel is Channel.CALL_NOTE
        deck = decks[noted]
        if not deck:
            deck.extend(told for told in (notes if noted else talks) for _ in range(round(told.weight * 2)))
            rng.shuffle(deck)
        yield channel, deck.pop()


def _contact(planned: _Planned, composed: Composed, profile: str, parts: Material, number: int) -> Contact:
    return Contact(
        id=_id(planned, composed, number),
        profile=profile,
        language=parts.language,
        channel=planned.channel,
        line=_line(planned),
        direction=composed.direction,
        customer=composed.customer,
        subject=composed.subject,
        agent=composed.agent.id,
        team=parts.world.teams[composed.agent.team],
        messages=tuple(composed.messages),
    )


def _line(planned: _Planned) -> str:
    """Mails lie in one mailbox, whatever they are about."""
    line = planned.told.line
    return line if planned.channel is not Channel.EMAIL or line == "affiliate" else "general"


def _id(planned: _Planned, composed: Composed, number: int) -> str:
    """As the system that holds such contacts would call it."""
    utc = planned.moment.astimezone(UTC)
    match planned.channel:
        case Channel.CALL_NOTE:
            return f"S{104000 + number * 3}"
        case Channel.EMAIL:
            host = composed.address.rpartition("@")[2]
            return f"<{utc:%Y%m%d%H%M}.{number * 7919 % 0xFFFF:04x}@{host}>"
        case Channel.TRANSCRIPT:
            return f"{_line(planned)}/{utc:%Y-%m-%dT%H%M%SZ}-{5000 + number}"
        case _:
            return f"{planned.channel}-{utc:%Y%m%d}-{number:03d}"
