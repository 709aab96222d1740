"""What the year's figures of contacts say: scans, findings, reviews, samples, duties, and the year before."""

from collections.abc import Iterator

from contactguard.reporting import labels
from contactguard.reporting.annual.form import Question
from contactguard.reporting.annual.records import YearRecords
from contactguard.reporting.annual.report import Numbers, Sentence
from contactguard.reporting.figures import Figures, PolicyFigure
from contactguard.reporting.incident_labels import SHIFT
from contactguard.reporting.sentences import (
    disputes,
    elusion,
    enquiries,
    interval,
    per_1000,
    recall,
    share,
    share_interval,
)
from contactguard.reporting.statistics.difference import difference
from contactguard.reporting.words import Words


def scans(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    figures, t, n = records.figures, words.text, words.plural
    if figures is None:
        yield Sentence(text=t("No contact of the year was scanned."), missing=True)
        return
    yield Sentence(
        text=t(
            "Contacts received in the year: {received}. Scanned: {scanned}. On lines to which the duty does not"
            " apply: {exempt}.",
            received=figures.received,
            scanned=figures.scanned,
            exempt=figures.exempt,
        ),
        link=_link(records.year),
    )
    if records.nights.scans:
        yield Sentence(text=n("The scan ran once.", "The scan ran {count} times.", records.nights.scans),
                       link="/scans")  # fmt: skip
    if records.nights.tried:
        yield Sentence(
            text=t(
                "Texts of known kind were run through it as a test: {tried}. Judged wrongly: {failed}.",
                tried=records.nights.tried,
                failed=records.nights.failed,
            ),
            link="/samples",
        )
    if figures.gaps:
        yield Sentence(
            text=n(
                "On {count} working day a source was silent that normally has contacts.",
                "On {count} working days a source was silent that normally has contacts.",
                figures.gaps,
            ),
            link=_link(records.year),
        )


def findings(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    figures, n = records.figures, words.plural
    if figures is None:
        yield Sentence(text=words.text("No contact of the year was scanned."), missing=True)
        return
    chosen = list(_chosen(question, figures))
    found, breaches = sum(one.findings for one in chosen), sum(one.breaches for one in chosen)
    link = _link(records.year, question)
    if not found:
        text = n(
            "The scan found nothing of this kind in {count} contact.",
            "The scan found nothing of this kind in {count} contacts.",
            figures.scanned,
        )
        yield Sentence(text=text, link=link)
        return
    raised = n("The scan raised {count} finding.", "The scan raised {count} findings.", found)
    confirmed = (
        n(
            "After review {count} of them is a breach.",
            "After review {count} of them are breaches.",
            breaches,
        )
        if breaches
        else words.text("After review none of them is a breach so far.")
    )
    yield Sentence(text=f"{raised} {confirmed}", link=link)


def reviews(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    figures, t, n = records.figures, words.text, words.plural
    if figures is None or not figures.reviews.done:
        nothing = figures is not None and figures.findings == 0
        why = t("There was no finding to judge.") if nothing else t("No finding of the year has been judged.")
        yield Sentence(text=why, missing=not nothing)
        return
    done = figures.reviews
    judged = n("{count} finding was judged by a person,", "{count} findings were judged by a person,", done.done)
    yield Sentence(text=f"{judged} {n('{count} waits.', '{count} wait.', done.waiting)}", link="/decided")
    if done.agreement and done.agreement.raw.of:
        raw = done.agreement.raw
        told = {"same": raw.found, "count": raw.of, "interval": share_interval(words, raw)}
        yield Sentence(
            text=t("Two reviewers agreed on {same} of {count} findings ({interval}).", **told), link="/decided"
        )
    if done.disputes and (one := done.disputes).waiting + one.upheld + one.changed:
        yield Sentence(text=disputes(words, one), link="/disputes")


def samples(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    miss = records.figures and records.figures.missed
    if not miss or miss.elusion is None:
        yield Sentence(text=words.text("No sample of the year was read."), missing=True)
        return
    yield Sentence(text=elusion(words, miss, miss.elusion), link="/samples")
    if miss.recall:
        yield Sentence(text=recall(words, miss.recall), link="/samples")


def duties(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    if records.figures is None:
        yield Sentence(text=words.text("No contact of the year was scanned."), missing=True)
        return
    whole, link = records.figures.duties[0], _link(records.year)
    if not whole.enquiries:
        yield Sentence(
            text=words.text("No customer asked which supplier to choose, as far as the scan sees."), link=link
        )
        return
    yield Sentence(text=enquiries(words, whole), link=link)


def compared(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    """Breaches per 1,000 contacts, and whether the difference is more than chance."""
    now, before = records.figures, records.before
    if now is None or before is None:
        yield Sentence(
            text=words.text("The store has no contacts of {year} to compare with.", year=str(records.year - 1))
        )
        return
    shift = difference((before.breached.contacts, before.breached.of), (now.breached.contacts, now.breached.of)).shift
    rates = words.text(
        "Contacts with a breach per 1,000: {before} in {last}, {now} in {year}.",
        before=per_1000(words, before.breached),
        now=per_1000(words, now.breached),
        last=str(records.year - 1),
        year=str(records.year),
    )
    months = words.text(
        "Months with contacts: {count} in {last} and {now} in {year}.",
        count=_months(before),
        now=_months(now),
        last=str(records.year - 1),
        year=str(records.year),
    )
    yield Sentence(text=f"{rates} {words.text(SHIFT[shift])}", link=_link(records.year))
    if _months(before) != _months(now):
        yield Sentence(text=months, link=_link(records.year - 1))


def by_policy(question: Question, figures: Figures, words: Words) -> Numbers:
    heads = ("Duty", "Findings", "Breaches", "Per 1,000", "95% interval")
    rows = tuple(
        (
            words.text(labels.POLICY[one.policy]),
            words.number(one.findings),
            words.number(one.breaches),
            per_1000(words, one.breached),
            interval(words, one.breached),
        )
        for one in _chosen(question, figures)
    )
    return Numbers(
        caption=words.text("Findings and breaches by duty; contacts with a breach per 1,000"),
        columns=tuple(words.text(head) for head in heads),
        rows=rows,
    )


def beside_last_year(records: YearRecords, now: Figures, before: Figures, words: Words) -> Numbers:
    t, number = words.text, words.number

    def row(label: str, *values: str) -> tuple[str, ...]:
        return (t(label), *values)

    rows = (
        row("Scanned", number(before.scanned), number(now.scanned)),
        row("Findings", number(before.findings), number(now.findings)),
        row("Breaches", number(before.breaches), number(now.breaches)),
        row("Contacts with a breach per 1,000", *(_rated(words, one) for one in (before, now))),
        row("Comparison site given", *(share(words, one.duties[0].kept) for one in (before, now))),
        row("Contacts read in samples", number(records.sampled_before), number(records.sampled)),
        row("Incidents", number(records.incidents_before), number(len(records.incidents))),
        row("Training sessions", number(len(records.trainings_before)), number(len(records.trainings))),
    )
    columns = (t("Figure"), str(records.year - 1), str(records.year))
    return Numbers(caption=t("The year compared with the one before"), columns=columns, rows=rows)


def _rated(words: Words, one: Figures) -> str:
    return f"{per_1000(words, one.breached)} ({interval(words, one.breached)})"


def _chosen(question: Question, figures: Figures) -> Iterator[PolicyFigure]:
    """Those of the question; of all, where it names none."""
    return (one for one in figures.policies if not question.policies or one.policy in question.policies)


def _months(figures: Figures) -> int:
    span = figures.selection
    return sum(span.first <= one.month <= span.last and one.flagged.of > 0 for one in figures.trend)


def _link(year: int, question: Question | None = None) -> str:
    only = f"&policy={question.policies[0]}" if question and len(question.policies) == 1 else ""
    return f"/figures?first={year}-01&last={year}-12{only}"
