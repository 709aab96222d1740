"""A month's figures in, the charts of its detail out, each with its sentence and the numbers it leaves out."""

from collections.abc import Iterator

from contactguard.reporting import labels
from contactguard.reporting.documents.document import Block, Column, Heading, Paragraph, Table, Tone
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.overview import drawn
from contactguard.reporting.pieces import Cell
from contactguard.reporting.sentences import interval, per_1000
from contactguard.reporting.statistics.control import Kind
from contactguard.reporting.words import Words

_CONTROL = {
    Kind.MONTHS: "Contacts with breaches per 1,000, by month.",
    Kind.QUARTERS: "Contacts with breaches per 1,000, by quarter: a month has too few.",
    Kind.BETWEEN: "Days since the breach before: there are too few for months or quarters.",
}


def way(figures: MonthFigures, words: Words) -> Iterator[Block]:
    """From received to breach."""
    flow = figures.flow
    told = words.text(
        "Of {scanned} scanned contacts {flagged} have findings; in {reviewed} of these a person judged one, and"
        " {breached} hold a breach.",
        scanned=flow.scanned,
        flagged=flow.flagged,
        reviewed=flow.reviewed,
        breached=flow.breached,
    )
    yield Heading(words.text("The path of the contacts"))
    yield from drawn(figures, "flow", told, words)


def courses(figures: MonthFigures, words: Words) -> Iterator[Block]:
    """Each duty over the months, and breaches over time."""
    if any(point.flagged.contacts for one in figures.series for point in one.points):
        told = words.text("Duties with findings, per 1,000 contacts over the same months and on one scale.")
        yield from drawn(figures, "multiples", told, words)
    yield Heading(words.text("Breaches over time"))
    yield from drawn(figures, "control", _signals(figures, words), words)
    if figures.control.points:
        yield Paragraph(words.text(_CONTROL[figures.control.kind]), Tone.QUIET)


def _signals(figures: MonthFigures, words: Words) -> str:
    if not figures.control.points:
        return words.text("There are too few breaches to draw their course.")
    signals = sum(point.signal for point in figures.control.points)
    if not signals:
        return words.text("No point lies beyond what chance explains.")
    one, many = "{count} point lies beyond what chance explains.", "{count} points lie beyond what chance explains."
    return words.plural(one, many, signals)


def cells(figures: MonthFigures, words: Words) -> Iterator[Block]:
    """Duties by line: the heat map and its numbers."""
    if not figures.cells:
        return
    lines = {line.key: line.label for line in figures.lines}
    top = max(figures.cells, key=lambda one: one.flagged.per_1000 or 0)
    told = words.text(
        "Most per 1,000 contacts: {policy} on the line {line}, {rate}.",
        policy=words.text(labels.POLICY[top.policy]),
        line=lines.get(top.line, top.line),
        rate=per_1000(words, top.flagged),
    )
    yield Heading(words.text("Duties by line"))
    yield from drawn(figures, "heat", told, words)
    heads = ("Findings", "Breaches", "Per 1,000", "95% interval")
    columns = (Column(words.text("Line")), Column(words.text("Duty")))
    numbers = (Column(words.text(head), numeric=True) for head in heads)
    rows = tuple(_cell(one, lines, words) for one in figures.cells)
    yield Table(words.text("Duties by line"), (*columns, *numbers), rows)


def _cell(one: Cell, lines: dict[str, str], words: Words) -> tuple[str, ...]:
    return (
        lines.get(one.line, one.line),
        words.text(labels.POLICY[one.policy]),
        words.number(one.findings),
        words.number(one.breaches),
        per_1000(words, one.flagged),
        interval(words, one.flagged),
    )
