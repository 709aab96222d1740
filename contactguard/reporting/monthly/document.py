"""A month's figures and records in, its report as one document out; written as HTML, PDF or Word by `documents`."""

from datetime import datetime

from contactguard.reporting.documents.document import Document, Heading, PageBreak
from contactguard.reporting.figures import MonthFigures
from contactguard.reporting.monthly.detail import detail
from contactguard.reporting.monthly.judgement import basis, judgement
from contactguard.reporting.monthly.overview import overview
from contactguard.reporting.monthly.records import MonthRecords
from contactguard.reporting.words import Words


def month_document(figures: MonthFigures, records: MonthRecords, words: Words, made_at: datetime) -> Document:
    t = words.text
    chain = t("audit chain {head}", head=str(records.head)) if records.head else ""
    made = t("Made {moment} by {software}", moment=words.moment(made_at), software=records.software)
    return Document(
        title=t("Neutrality in customer contacts, {month}", month=words.month(figures.month)),
        subtitle="",
        organisation=figures.organisation,
        language=words.language,
        made_at=made_at.astimezone(words.zone),
        footer=" · ".join(filter(None, (made, chain))),
        blocks=(
            *overview(figures, records, words),
            *judgement(figures, records, words),
            PageBreak(),
            Heading(t("In detail")),
            *detail(figures, records.topics, words),
            *basis(figures, records, words),
        ),
    )
