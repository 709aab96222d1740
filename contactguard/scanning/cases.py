"""A reading in, a case for the models out: sentences with company names replaced by their relation."""

import re
from collections.abc import Collection, Iterable, Sequence

from contactguard.contacts.model import Contact
from contactguard.contacts.segments import SegmentKind
from contactguard.language.companies import Mention
from contactguard.language.reading import Reading, Sentence
from contactguard.models import inputs
from contactguard.models.masking import TOKEN, NameSpan, Relation, mask
from contactguard.policies.finding import Finding

_RELATIONS: tuple[tuple[str, Relation], ...] = (
    ("affiliate-installer", "AFFILIATE_INSTALLER"),
    ("affiliate", "AFFILIATE"),
    ("group", "GROUP"),
    ("grid", "GRID"),
    ("site", "SITE"),
    ("brand", "BRAND"),
    ("installer", "INSTALLER"),
    ("supplier", "SUPPLIER"),
)
_NAME = re.compile(r"[a-z][a-z:-]+")
_DULL = frozenset({"reason", "courtesy", "those", "addressing"})  # cues that tell nothing
_JUDGED = frozenset({SegmentKind.OWN, SegmentKind.SIGNATURE})  # adverts also stand in signatures
_OWN_NAMES = frozenset({"[GRID]", "[GROUP]"})


def case_of(reading: Reading, findings: Iterable[Finding], subject: tuple[Mention, ...] = ()) -> inputs.Case:
    """The contact as the models see it, with what the rules found in it.

    Quoted history and standing disclaimers are marked as not own. A signature is read only where it names another
    company: beside six lines of who signed, what a short mail says would pass for nothing.
    """
    contact = reading.contact
    spans: dict[int, list[NameSpan]] = {}
    for message, mention in reading.mentions:
        for number in reading.touching(message, mention.start, mention.end):
            spans.setdefault(number, []).append(_span(mention))
    raised: dict[int, list[str]] = {}
    for finding in findings:
        for number in reading.touching(finding.message, finding.start, finding.end):
            raised.setdefault(number, []).append(f"raised:{finding.policy}")
    return inputs.Case(
        channel=contact.channel,
        line=contact.line,
        subject=mask(contact.subject, map(_span, subject)),
        sentences=tuple(
            _sentence(contact, sentence, spans.get(number, ()), raised.get(number, ()))
            for number, sentence in enumerate(reading.sentences)
        ),
    )


def _sentence(
    contact: Contact, sentence: Sentence, spans: Sequence[NameSpan], raised: Iterable[str]
) -> inputs.Sentence:
    masked = mask(contact.messages[sentence.message].text, spans, sentence.start, sentence.end)
    return inputs.Sentence(
        message=sentence.message,
        start=sentence.start,
        end=sentence.end,
        author=sentence.author.value,
        own=sentence.kind in _JUDGED,
        masked="" if sentence.kind is SegmentKind.SIGNATURE and _names_none_but_own(masked) else masked,
        marks=(*_marks(sentence), *sorted(raised)),
    )


def _names_none_but_own(masked: str) -> bool:
    return _OWN_NAMES.issuperset(TOKEN.findall(masked))


def _marks(sentence: Sentence) -> list[str]:
    """Relations and cues in order of place; a rule's own pattern, which has no name, is left out."""
    companies = ((place, _relation(item.slots)) for place, item in enumerate(sentence.items) if item.name)
    cues = ((match.first, match.group) for match in sentence.matches if _NAME.fullmatch(match.group))
    return [mark for _, mark in sorted({*companies, *cues}) if mark not in _DULL]


def _relation(slots: Collection[str]) -> Relation:
    return next((name for slot, name in _RELATIONS if slot in slots), "SUPPLIER")


def _span(mention: Mention) -> NameSpan:
    return NameSpan(mention.start, mention.end, _relation(mention.slots))
