"""A question and the year's records in; the sentences and tables that answer it out, each with its link."""

from collections.abc import Callable, Iterator, Mapping

from contactguard.reporting.annual import evidence_contacts as contacts
from contactguard.reporting.annual import evidence_work as work
from contactguard.reporting.annual.form import Evidence, Question
from contactguard.reporting.annual.records import YearRecords
from contactguard.reporting.annual.report import Numbers, Sentence
from contactguard.reporting.words import Words

_Said = Callable[[Question, YearRecords, Words], Iterator[Sentence]]

SENTENCES: Mapping[Evidence, _Said] = {
    Evidence.PROGRAMME: work.programme,
    Evidence.NOTICE: work.notice,
    Evidence.TRAINING: work.training,
    Evidence.ANSWERS: work.answers,
    Evidence.SCANS: contacts.scans,
    Evidence.FINDINGS: contacts.findings,
    Evidence.REVIEWS: contacts.reviews,
    Evidence.SAMPLES: contacts.samples,
    Evidence.DUTIES: contacts.duties,
    Evidence.INCIDENTS: work.incidents,
    Evidence.COMPLAINTS: work.complaints,
    Evidence.CONTROLS: work.controls,
    Evidence.COMPARED: contacts.compared,
    Evidence.AUDIT: work.audit,
}


def said(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    for kind in question.evidence:
        if kind in SENTENCES:
            yield from SENTENCES[kind](question, records, words)
    yield from work.own_controls(question, records, words)


def tables(question: Question, records: YearRecords, words: Words) -> Iterator[Numbers]:
    if records.figures is None:
        return
    if Evidence.BY_POLICY in question.evidence:
        yield contacts.by_policy(question, records.figures, words)
    if Evidence.COMPARED in question.evidence and records.before is not None:
        yield contacts.beside_last_year(records, records.figures, records.before, words)
