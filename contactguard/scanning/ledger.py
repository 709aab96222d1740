"""The account of a scan: what became of each contact received, and whether a source fell silent.

received = scanned + unchanged + exempt + failed, for each source. `scanned` were read by the rules in this scan,
`unchanged` were so before, with the same words and the same rules. `exempt` are contacts on a line the company has
switched off in its settings, because it is not the grid company's (a building society's switchboard, another group
company's mailbox): of them only the skeleton is kept. Contacts on the affiliate's own line are not exempt: they are
scanned for the policies that stay on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

USUAL_SCANS = 14  # nights of the same kind to compare with, so that what was usual long ago is not usual now

COUNTS = ("received", "scanned", "unchanged", "exempt", "failed", "findings")


@dataclass
class LedgerLine:
    """What became of the contacts of one source. `findings` are those of the contacts scanned."""

    source: str
    received: int = 0
    scanned: int = 0
    unchanged: int = 0
    exempt: int = 0
    failed: int = 0
    findings: int = 0
    error: str | None = None
    alarm: bool = False

    @property
    def balanced(self) -> bool:
        return self.received == self.scanned + self.unchanged + self.exempt + self.failed


@dataclass(frozen=True)
class Ledger:
    """The lines of one scan."""

    scan: int
    rule_set: str
    lines: tuple[LedgerLine, ...] = field(default=())

    @property
    def total(self) -> LedgerLine:
        total = LedgerLine("")
        for line in self.lines:
            for name in COUNTS:
                setattr(total, name, getattr(total, name) + getattr(line, name))
        return total

    @property
    def alarms(self) -> tuple[LedgerLine, ...]:
        return tuple(line for line in self.lines if line.alarm)


@dataclass(frozen=True)
class Night:
    """A finished scan of a source: when it began and how many contacts there were."""

    began: datetime
    received: int


def fell_silent(received: int, earlier: Sequence[Night]) -> bool:
    """True for nothing from a source that had some in at least half of its last nights, given the last first."""
    last = earlier[:USUAL_SCANS]
    return received == 0 and bool(last) and sum(night.received > 0 for night in last) * 2 >= len(last)
