"""Statistics that stand up before a regulator: each tells its source, none gives a point where only a range is so."""

from contactguard.reporting.statistics.control import Usual, usual_range
from contactguard.reporting.statistics.intervals import Rate, Share, rate, share

__all__ = ["Rate", "Share", "Usual", "rate", "share", "usual_range"]
