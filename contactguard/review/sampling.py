"""Who can be drawn and a budget of minutes in, a stratified random draw out; the same seed draws the same contacts.

Of the minutes, SHARES go to each group. Within a group every stratum (line and channel) gets its share by size
(largest remainders), but LEAST contacts at the least as long as the group's minutes reach: a small line must not be
passed over for ever. What a group cannot use goes to the silent one, where the misses are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from random import Random

from contactguard.store.review.sample_records import Candidates, Group, Kind, NewStratum, Population

SHARES = {Group.SILENT: 0.7, Group.FLAGGED: 0.2, Group.EXEMPT: 0.1}
LEAST = 2  # contacts of a stratum, where it has as many
DECIDING = 30.0  # seconds to decide, whatever the length, until readings tell
READING = 20.0  # characters a second: some 200 words a minute
ELSEWHERE = 120.0  # seconds for an exempt contact, which must be looked up where it came from


@dataclass(frozen=True)
class Planned:
    """A stratum before the draw: so many of its contacts, each about so many seconds."""

    candidates: Candidates
    drawn: int
    seconds: float

    @property
    def kind(self) -> Kind:
        return self.candidates.kind

    @property
    def population(self) -> int:
        return len(self.candidates.ids)


@dataclass(frozen=True)
class Plan:
    """What a draw would be. `wordless` contacts can not be drawn any more."""

    strata: tuple[Planned, ...]
    wordless: int

    @property
    def drawn(self) -> int:
        return sum(one.drawn for one in self.strata)

    @property
    def minutes(self) -> int:
        return round(sum(one.drawn * one.seconds for one in self.strata) / 60)

    def silent_minutes(self) -> float:
        """What reading an unflagged contact takes on average; 2 where there is none."""
        silent = [one for one in self.strata if one.kind.group is Group.SILENT]
        return _mean(silent) / 60 if silent else 2.0


def plan(population: Population, minutes: int, usual: Mapping[str, float]) -> Plan:
    """`usual` are the seconds that readers of a channel took lately, where enough of them tell."""
    strata = [Planned(one, 0, _seconds(one, usual)) for one in population.candidates]
    groups = {group: [one for one in strata if one.kind.group is group] for group in Group}
    there = {group: SHARES[group] for group in Group if groups[group]}
    planned: list[Planned] = []
    left = 0.0
    for group in sorted(there, key=lambda one: SHARES[one]):
        budget = left + minutes * 60 * there[group] / sum(there.values())
        chosen = _within(groups[group], budget)
        left = budget - sum(one.drawn * one.seconds for one in chosen)
        planned += chosen
    return Plan(tuple(sorted(planned, key=lambda one: _order(one.kind))), population.wordless)


def draw(chosen: Plan, seed: int) -> tuple[list[NewStratum], list[str]]:
    """The contacts of each stratum, and the order in which to read them, which tells nothing of their stratum."""
    strata = [NewStratum(one.kind, one.population, tuple(_of(one, seed))) for one in chosen.strata]
    order = sorted(id_ for one in strata for id_ in one.ids)
    Random(f"{seed}|order").shuffle(order)
    return strata, order


def allocate(sizes: Sequence[int], count: int) -> list[int]:
    """How many of each stratum: by size, LEAST at the least while `count` reaches, never more than there are."""
    least = next((n for n in range(LEAST, 0, -1) if sum(min(n, size) for size in sizes) <= count), 0)
    given = [min(least, size) for size in sizes]
    while (left := count - sum(given)) > 0:
        wanted = _by_size(sizes, given, count)
        if not any(wanted):
            break
        for place in sorted(range(len(sizes)), key=lambda at: (-wanted[at], at)):
            more = min(left, max(1, floor(wanted[place])) if wanted[place] > 0 else 0)
            given[place] += more
            left -= more
    return given


def _by_size(sizes: Sequence[int], given: Sequence[int], count: int) -> list[float]:
    """What each stratum lacks of its share; where none lacks any, what is there still."""
    whole = sum(sizes) or 1
    room = [size - got for size, got in zip(sizes, given, strict=True)]
    lacking = [min(free, count * size / whole - got) for free, size, got in zip(room, sizes, given, strict=True)]
    positive = [max(0.0, one) for one in lacking]
    return positive if any(positive) else [float(min(1, free)) for free in room]


def _within(strata: Sequence[Planned], seconds: float) -> list[Planned]:
    sizes = [one.population for one in strata]
    count = min(sum(sizes), floor(seconds / _mean(strata)))
    return [
        Planned(one.candidates, drawn, one.seconds) for one, drawn in zip(strata, allocate(sizes, count), strict=True)
    ]


def _mean(strata: Sequence[Planned]) -> float:
    return sum(one.population * one.seconds for one in strata) / sum(one.population for one in strata)


def _seconds(one: Candidates, usual: Mapping[str, float]) -> float:
    if one.kind.group is Group.EXEMPT:
        return ELSEWHERE
    return usual.get(one.kind.channel) or DECIDING + one.characters / READING


def _of(one: Planned, seed: int) -> list[str]:
    kind = one.kind
    return sorted(Random(f"{seed}|{kind.group}|{kind.line}|{kind.channel}").sample(one.candidates.ids, one.drawn))


def _order(kind: Kind) -> tuple[int, str, str]:
    return list(Group).index(kind.group), kind.line, kind.channel
