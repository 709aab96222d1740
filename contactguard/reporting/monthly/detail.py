"""What came in and what was found, in detail: sources, places, companies, months, the words themselves."""

from collections.abc import Iterable, Iterator, Mapping

from contactguard.reporting import labels
from contactguard.reporting.documents.document import Block, Column, Heading, Paragraph, Quote, Table, Tone
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.overview import drawn
from contactguard.reporting.monthly.pictures import cells, courses, way
from contactguard.reporting.pieces import PartFigure
from contactguard.reporting.sentences import NOTHING, enquiries, interval, per_1000, share, share_interval
from contactguard.reporting.words import Words
from contactguard.store.counts.gathering import UNKNOWN

_COMPANIES = 15
_TOPICS = 10


def detail(figures: MonthFigures, topics: Mapping[str, str], words: Words) -> Iterator[Block]:
    t = words.text
    yield Heading(t("What came in"))
    yield from _sources(figures, words)
    yield from way(figures, words)
    yield Heading(t("Where"))
    yield from _places(figures, words)
    yield from cells(figures, words)
    if any(one.key != UNKNOWN for one in figures.topics):
        yield Heading(t("What customers ask about"))
        yield _topics(figures, topics, words)
    yield Heading(t("Month by month"))
    yield _months(figures, words)
    yield from courses(figures, words)
    if figures.companies:
        yield Heading(t("Companies named in findings"))
        yield _companies(figures, words)
    yield Heading(t("Comparison site given"))
    yield from _duties(figures, words)
    if figures.excerpts:
        yield Heading(t("The most serious statements"))
        yield from _excerpts(figures, words)


def _sources(figures: MonthFigures, words: Words) -> Iterator[Block]:
    t = words.text
    heads = ("Received", "Scanned", "Exempt", "Failed")
    columns = (Column(t("Source")), *(Column(t(head), numeric=True) for head in heads))
    rows = tuple(
        (
            one.source.rpartition("/")[2] or one.source,
            *(words.number(value) for value in (one.received, one.scanned, one.exempt, one.failed)),
            ", ".join(words.day_short(day) for day in one.gaps) or t("none"),
        )
        for one in figures.sources
    )
    alarms = frozenset(at for at, one in enumerate(figures.sources) if one.gaps or one.failed)
    yield Paragraph(
        t("received = scanned + exempt. Failed records have no date that could be read; they are counted until they are"
          " mended."),
        Tone.QUIET,
    )  # fmt: skip
    yield Table(t("What came in"), (*columns, Column(t("Silent working days"))), rows, alarms)


def _places(figures: MonthFigures, words: Words) -> Iterator[Block]:
    t = words.text
    channels = {channel.value: t(label) for channel, label in labels.CHANNEL.items()}
    languages = words.languages() | {UNKNOWN: t("not known")}
    yield _parts(t("Line"), figures.lines, {}, words)
    yield _parts(t("Channel"), figures.channels, channels, words)
    yield _parts(t("Language"), figures.languages, languages, words)


def _topics(figures: MonthFigures, topics: Mapping[str, str], words: Words) -> Table:
    """The topics most asked about, and all with findings; the rest would fill a page that says nothing."""
    asked = [one for one in figures.topics if one.key != UNKNOWN]
    told = [one for at, one in enumerate(asked) if at < _TOPICS or one.findings or one.breaches]
    unsure = [one for one in figures.topics if one.key == UNKNOWN]
    names = {**topics, UNKNOWN: words.text("no sure topic")}
    return _parts(words.text("Topic"), [*told, *unsure], names, words)


def _parts(caption: str, parts: Iterable[PartFigure], names: Mapping[str, str], words: Words) -> Table:
    heads = ("Scanned", "Findings", "Breaches", "Per 1,000", "95% interval")
    columns = (Column(caption), *(Column(words.text(head), numeric=True) for head in heads))
    rows = tuple(
        (
            names.get(one.key, one.label),
            *(words.number(value) for value in (one.flagged.of, one.findings, one.breaches)),
            per_1000(words, one.flagged),
            interval(words, one.flagged),
        )
        for one in parts
    )
    return Table(caption, columns, rows)


def _months(figures: MonthFigures, words: Words) -> Table:
    heads = ("Scanned", "Findings", "Breaches", "Per 1,000", "95% interval", "Usual range")
    columns = (Column(words.text("Month")), *(Column(words.text(head), numeric=True) for head in heads))
    rows = tuple(
        (
            words.month(one.month),
            *(words.number(value) for value in (one.flagged.of, one.findings, one.breaches)),
            per_1000(words, one.flagged),
            interval(words, one.flagged),
            NOTHING
            if one.low is None or one.high is None
            else f"{words.number(one.low, 1)}–{words.number(one.high, 1)}",
        )
        for one in reversed(figures.trend)
    )
    return Table(words.text("Month by month"), columns, rows)


def _companies(figures: MonthFigures, words: Words) -> Table:
    t = words.text
    numbers = (Column(t("Findings"), numeric=True), Column(t("Breaches"), numeric=True))
    rows = tuple(
        (one.name, t(labels.RELATION[one.relation]), words.number(one.findings), words.number(one.breaches))
        for one in figures.companies[:_COMPANIES]
    )
    return Table(t("Companies named in findings"), (Column(t("Company")), Column(t("Relation")), *numbers), rows)


def _duties(figures: MonthFigures, words: Words) -> Iterator[Block]:
    t = words.text
    if not figures.duties[0].enquiries:
        yield Paragraph(t("No customer asked which supplier to choose, as far as the scan sees."), Tone.QUIET)
        return
    yield from drawn(figures, "duty", enquiries(words, figures.duties[0]), words)
    lines = {one.key: one.label for one in figures.lines}
    heads = ("Enquiries", "Site given", "Share", "95% interval")
    columns = (Column(t("Line")), *(Column(t(head), numeric=True) for head in heads))
    rows = tuple(
        (
            lines.get(one.line, one.line),
            *(words.number(value) for value in (one.enquiries, one.fulfilled)),
            share(words, one.kept),
            share_interval(words, one.kept),
        )
        for one in figures.duties
        if one.line
    )
    yield Table(t("Comparison site given"), columns, rows)


def _excerpts(figures: MonthFigures, words: Words) -> Iterator[Block]:
    told = "Masked. Confirmed breaches come first; those that a person judged to be none are left out."
    yield Paragraph(words.text(told), Tone.QUIET)
    for one in figures.excerpts:
        day = words.day(one.happened_at.astimezone(words.zone).date())
        source = (words.text(labels.POLICY[one.policy]), words.text(labels.STANDING[one.standing]), day, one.why)
        yield Quote(one.excerpt, " · ".join(source))
