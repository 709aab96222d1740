"""A form, the year's records and the officer's texts in; the annual report out."""

from collections.abc import Iterable, Iterator, Mapping

from contactguard.reporting.annual.evidence import said, tables
from contactguard.reporting.annual.form import Chapter, Form, Own, Question
from contactguard.reporting.annual.records import YearRecords
from contactguard.reporting.annual.report import AnnualReport, Answer, ChapterText, Sentence
from contactguard.reporting.words import Words
from contactguard.store.reports.annual import OwnText


def annual_report(form: Form, records: YearRecords, texts: Mapping[str, OwnText], words: Words) -> AnnualReport:
    """`words` must be of a language of the form."""
    return AnnualReport(
        year=records.year,
        country=form.country,
        language=words.language,
        organisation=records.organisation,
        title=form.title[words.language].format(year=records.year),
        basis=form.basis[words.language],
        chapters=tuple(_chapter(chapter, records, texts, words) for chapter in form.chapters),
        audit_head=str(records.head) if records.head else None,
    )


def _chapter(chapter: Chapter, records: YearRecords, texts: Mapping[str, OwnText], words: Words) -> ChapterText:
    return ChapterText(
        number=chapter.number,
        title=chapter.title[words.language],
        law=chapter.law if chapter.law_checked else "",
        answers=tuple(_answer(one, records, texts.get(one.id), words) for one in chapter.questions),
    )


def _answer(question: Question, records: YearRecords, own: OwnText | None, words: Words) -> Answer:
    sentences = tuple(dict.fromkeys(said(question, records, words)))  # two records may lack the same
    written = own.text.strip() if own else ""
    return Answer(
        id=question.id,
        question=question.text[words.language],
        # What the officer wrote stands for what no record says.
        sentences=tuple(one for one in sentences if not (one.missing and written)),
        tables=tuple(tables(question, records, words)),
        own=written,
        note=own.note.strip() if own else "",
        unwritten="" if written else "\n".join(_unwritten(question, sentences, words)),
        personal=question.personal,
    )


def _unwritten(question: Question, sentences: Iterable[Sentence], words: Words) -> Iterator[str]:
    if question.own is Own.NEEDED:
        yield question.hint.get(words.language) or words.text("Nothing recorded in the program answers this.")
    yield from (one.text for one in sentences if one.missing)
