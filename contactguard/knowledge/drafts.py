"""A draft in, what our scanner finds in it out, each with a passage that may stand there instead.

An approved text put in from the base is recognised; only what was added around it is judged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from contactguard.contacts.model import Channel, Contact
from contactguard.knowledge.answer import Answer, Form
from contactguard.knowledge.library import Library
from contactguard.knowledge.placeholders import filler
from contactguard.language.detection import detect
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Finding, Policy

FITTING = {
    Policy.AFFILIATE_REFERRAL: "supplier-switch",
    Policy.AFFILIATE_EMPHASIS: "supplier-affiliate-relation",
    Policy.EXTERNAL_PREFERENCE: "supplier-choice",
    Policy.DISPARAGEMENT: "supplier-choice",
    Policy.NAMED_INSTALLER: "installer-find",
    Policy.MISSING_COMPARISON: "supplier-comparison",
    Policy.SENSITIVE_DISCLOSURE: "data-to-third-party",
    Policy.PREFERENTIAL_TREATMENT: "neutrality",
    Policy.AFFILIATE_MARKETING: "neutrality",
}
SHORTEST_BLOCK = 40  # characters; a shorter line may stand in any mail
_WRITTEN = (Channel.EMAIL, Channel.LETTER)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\S+")
_DUTY = {
    "da": "Prisportalen er ikke nævnt.",
    "sv": "Jämförelsesajten nämns inte.",
    "nb": "Prisportalen er ikke nevnt.",
    "en": "The comparison site is not mentioned.",
}


@dataclass(frozen=True)
class Advice:
    """A finding with the approved text that fits; `duty` names what is missing, where that is the matter."""

    finding: Finding
    answer: Answer | None
    passage: str | None
    duty: str | None = None


class Drafts:
    """Judges drafts of one organisation by what is approved now."""

    def __init__(self, approved: Library, organisation: Organisation) -> None:
        self.approved = approved
        self.organisation = organisation
        self._blocks = dict(sorted(self._approved()))

    def advise(self, contact: Contact, findings: Iterable[Finding], language: str, today: date) -> list[Advice]:
        """Advice on the contact's last message, which is the draft, in the order of its text.

        Told in `language`; the passage is in that of the draft, and for mails and letters of the e-mail form. What has
        expired is neither offered nor recognised.
        """
        last = len(contact.messages) - 1
        text = contact.messages[last].text
        own = [one for one in findings if one.policy is Policy.MISSING_COMPARISON or one.message == last]
        if not own:
            return []
        approved, written = self.blocks(text, today), self._written(contact, text, language)
        form = Form.EMAIL if contact.channel in _WRITTEN else Form.PHONE
        fitting = {one.policy: self._fitting(one.policy, written, form, today) for one in own}
        return [_advice(one, language, *fitting[one.policy]) for one in own if not _within(one, approved)]

    def blocks(self, text: str, today: date) -> list[tuple[int, int]]:
        """Where approved paragraphs stand in the text, whatever its line breaks."""
        flat, places = _flat(text)
        found = []
        for block, valid_until in self._blocks.items():
            start = flat.find(block)
            if start >= 0 and valid_until >= today:
                found.append((places[start], places[start + len(block) - 1] + 1))
        return sorted(found)

    def _approved(self) -> Iterator[tuple[str, date]]:
        """Paragraphs of all approved answers as an agent gets them, each with its last day, the latest last."""
        for answer in self.approved.answers.values():
            for form in Form:
                for block in self._paragraphs(answer, form):
                    flat = " ".join(block.split())
                    if len(flat) >= SHORTEST_BLOCK:
                        yield flat, answer.valid_until

    def _paragraphs(self, answer: Answer, form: Form) -> list[str]:
        """The paragraphs, filled, but for greetings: those that an agent fills in herself, and has in her draft."""
        told = answer.for_country(self.organisation.grid_company.country).text(form)
        fill = filler(self.organisation, answer.language).fill
        filled = [fill(block).text for block in _PARAGRAPHS.split(told.strip())]
        return [block for block in filled if "{" not in block]

    def _written(self, contact: Contact, text: str, language: str) -> str:
        """The draft's language, where it is one the company writes in; Danish and Norwegian are easily mixed up."""
        likely = contact.language or detect(text)
        return likely if likely in {*self.organisation.grid_company.languages, "en"} else language

    def _fitting(self, policy: Policy, written: str, form: Form, today: date) -> tuple[Answer | None, str | None]:
        """The approved answer to the matter, and its text."""
        answer = self.approved.answers.get(f"{FITTING[policy]}-{written}")
        if answer is None or answer.expired(today):
            return answer, None
        return answer, "\n\n".join(self._paragraphs(answer, form))


def pieces(text: str, advice: Sequence[Advice]) -> list[tuple[str, tuple[int, ...]]]:
    """The draft in pieces, each with the numbers of all advice that it is evidence for; a missing duty has no place."""
    places = [(number, one.finding.start, one.finding.end) for number, one in enumerate(advice, 1) if not one.duty]
    cuts = sorted({0, len(text), *(cut for _, *ends in places for cut in ends)})
    return [
        (text[start:end], tuple(number for number, first, last in places if first <= start and end <= last))
        for start, end in pairwise(cuts)
    ]


def _advice(finding: Finding, language: str, answer: Answer | None, passage: str | None) -> Advice:
    duty = _DUTY.get(language, _DUTY["en"]) if finding.policy is Policy.MISSING_COMPARISON else None
    return Advice(finding, answer, passage, duty)


def _flat(text: str) -> tuple[str, list[int]]:
    """The text with single spaces, and where each of its characters stood."""
    pieces: list[str] = []
    places: list[int] = []
    for word in _WORD.finditer(text):
        if pieces:
            pieces.append(" ")
            places.append(word.start() - 1)
        pieces.append(word[0])
        places.extend(range(*word.span()))
    return "".join(pieces), places


def _within(finding: Finding, blocks: list[tuple[int, int]]) -> bool:
    """A missing duty is judged on the whole, since an approved block meets it for the draft around it."""
    if finding.policy is Policy.MISSING_COMPARISON:
        return False
    return any(start <= finding.start and finding.end <= end for start, end in blocks)
