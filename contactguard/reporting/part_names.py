"""Figures in, the names of their parts out, as a reader of some language knows them."""

from collections.abc import Mapping
from typing import NamedTuple

from contactguard.reporting import labels
from contactguard.reporting.figures import Figures
from contactguard.reporting.words import Words
from contactguard.store.counts.gathering import UNKNOWN


class PartNames(NamedTuple):
    """By key; a line, language or topic that is known no longer may be missing."""

    policies: Mapping[str, str]
    lines: Mapping[str, str]
    channels: Mapping[str, str]
    languages: Mapping[str, str]
    topics: Mapping[str, str]


def part_names(figures: Figures, topics: Mapping[str, str], words: Words) -> PartNames:
    """`topics` are the names of the knowledge base's topics."""
    t = words.text
    return PartNames(
        policies={policy.value: t(label) for policy, label in labels.POLICY.items()},
        lines={one.key: one.label for one in figures.lines},
        channels={channel.value: t(label) for channel, label in labels.CHANNEL.items()},
        languages=words.languages() | {UNKNOWN: t("not known")},
        topics={**topics, UNKNOWN: t("no sure topic")},
    )
