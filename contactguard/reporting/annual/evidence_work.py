"""What the registers say of the year: programme, notice, training, answers, incidents, controls, audit chain."""

from collections.abc import Iterator
from datetime import date, datetime

from contactguard.reporting import incident_labels
from contactguard.reporting.annual.form import Question
from contactguard.reporting.annual.records import YearRecords
from contactguard.reporting.annual.report import Sentence
from contactguard.reporting.sentences import training as session
from contactguard.reporting.words import Words
from contactguard.store.register.programme import ControlDone
from contactguard.store.register.records import Outcome, TipKind


def programme(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    if not records.programmes:
        yield Sentence(text=words.text("No approved programme is recorded."), link="/programme", missing=True)
        return
    newest = records.programmes[0]
    if newest.approved_at:
        told = {"number": str(newest.version), "day": words.day(_on(words, newest.approved_at))}
        yield Sentence(
            text=words.text("Version {number} of the programme was approved on {day}.", **told),
            link="/programme",
        )
    approved = [
        one for one in records.programmes if one.approved_at and _on(words, one.approved_at).year == records.year
    ]
    if len(approved) > 1:
        text = words.plural(
            "{count} version of it was approved in the year.",
            "{count} versions of it were approved in the year.",
            len(approved),
        )
        yield Sentence(text=text, link="/programme")


def notice(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    if records.notice is None:
        yield Sentence(text=words.text("No notice to staff is recorded."), link="/notice", missing=True)
        return
    given = records.notice.notice
    told = {"given": words.day(given.given_on), "starts": words.day(given.starts_on)}
    yield Sentence(
        text=words.text("Staff were told on {given} that customer contacts are scanned from {starts} on.", **told),
        link="/notice",
    )


def training(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    held = records.trainings
    if not held:
        yield Sentence(text=words.text("No training of the year is recorded."), link="/training", missing=True)
        return
    text = words.plural(
        "{count} training session was held; {attended} of {invited} invited came.",
        "{count} training sessions were held; {attended} of {invited} invited came.",
        len(held),
        attended=sum(one.attended for one in held),
        invited=sum(one.invited for one in held),
    )
    yield Sentence(text=text, link="/training")
    for one in sorted(held, key=lambda one: (one.held_on, one.id)):
        yield Sentence(text=session(words, one), link=f"/training#session-{one.id}")


def answers(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    count = len({answer for _, answer in records.published})
    if not count:
        yield Sentence(
            text=words.text("No approved answer was published in the year."), link="/answers/library", missing=True
        )
        return
    text = words.plural(
        "{count} approved neutral answer for customer service was published or renewed in the year.",
        "{count} approved neutral answers for customer service were published or renewed in the year.",
        count,
    )
    yield Sentence(text=text, link="/answers/library")


def incidents(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    t, opened = words.text, records.incidents
    if not opened:
        breaches = records.figures.breaches if records.figures else 0
        text = t("No incident was entered in the register in the year.")
        yield Sentence(text=text, link="/incidents", missing=bool(breaches))
        return
    planned = [action for one in opened for action in one.actions]
    first = words.plural("{count} incident was followed up.", "{count} incidents were followed up.", len(opened))
    done = t(
        "Corrective actions planned: {planned}, done: {done}. Incidents closed: {closed}.",
        planned=len(planned),
        done=sum(one.is_done for one in planned),
        closed=sum(one.state == "closed" for one in opened),
    )
    yield Sentence(text=f"{first} {done}", link="/incidents")
    for one in sorted(opened, key=lambda one: one.id):
        state = t(incident_labels.STATE[one.state])
        yield Sentence(text=f"{one.id}: {one.title} ({state}).", link=f"/incidents/{one.id}", internal=True)


def complaints(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    counted = {kind: sum(one.kind == kind for one in records.tips) for kind in TipKind}
    yield Sentence(
        text=words.text(
            "Complaints: {complaints}, tips: {tips}, doubtful events reported by staff: {doubts}. Of these, {became}"
            " became incidents.",
            complaints=counted[TipKind.COMPLAINT],
            tips=counted[TipKind.TIP],
            doubts=counted[TipKind.DOUBT],
            became=sum(one.outcome is Outcome.INCIDENT for one in records.tips),
        ),
        link="/tips",
    )


def controls(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    """All that people recorded of controls."""
    if not records.controls:
        text = words.text("No control was recorded by hand in the year.")
        yield Sentence(text=text, link="/programme", missing=True)
    for control, done in records.controls.items():
        yield from _carried_out(control, done, records, words)


def own_controls(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    """Those that the question names."""
    for control in question.controls:
        yield from _carried_out(control, records.controls.get(control, ()), records, words)


def audit(question: Question, records: YearRecords, words: Words) -> Iterator[Sentence]:
    if records.head:
        text = words.text(
            "What was decided is recorded in an audit chain, each entry sealed with the one before."
            " Its last entry: {head}.",
            head=str(records.head),
        )
        yield Sentence(text=text, link="/audit")


def _carried_out(control: str, done: tuple[ControlDone, ...], records: YearRecords, words: Words) -> Iterator[Sentence]:
    if not done:
        return
    told = {
        "control": records.control_texts.get(control, control).rstrip("."),
        "days": ", ".join(words.day(one.done_on) for one in done),
    }
    yield Sentence(text=words.text("{control}: carried out on {days}.", **told), link="/programme")
    for one in done:
        if one.note:
            yield Sentence(text=f"{words.day(one.done_on)}: {one.note}", link="/programme", internal=True)


def _on(words: Words, moment: datetime) -> date:
    return moment.astimezone(words.zone).date()
