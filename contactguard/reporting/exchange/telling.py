"""A comparison in, the sentences and the table that a person reads out."""

from collections.abc import Iterator
from dataclasses import dataclass

from contactguard.reporting import labels
from contactguard.reporting.exchange.comparing import Comparison, Measure, Row, Side
from contactguard.reporting.exchange.model import SomeOf
from contactguard.reporting.sentences import NOTHING
from contactguard.reporting.statistics.difference import Shift
from contactguard.reporting.words import Words

MEASURE = {
    Measure.FLAGGED: "contacts with findings, per 1,000",
    Measure.BREACHED: "contacts with breaches, per 1,000",
    Measure.DUTY: "comparison site given, % of supplier enquiries",
}
SHIFT = {
    Shift.MORE: "more in the second",
    Shift.LESS: "fewer in the second",
    Shift.NOISE: "no more than noise",
    Shift.UNKNOWN: "too few to say",
}
_ALL_JUDGED = 0.95


@dataclass(frozen=True)
class Told:
    """`marked` are the rows that differ by more than noise."""

    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int]
    notes: tuple[str, ...]


def told(comparison: Comparison, words: Words) -> Told:
    first, second = comparison.first, comparison.second
    tested = [row for row in comparison.rows if row.p is not None]
    marked = frozenset(at for at, row in enumerate(comparison.rows) if row.shift in (Shift.MORE, Shift.LESS))
    t = words.text
    return Told(
        lead=words.plural(
            "{count} of {all} differences is more than noise.",
            "{count} of {all} differences are more than noise.",
            len(marked),
            all=len(tested),
        ),
        columns=(t("What"), _name(first), _name(second), t("Difference"), t("What the test says")),
        rows=tuple(_row(row, words) for row in comparison.rows),
        marked=marked,
        notes=tuple(_notes(comparison, words)),
    )


def _name(side: Side) -> str:
    return f"{side.name}, {side.year}"


def _row(row: Row, words: Words) -> tuple[str, ...]:
    measure = words.text(MEASURE[row.measure])
    return (
        f"{words.text(labels.POLICY[row.policy])}: {measure}" if row.policy else _sentence(measure),
        _rate(row.first, row.measure, words),
        _rate(row.second, row.measure, words),
        _gap(row, words),
        words.text(SHIFT[row.shift]),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rate(one: SomeOf, measure: Measure, words: Words) -> str:
    if one.share is None or one.low is None or one.high is None:
        return NOTHING
    if measure is Measure.DUTY:
        return f"{words.percent(one.share)} ({words.percent(one.low)}–{words.percent(one.high)})"
    value, low, high = (words.number(1000 * end, 1) for end in (one.found / one.of, one.low, one.high))
    return f"{value} ({low}–{high})"


def _gap(row: Row, words: Words) -> str:
    gap = row.difference
    if gap.per_1000 is None or gap.low is None or gap.high is None:
        return NOTHING
    unit = 10 if row.measure is Measure.DUTY else 1
    value, low, high = (_signed(end / unit, words) for end in (gap.per_1000, gap.low, gap.high))
    return f"{value} ({low} … {high})"


def _signed(value: float, words: Words) -> str:
    said = words.number(abs(value), 1)
    if said == words.number(0, 1):
        return said
    return f"{'+' if value > 0 else '−'}{said}"


def _notes(comparison: Comparison, words: Words) -> Iterator[str]:
    t, first, second = words.text, comparison.first, comparison.second
    yield t(
        "The difference is the second less the first, with its 95% interval (Newcombe). Each is tested exactly"
        " (Fisher), and the tests are corrected for their number (Holm)."
    )
    if any(_read(one.judged) < _ALL_JUDGED for one in (first, second)):
        yield t(
            "Of the findings {first} were judged in the first and {second} in the second. Compare breaches only where"
            " both read about as many.",
            first=_share(words, first.judged),
            second=_share(words, second.judged),
        )
    if first.software != second.software:
        yield t(
            "The first was made by {first}, the second by {second}: part of a difference may be the program's.",
            first=first.software,
            second=second.software,
        )
    if first.country != second.country:
        yield t("The two are of different countries, so of different rules and languages.")


def _read(judged: SomeOf) -> float:
    return 1.0 if judged.share is None else judged.share


def _share(words: Words, judged: SomeOf) -> str:
    return NOTHING if judged.share is None else words.percent(judged.share)
