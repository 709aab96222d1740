"""The first pages of a month's report: what a busy officer reads."""

from collections.abc import Iterator

from contactguard.reporting import labels
from contactguard.reporting.charts import chart
from contactguard.reporting.documents.document import (
    Block,
    Column,
    Heading,
    Paragraph,
    Picture,
    Table,
    Tile,
    Tiles,
    Tone,
)
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.records import MonthRecords
from contactguard.reporting.pieces import Change, PolicyFigure
from contactguard.reporting.sentences import (
    NOTHING,
    beside,
    breach_note,
    change,
    enquiries,
    interval,
    per_1000,
)
from contactguard.reporting.words import Words


def overview(figures: MonthFigures, records: MonthRecords, words: Words) -> Iterator[Block]:
    yield Paragraph(lead(figures, words), Tone.ALARM if figures.beside.change is Change.ABOVE else Tone.PLAIN)
    yield _tiles(figures, words)
    yield from _attention(figures, records, words)
    yield Heading(words.text("Month by month"))
    yield from drawn(figures, "trend", beside(words, figures.beside), words)
    yield Heading(words.text("The nine duties"))
    yield from drawn(figures, "policies", _most(figures, words), words)
    yield _policies(figures, words)


def drawn(figures: MonthFigures, name: str, sentence: str, words: Words) -> Iterator[Block]:
    """The chart with its sentence; the sentence alone where there is nothing to draw."""
    svg = chart(figures, name, words)
    yield Picture(svg, sentence) if svg else Paragraph(sentence)


def lead(figures: MonthFigures, words: Words) -> str:
    return " ".join(
        (
            words.plural("{count} contact was scanned", "{count} contacts were scanned", figures.scanned) + ",",
            words.plural("{count} of them has findings.", "{count} of them have findings.", figures.flagged.contacts),
            beside(words, figures.beside),
        )
    )


def _tiles(figures: MonthFigures, words: Words) -> Tiles:
    t, n = words.text, words.plural
    split = t("{scanned} scanned + {exempt} exempt", scanned=figures.scanned, exempt=figures.exempt)
    gaps = n("{count} silent day", "{count} silent days", figures.gaps)
    failed = n("{count} failed record", "{count} failed records", figures.failed)
    lost = figures.gaps + figures.failed
    within = n("in {count} contact", "in {count} contacts", figures.flagged.contacts)
    return Tiles(
        (
            Tile(words.number(figures.received), t("received"), split),
            Tile(words.number(figures.findings), t("findings"), within),
            Tile(words.number(figures.breaches), t("breaches"), breach_note(words, figures)),
            Tile(words.number(lost), t("gaps and failures"), f"{gaps}, {failed}", alarm=lost > 0),
        )
    )


def _attention(figures: MonthFigures, records: MonthRecords, words: Words) -> Iterator[Block]:
    """What needs someone: gaps, findings unread, actions late, the comparison site."""
    t, n = words.text, words.plural
    if figures.gaps:
        days = n("{count} silent day", "{count} silent days", figures.gaps)
        yield Paragraph(t("Contacts may be missing: {days}, listed under what came in.", days=days), Tone.ALARM)
    if figures.reviews.waiting:
        yield Paragraph(
            n(
                "{count} finding of the month waits for a verdict.",
                "{count} findings of the month wait for a verdict.",
                figures.reviews.waiting,
            )
        )
    whole = figures.duties[0]
    if whole.enquiries:
        yield Paragraph(enquiries(words, whole))
    open_actions = sum(len(one.to_do) for one in records.open)
    yield Paragraph(
        " ".join(
            (
                n("{count} incident is open,", "{count} incidents are open,", len(records.open)),
                n("with {count} action left to do.", "with {count} actions left to do.", open_actions),
            )
        )
    )


def _most(figures: MonthFigures, words: Words) -> str:
    t = words.text
    if not figures.findings:
        return t("Nothing was found this month.")
    most = max(figures.policies, key=lambda one: one.findings)
    first = words.plural(
        "Most often: {policy}, {count} finding.",
        "Most often: {policy}, {count} findings.",
        most.findings,
        policy=t(labels.POLICY[most.policy]),
    )
    above = [one for one in figures.policies if one.beside.change is Change.ABOVE]
    if not above:
        return f"{first} {t('No duty is above its usual range.')}"
    told = (t("{policy} is above its usual range.", policy=t(labels.POLICY[one.policy])) for one in above)
    return " ".join((first, *told))


def _policies(figures: MonthFigures, words: Words) -> Table:
    heads = ("Findings", "Breaches", "Per 1,000", "95% interval")
    columns = (Column(words.text("Duty")), *(Column(words.text(head), numeric=True) for head in heads))
    return Table(
        words.text("The nine duties"),
        (*columns, Column(words.text("Compared with the months before"))),
        tuple(_policy(one, words) for one in figures.policies),
        frozenset(at for at, one in enumerate(figures.policies) if one.beside.change is Change.ABOVE),
    )


def _policy(one: PolicyFigure, words: Words) -> tuple[str, ...]:
    return (
        words.text(labels.POLICY[one.policy]),
        words.number(one.findings),
        words.number(one.breaches) if one.breaches else NOTHING,
        per_1000(words, one.flagged),
        interval(words, one.flagged),
        change(words, one.beside),
    )
