"""An annual report in, a document to hand in out; with or without what is only for the company."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from contactguard.reporting.annual.report import AnnualReport, Answer, Numbers
from contactguard.reporting.documents.document import Block, Column, Document, Heading, Paragraph, Table, Tone
from contactguard.reporting.words import Words


@dataclass(frozen=True)
class Standing:
    """Which version of the report this is: `number` none for what is being written, approved by none for a draft."""

    made_at: datetime
    software: str
    number: int | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None


def annual_document(report: AnnualReport, standing: Standing, words: Words, *, public: bool = False) -> Document:
    """`public` is the version for the company's site: no personal data, no internal remarks, no approver's name."""
    t = words.text
    told = report.public(t("Left out of the public version.")) if public else report
    return Document(
        title=told.title,
        subtitle=_subtitle(standing, words, public=public),
        organisation=told.organisation,
        language=told.language,
        made_at=standing.made_at.astimezone(words.zone),
        footer=t("Made {moment} by {software}", moment=words.moment(standing.made_at), software=standing.software),
        blocks=tuple(_blocks(told, words)),
        mark="" if standing.approved_at else t("Draft"),
    )


def _subtitle(standing: Standing, words: Words, *, public: bool) -> str:
    t, parts = words.text, []
    if standing.number is not None:
        parts.append(t("Version {number}", number=str(standing.number)))
    if standing.approved_at:
        day = words.day(standing.approved_at.astimezone(words.zone).date())
        named = {"name": standing.approved_by, "day": day}
        parts.append(t("approved on {day}", day=day) if public else t("approved by {name} on {day}", **named))
    parts.append(t("Public version") if public else t("With internal remarks; not for publication"))
    return " · ".join(parts)


def _blocks(report: AnnualReport, words: Words) -> Iterator[Block]:
    if report.basis:
        yield Paragraph(report.basis, Tone.QUIET)
    if report.unwritten:
        text = words.plural(
            "{count} question is still to be answered by you.",
            "{count} questions are still to be answered by you.",
            report.unwritten,
        )
        yield Paragraph(text, Tone.ALARM)
    for chapter in report.chapters:
        yield Heading(f"{chapter.number} {chapter.title}")
        if chapter.law:
            yield Paragraph(chapter.law, Tone.QUIET)
        for answer in chapter.answers:
            yield Heading(answer.question, 2)
            yield from _answer(answer, words)


def _answer(answer: Answer, words: Words) -> Iterator[Block]:
    for text in filter(None, (one.strip() for one in answer.own.split("\n"))):
        yield Paragraph(text)
    for sentence in answer.sentences:
        if not sentence.missing:
            tone = Tone.QUIET if sentence.internal else Tone.PLAIN
            yield Paragraph(sentence.text, tone)
    for table in answer.tables:
        yield _table(table)
    if answer.note:
        yield Paragraph(words.text("Internal remark: {note}", note=answer.note), Tone.QUIET)
    if answer.unwritten:
        asked = " ".join(answer.unwritten.split("\n"))
        yield Paragraph(words.text("To be written by you. {what}", what=asked), Tone.MISSING)


def _table(table: Numbers) -> Table:
    first, *others = table.columns
    columns = (Column(first), *(Column(one, numeric=True) for one in others))
    return Table(table.caption, columns, table.rows)
