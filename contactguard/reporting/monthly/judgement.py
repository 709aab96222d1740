"""What people made of the month: reviews, samples, suppliers named first, incidents, training, use; and the basis."""

from collections.abc import Iterator

from contactguard.reporting import incident_labels, labels
from contactguard.reporting.documents.document import Block, Column, Heading, Items, Paragraph, Table, Tone
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.records import AnswerUse, MonthRecords
from contactguard.reporting.sentences import NOTHING, disputes, elusion, recall, share, share_interval, training
from contactguard.reporting.words import Words
from contactguard.store.review.records import Standing


def judgement(figures: MonthFigures, records: MonthRecords, words: Words) -> Iterator[Block]:
    t = words.text
    yield Heading(t("Reviews"))
    yield from _reviews(figures, words)
    yield Heading(t("What the scan may miss"))
    yield from _missed(figures, words)
    if figures.disparities:
        yield Heading(t("Suppliers named first"))
        yield _disparities(figures, words)
    yield Heading(t("Incidents and training"))
    yield from _incidents(records, words)
    yield Heading(t("Use of the approved answers"))
    yield Paragraph(_use(records.use, words))


def basis(figures: MonthFigures, records: MonthRecords, words: Words) -> Iterator[Block]:
    yield Heading(words.text("What this report is based on"))
    yield from _basis(figures, records, words)


def _reviews(figures: MonthFigures, words: Words) -> Iterator[Block]:
    reviews, t = figures.reviews, words.text
    done = words.plural("{count} finding was judged,", "{count} findings were judged,", reviews.done)
    waiting = words.plural("{count} waits.", "{count} wait.", reviews.waiting)
    yield Paragraph(f"{done} {waiting}")
    if reviews.standings:
        rows = tuple((t(labels.STANDING[one]), words.number(count)) for one, count in _standings(reviews.standings))
        yield Table(t("Where findings stand"), (Column(t("Standing")), Column(t("Findings"), numeric=True)), rows)
    if reviews.agreement and reviews.agreement.raw.of:
        raw, positive = reviews.agreement.raw, reviews.agreement.positive
        yield Paragraph(
            t(
                "Two reviewers agreed on {same} of {count} findings ({interval}); on breaches they agreed in {share}.",
                same=raw.found,
                count=raw.of,
                interval=share_interval(words, raw),
                share=share(words, positive),
            )
        )
        kappa, gwet = reviews.agreement.kappa, reviews.agreement.ac1
        if kappa and gwet:
            told = {"kappa": words.number(kappa.value, 2), "gwet": words.number(gwet.value, 2)}
            yield Paragraph(t("Beyond chance: Cohen's kappa {kappa}, Gwet's AC1 {gwet}.", **told), Tone.QUIET)
    if reviews.disputes:
        yield Paragraph(disputes(words, reviews.disputes))


def _standings(standings: dict[str, int]) -> Iterator[tuple[Standing, int]]:
    for standing in labels.STANDING:
        if count := standings.get(standing, 0):
            yield standing, count


def _missed(figures: MonthFigures, words: Words) -> Iterator[Block]:
    miss, t = figures.missed, words.text
    if miss is None or miss.elusion is None:
        yield Paragraph(
            t("No sample of these months has been read yet, so nothing is known of the misses."), Tone.QUIET
        )
        return
    yield Paragraph(elusion(words, miss, miss.elusion))
    if miss.recall:
        yield Paragraph(recall(words, miss.recall))


def _disparities(figures: MonthFigures, words: Words) -> Table:
    t, lines = words.text, {one.key: one.label for one in figures.lines}
    numbers = ("Named first", "Share of customers", "Ratio")
    columns = (Column(t("Company")), Column(t("Line")), *(Column(t(head), numeric=True) for head in numbers))
    rows = tuple(
        (
            one.company,
            lines.get(one.line, one.line),
            t("{count} of {all}", count=one.mentions, all=one.of),
            words.percent(one.share),
            NOTHING
            if one.ratio is None or one.low is None or one.high is None
            else f"{words.number(one.ratio, 2)} ({words.number(one.low, 2)}–{words.number(one.high, 2)})",
            t(labels.DISPARITY[one.verdict]),
        )
        for one in figures.disparities
    )
    alarms = frozenset(at for at, one in enumerate(figures.disparities) if one.verdict == "more")
    return Table(t("Suppliers named first"), (*columns, Column(t("What the test says"))), rows, alarms)


def _incidents(records: MonthRecords, words: Words) -> Iterator[Block]:
    t, n = words.text, words.plural
    yield Paragraph(
        n("{count} incident was opened,", "{count} incidents were opened,", len(records.opened))
        + " "
        + n("and {count} complaint or tip came in.", "and {count} complaints or tips came in.", len(records.tips))
    )
    if records.open:
        rows = tuple(
            (
                one.title,
                t(incident_labels.FOUND_BY[one.found_by]),
                t(incident_labels.STATE[one.state]),
                words.day(one.to_do[0].due) if one.to_do else NOTHING,
            )
            for one in records.open
        )
        heads = ("Incident", "Found by", "State", "Next action due")
        yield Table(t("Open incidents"), tuple(Column(t(head)) for head in heads), rows)
    if not records.trainings:
        yield Paragraph(t("No training was recorded this month."), Tone.QUIET)
    else:
        yield Items(tuple(training(words, one) for one in records.trainings))


def _use(use: AnswerUse, words: Words) -> str:
    t = words.text
    if not any((use.searches, use.opened, use.copied, use.walked)):
        return t("No use of the approved answers was recorded this month.")
    told = [
        t(
            "{searches} searches, {share} of them with an answer; {opened} answers opened, {copied} copied, {walked}"
            " scripts walked.",
            searches=use.searches,
            share=NOTHING if use.found_share is None else words.percent(use.found_share),
            opened=use.opened,
            copied=use.copied,
            walked=use.walked,
        )
    ]
    if use.script_share is not None:
        told.append(
            t("Of the questions about suppliers, {share} followed a script.", share=words.percent(use.script_share))
        )
    return " ".join(told)


def _basis(figures: MonthFigures, records: MonthRecords, words: Words) -> Iterator[Block]:
    t = words.text
    rules = ", ".join(
        f"{version} ({words.plural('{count} contact', '{count} contacts', count)})"
        for version, count in figures.rule_sets.items()
    )
    chain = str(records.head) if records.head else t("empty")
    yield Items(
        (
            t("Program, rules, models and profile together: {rules}", rules=rules or NOTHING),
            t("Software: {software}", software=records.software),
            t("Learned model: version {model}", model=records.model) if records.model else t("Learned model: none"),
            t("Audit chain: {head}", head=chain),
            t("Rates are contacts per 1,000 with Wilson's 95% interval, exact where nothing was found."),
        )
    )
