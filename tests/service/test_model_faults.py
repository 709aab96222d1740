"""What does not fit a model is told in the reader's language, in our words and not those of the library below."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from contactguard.errors import REASONS, FormError
from contactguard.reporting.words import LANGUAGES, Words, catalogue
from contactguard.review.notices import NoticeForm
from contactguard.review.programme import Paragraph
from contactguard.service.api.answers_schemas import ImportIn, SearchQuery, UseIn
from contactguard.service.api.findings import FindingsQuery
from contactguard.service.api.review import VerdictIn
from contactguard.service.api.schemas import ContactOrDraft

ZONE = ZoneInfo("Europe/Copenhagen")
MOMENT = "angiv et tidspunkt med tidszone som 2026-10-20T14:05:00+02:00"


def faults(kind: Any, given: Any) -> FormError:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_json(json.dumps(given))
    return FormError.of(caught.value, whole="body")


def sent_at(moment: Any) -> dict[str, Any]:
    return {"id": "1", "channel": "chat", "messages": [{"author": "agent", "sent_at": moment, "text": "Hej"}]}


@pytest.mark.parametrize(
    ("kind", "given", "fault"),
    [
        (ContactOrDraft, [], "contact: angiv et objekt"),
        (ContactOrDraft, {"messages": {}}, "contact.messages: angiv en liste"),
        (ContactOrDraft, {"messages": []}, "contact.messages: skal udfyldes"),
        (ContactOrDraft, {"id": 3}, "contact.id: angiv tekst"),
        (ContactOrDraft, {"id": "x" * 201}, "contact.id: højst 200 tegn"),
        (
            ContactOrDraft,
            {"channel": "x"},
            "contact.channel: vælg 'call_note', 'transcript', 'email', 'chat', 'letter'",
        ),
        (ContactOrDraft, sent_at("2026-10-20T14:05"), f"contact.messages.0.sent_at: {MOMENT}"),
        (ContactOrDraft, sent_at("i går"), f"contact.messages.0.sent_at: {MOMENT}"),
        (ContactOrDraft, sent_at([]), f"contact.messages.0.sent_at: {MOMENT}"),
        (ContactOrDraft, {"draft": ""}, "draft.draft: skal udfyldes"),
        (ImportIn, {}, "body: send svar eller samtaleguider"),
        (ImportIn, {"answers": 3}, "answers: angiv en liste"),
        (ImportIn, {"answers": [{}] * 1001}, "answers: højst 1000 punkter"),
        (ImportIn, {"answers": [{}]}, "answers.0.title: skal udfyldes"),
        (ImportIn, {"answers": [{"titel": "x"}]}, "answers.0.titel: der er intet felt med det navn; er det stavet"),
        (ImportIn, {"answers": [{"language": "dk1"}]}, "answers.0.language: skriv det på formen ^[a-z]{2}$"),
        (ImportIn, {"answers": [{"variants": 3}]}, "answers.0.variants: angiv et objekt"),
        (ImportIn, {"answers": [{"facts": [{"text": "x"}]}]}, "answers.0.facts.0: angiv kilde og den dag"),
        (ImportIn, {"answers": [{"valid_until": "2026-10-10T10:00:01"}]}, "answers.0.valid_until: angiv en dag som"),
        (UseIn, {"kind": "x"}, "kind: vælg 'open', 'copy', 'walk'"),
        (VerdictIn, {"alike": "måske"}, "alike: angiv true eller false"),
        (SearchQuery, {"limit": "mange"}, "limit: angiv et helt tal"),
        (SearchQuery, {"limit": 0}, "limit: mindst 1"),
        (SearchQuery, {"limit": 99}, "limit: højst 50"),
        (FindingsQuery, {"after": "i går"}, "after: angiv `next` fra siden før"),
        (NoticeForm, {"purpose": "kort"}, "purpose: skriv mindst 10 tegn"),
        (NoticeForm, {"given_on": "i går"}, "given_on: angiv en dag som 2026-10-20"),
        (NoticeForm, {"texts": {"da": "kort"}}, "texts.da: skriv mindst 200 tegn"),
        (Paragraph, {"title": " "}, "title: skal udfyldes"),
    ],
)
def test_a_fault_is_told_in_the_readers_language(kind: Any, given: Any, fault: str) -> None:
    told = Words("da", ZONE).error(faults(kind, given)).splitlines()
    assert [line for line in told if line.startswith(fault)], told
    assert all("nput should" not in line and "have at" not in line for line in told)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("words", sorted(set(REASONS.values())))
def test_each_reason_is_translated(language: str, words: str) -> None:
    assert catalogue(language).gettext(words) != words


def test_a_fault_that_has_no_words_of_ours_keeps_those_of_the_library() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(ContactOrDraft).validate_json("{")
    assert Words("da", ZONE).error(FormError.of(caught.value, "body")).startswith("body: Invalid JSON: EOF")
