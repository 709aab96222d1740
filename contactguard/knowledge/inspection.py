"""An answer or script in, what our own scanner says of each form out: it is read as an agent's own words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.knowledge.answer import Answer, Form
from contactguard.knowledge.placeholders import filler
from contactguard.knowledge.script import END, Ending, Script, Step
from contactguard.knowledge.wording import Wording
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding, Policy

Scan = Callable[[Contact], list[Finding]]

_CHANNELS = {Form.PHONE: Channel.TRANSCRIPT, Form.EMAIL: Channel.EMAIL}


@dataclass(frozen=True)
class Objection:
    """A finding in one form of an answer, or in one step of a script."""

    id: str
    place: str
    finding: Finding

    def __str__(self) -> str:
        return f"{self.id} {self.place}: {self.finding.policy.value}: {self.finding.quote!r}"


def inspect_all(wordings: Iterable[Wording], organisation: Organisation, scan: Scan) -> list[Objection]:
    """What the scanner finds in them as this organisation would give them."""
    return [
        objection
        for wording in wordings
        for place, contact in as_contacts(wording, organisation).items()
        for objection in objections(wording, place, scan(contact))
    ]


def objections(wording: Wording, place: str, findings: Iterable[Finding]) -> list[Objection]:
    """What of the findings in one form or step speaks against the wording.

    A step of a script owes no duty alone: its checker proves that each way through meets them all.
    """
    owes = isinstance(wording, Answer)
    told = (one for one in findings if owes or one.policy is not Policy.MISSING_COMPARISON)
    return [Objection(wording.id, place, finding) for finding in told]


def as_contacts(wording: Wording, organisation: Organisation) -> dict[str, Contact]:
    """By form or step: what a customer would be told, and what a call note would say."""
    if isinstance(wording, Answer):
        told = wording.for_country(organisation.grid_company.country)
        return {form.value: _given(told, form, organisation) for form in Form}
    fill = filler(organisation, wording.language).fill
    return {
        place: _said(wording.id, wording.language, channel, fill(text).text)
        for place, channel, text in _parts_of(wording)
    }


def _given(answer: Answer, form: Form, organisation: Organisation) -> Contact:
    """The answer as it would be given to the customer who asks its question."""
    text = filler(organisation, answer.language).fill(answer.text(form)).text
    return _said(answer.id, answer.language, _CHANNELS[form], text, asked=answer.title)


def _parts_of(script: Script) -> Iterator[tuple[str, Channel, str]]:
    places: dict[str, Step | Ending] = {**script.steps, END: script.end}
    for name, step in places.items():
        asked, choices = (step.ask, step.choices) if isinstance(step, Step) else (None, ())
        if told := " ".join(filter(None, (step.say, asked))):
            yield name, Channel.TRANSCRIPT, told
        if step.note:
            yield f"{name} note", Channel.CALL_NOTE, step.note
        for choice in choices:
            if choice.note:
                yield f"{name} {choice.key} note", Channel.CALL_NOTE, choice.note


def _said(id_: str, language: str, channel: Channel, text: str, asked: str = "") -> Contact:
    now = datetime.now(UTC)  # filled with today's affiliates, so judged by today's
    question = [Message(author=Author.CUSTOMER, sent_at=now, text=asked)] if asked else []
    words = Message(author=Author.AGENT, sent_at=now, text=text)
    return Contact(id=id_, channel=channel, language=language, messages=(*question, words))
