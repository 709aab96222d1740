"""A reading in, a case for the models out: sentences with company names replaced by their relation."""

from collections.abc import Sequence

from contactguard.contacts.model import Contact
from contactguard.contacts.segments import SegmentKind
from contactguard.language.companies import Mention
from contactguard.language.reading import Reading, Sentence
from contactguard.models import inputs
from contactguard.models.masking import NameSpan, Relation, mask

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
_JUDGED = frozenset({SegmentKind.OWN, SegmentKind.SIGNATURE})  # adverts also stand in signatures


def case_of(reading: Reading, subject: tuple[Mention, ...] = ()) -> inputs.Case:
    """The contact as the models see it; quoted history and standing disclaimers are marked as not own."""
    contact = reading.contact
    spans: dict[int, list[NameSpan]] = {}
    for message, mention in reading.mentions:
        for number in reading.touching(message, mention.start, mention.end):
            spans.setdefault(number, []).append(_span(mention))
    return inputs.Case(
        channel=contact.channel,
        line=contact.line,
        subject=mask(contact.subject, map(_span, subject)),
        sentences=tuple(
            _sentence(contact, sentence, spans.get(number, ())) for number, sentence in enumerate(reading.sentences)
        ),
    )


def _sentence(contact: Contact, sentence: Sentence, spans: Sequence[NameSpan]) -> inputs.Sentence:
    text = contact.messages[sentence.message].text
    return inputs.Sentence(
        message=sentence.message,
        start=sentence.start,
        end=sentence.end,
        author=sentence.author.value,
        own=sentence.kind in _JUDGED,
        masked=mask(text, spans, sentence.start, sentence.end),
    )


def _span(mention: Mention) -> NameSpan:
    relation: Relation = next((name for slot, name in _RELATIONS if slot in mention.slots), "SUPPLIER")
    return NameSpan(mention.start, mention.end, relation)
