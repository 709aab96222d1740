"""An answer or script in, what our own scanner says of each form out: it is read as an agent's own words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.knowledge.answer import Answer, Form
from contactguard.knowledge.placeholders import filler
from contactguard.knowledge.script import Script
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding, Policy

Scan = Callable[[Contact], list[Finding]]

_SOME_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)  # judged by the companies of the profile as given, not of a day
_CHANNELS = {Form.PHONE: Channel.TRANSCRIPT, Form.EMAIL: Channel.EMAIL}


@dataclass(frozen=True)
class Objection:
    """A finding in one form of an answer, or in one step of a script."""

    id: str
    place: str
    finding: Finding

    def __str__(self) -> str:
        return f"{self.id} {self.place}: {self.finding.policy.value}: {self.finding.quote!r}"


def inspect_answer(answer: Answer, organisation: Organisation, scan: Scan) -> list[Objection]:
    """What the scanner finds in the answer as this organisation would give it."""
    forms = as_contacts(answer, organisation).items()
    return [Objection(answer.id, form.value, finding) for form, contact in forms for finding in scan(contact)]


def as_contacts(answer: Answer, organisation: Organisation) -> dict[Form, Contact]:
    """The answer in each form as this organisation would give it to a customer."""
    told = answer.for_country(organisation.grid_company.country)
    return {form: _contact(told, form, organisation) for form in Form}


def inspect_script(script: Script, organisation: Organisation, scan: Scan) -> list[Objection]:
    """What the scanner finds in any step; a step alone owes no duty, so that missing ones do not count."""
    fill = filler(organisation, script.language).fill
    return [
        Objection(script.id, place, finding)
        for place, text in _spoken(script)
        for finding in scan(_said(script.id, script.language, Channel.TRANSCRIPT, [fill(text).text]))
        if finding.policy is not Policy.MISSING_COMPARISON
    ]


def inspect_all(things: Iterable[Answer | Script], organisation: Organisation, scan: Scan) -> list[Objection]:
    found: list[Objection] = []
    for thing in things:
        if isinstance(thing, Answer):
            found += inspect_answer(thing, organisation, scan)
        else:
            found += inspect_script(thing, organisation, scan)
    return found


def _contact(answer: Answer, form: Form, organisation: Organisation) -> Contact:
    """The answer as it would be given to the customer who asks its question."""
    text = filler(organisation, answer.language).fill(answer.text(form)).text
    return _said(answer.id, answer.language, _CHANNELS[form], [text], asked=answer.title)


def _spoken(script: Script) -> Iterator[tuple[str, str]]:
    for name, step in script.steps.items():
        told = " ".join(filter(None, (step.say, step.ask)))
        if told:
            yield name, told
    if script.end.say:
        yield "end", script.end.say


def _said(id_: str, language: str, channel: Channel, texts: list[str], asked: str = "") -> Contact:
    question = [Message(author=Author.CUSTOMER, sent_at=_SOME_DAY, text=asked)] if asked else []
    words = [Message(author=Author.AGENT, sent_at=_SOME_DAY, text=text) for text in texts]
    return Contact(id=id_, channel=channel, language=language, messages=(*question, *words))
