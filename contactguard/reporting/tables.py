"""Figures in, their tables out: the numbers that a page shows, for sheets and other programs, without markup."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO

import xlsxwriter

from contactguard.reporting import labels
from contactguard.reporting.figures import Figures
from contactguard.reporting.part_names import PartNames, part_names
from contactguard.reporting.pieces import PartFigure
from contactguard.reporting.statistics.control import Kind
from contactguard.reporting.words import Words

Value = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PART = ("Findings", "Breaches", "Contacts with findings", "Contacts scanned", "Per 1,000", "from", "to")


@dataclass(frozen=True)
class Table:
    """A heading for each column, and rows of plain values; a number is a number. The first `keys` values of a row
    tell it from the others."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    keys: int = 1


def tables(figures: Figures, topics: Mapping[str, str], words: Words) -> tuple[Table, ...]:
    """What the figures page shows, in its order and its language; tables without rows are left out.

    `topics` are the names of the knowledge base's topics.
    """
    t = words.text
    names = part_names(figures, topics, words)
    made = (
        _flow(figures, words),
        _parts(figures.policies, t("Duty"), names.policies, words),
        _parts(figures.lines, t("Line"), names.lines, words),
        _parts(figures.channels, t("Channel"), names.channels, words),
        _parts(figures.languages, t("Language"), names.languages, words),
        _parts(figures.topics, t("Topic"), names.topics, words),
        _parts(figures.companies, t("Company"), {}, words),
        _cells(figures, names, words),
        _months(figures, words),
        _series(figures, words),
        _control(figures, words),
        _rules(figures, words),
        _duties(figures, names, words),
        _disparities(figures, names, words),
    )
    return tuple(table for table in made if table.rows)


def as_csv(made: Iterable[Table]) -> str:
    """One line a number: table, row, column, value; what names a row stands side by side. Nothing in it is taken for a
    formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(("table", "row", "column", "value"))
    for table in made:
        for row in table.rows:
            name = " · ".join(map(str, row[: table.keys]))
            for column, value in zip(table.columns[table.keys :], row[table.keys :], strict=True):
                writer.writerow(map(plain, (table.title, name, column, value)))
    return out.getvalue()


def as_xlsx(made: Iterable[Table]) -> bytes:
    """One sheet a table. Texts are written as texts, whatever they begin with."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for number, table in enumerate(made, 1):
            sheet = book.add_worksheet(_sheet(table.title, number))
            sheet.write_row(0, 0, table.columns, bold)
            for at, row in enumerate(table.rows, 1):
                sheet.write_row(at, 0, row)
            sheet.freeze_panes(1, table.keys)
            sheet.autofit()
    return out.getvalue()


def plain(value: Value) -> Value:
    """A text that a sheet would compute gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _sheet(title: str, number: int) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    return f"{number} {kept}"[:31]


def _flow(figures: Figures, words: Words) -> Table:
    t, flow = words.text, figures.flow
    rows = (
        (t("received"), flow.received),
        (t("exempt"), figures.exempt),
        (t("scanned"), flow.scanned),
        (t("with findings"), flow.flagged),
        (t("reviewed"), flow.reviewed),
        (t("with breaches"), flow.breached),
    )
    return Table(t("The path of the contacts"), (t("Step"), t("Contacts")), rows)


def _parts(parts: Iterable[PartFigure], title: str, names: Mapping[str, str], words: Words) -> Table:
    rows = tuple(
        (
            names.get(one.key, one.label),
            *(one.findings, one.breaches, one.flagged.contacts, one.flagged.of),
            *(one.flagged.per_1000, one.flagged.low, one.flagged.high),
        )
        for one in parts
    )
    return Table(title, (title, *map(words.text, _PART)), rows)


def _months(figures: Figures, words: Words) -> Table:
    rows = tuple(
        (
            *(one.month, one.findings, one.breaches, one.flagged.contacts, one.flagged.of),
            *(one.flagged.per_1000, one.flagged.low, one.flagged.high, one.low, one.high),
        )
        for one in figures.trend
    )
    usual = (words.text("usual at least"), words.text("usual at most"))
    return Table(words.text("Month"), (words.text("Month"), *map(words.text, _PART), *usual), rows)


def _cells(figures: Figures, names: PartNames, words: Words) -> Table:
    t = words.text
    columns = (t("Line"), t("Duty"), t("Findings"), t("Breaches"), t("Contacts with findings"), t("Contacts scanned"))
    rows = tuple(
        (
            *(names.lines.get(one.line, one.line), names.policies[one.policy], one.findings, one.breaches),
            *(one.flagged.contacts, one.flagged.of, one.flagged.per_1000, one.flagged.low, one.flagged.high),
        )
        for one in figures.cells
    )
    return Table(t("Duties by line"), (*columns, t("Per 1,000"), t("from"), t("to")), rows, keys=2)


def _series(figures: Figures, words: Words) -> Table:
    """The small courses of the duties that had findings."""
    t = words.text
    columns = (t("Duty"), t("Month"), t("Contacts with findings"), t("Contacts scanned"))
    rows = tuple(
        (
            *(t(labels.POLICY[one.policy]), point.month, point.flagged.contacts, point.flagged.of),
            *(point.flagged.per_1000, point.flagged.low, point.flagged.high),
        )
        for one in figures.series
        if any(point.flagged.contacts for point in one.points)
        for point in one.points
    )
    return Table(t("Duties by month"), (*columns, t("Per 1,000"), t("from"), t("to")), rows, keys=2)


def _control(figures: Figures, words: Words) -> Table:
    t, between = words.text, figures.control.kind is Kind.BETWEEN
    columns = (t("When"), t("Days between") if between else t("Per 1,000"), t("usual at least"), t("usual at most"))
    rows = tuple((one.at, one.value, one.low, one.high) for one in figures.control.points)
    return Table(t("Breaches over time"), columns, rows)


def _rules(figures: Figures, words: Words) -> Table:
    t = words.text
    judged = (t("Breaches"), t("No breach"), t("Unclear"), t("Confirmed"), t("from"), t("to"))
    columns = (t("Rule"), t("Version"), t("Findings"), *judged)
    rows = tuple(
        (
            *(one.rule, one.version, one.findings, one.breaches, one.no_breach, one.unclear),
            *(one.precision.share, one.precision.low, one.precision.high),
        )
        for one in figures.rules
    )
    return Table(t("Rule"), columns, rows, keys=2)


def _duties(figures: Figures, names: PartNames, words: Words) -> Table:
    t = words.text
    columns = (t("Line"), t("supplier enquiries"), t("comparison site given"), t("Share"), t("from"), t("to"))
    return Table(
        t("Comparison site given"),
        columns,
        tuple(
            (
                *(names.lines.get(one.line, one.line) or t("All"), one.enquiries, one.fulfilled),
                *(one.kept.share, one.kept.low, one.kept.high),
            )
            for one in figures.duties
            if one.enquiries
        ),
    )


def _disparities(figures: Figures, names: PartNames, words: Words) -> Table:
    t = words.text
    columns = (t("Company"), t("Line"), t("Named first"), t("of"), t("Share of customers"), t("Ratio"))
    rows = tuple(_disparity(figures, names, words))
    return Table(t("Suppliers named first"), (*columns, t("from"), t("to"), t("What the test says")), rows, keys=2)


def _disparity(figures: Figures, names: PartNames, words: Words) -> Iterator[tuple[Value, ...]]:
    for one in figures.disparities:
        said = words.text(labels.DISPARITY[one.verdict])
        yield (
            *(one.company, names.lines.get(one.line, one.line), one.mentions, one.of, one.share),
            *(one.ratio, one.low, one.high, said),
        )
