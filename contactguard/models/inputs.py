"""What the scanner hands to the models: a contact as masked sentences."""

from dataclasses import dataclass
from typing import Literal

POLICIES = (
    "affiliate-referral",
    "affiliate-emphasis",
    "external-preference",
    "disparagement",
    "named-installer",
    "missing-comparison",
    "sensitive-disclosure",
    "preferential-treatment",
    "affiliate-marketing",
)
MISSING = POLICIES.index("missing-comparison")

Speaker = Literal["agent", "customer", "system"]


@dataclass(frozen=True)
class Sentence:
    """`messages[message].text[start:end]`; `own` is false for quoted history and standing disclaimers.

    `marks` is what the rules see in it, in order: relations of companies, cues and qualifiers, and at the end the
    policies that they raise.
    """

    message: int
    start: int
    end: int
    author: Speaker
    own: bool
    masked: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A contact as the models see it: company names are relation tokens (see `masking`), persons stay."""

    channel: str
    line: str
    subject: str
    sentences: tuple[Sentence, ...]
