"""What the labelled contacts call a breach is never read as something nobody judges."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contactguard.contacts.model import Contact
from contactguard.contacts.segments import Segment, SegmentKind, split

CORPUS = Path(__file__).parents[1] / "corpus"
JUDGED = {SegmentKind.OWN}


@pytest.mark.parametrize("file", sorted(CORPUS.glob("train-*.jsonl")), ids=lambda file: file.stem)
def test_no_breach_falls_outside_the_words_that_are_judged(file: Path) -> None:
    lost = [found for line in file.read_text("utf-8").split("\n") if line for found in _lost(json.loads(line))]
    assert lost == []


def _lost(labelled: dict[str, Any]) -> Iterator[tuple[str, str]]:
    contact = Contact.model_validate(labelled)
    segments = split(contact)
    for finding in labelled["findings"]:
        allowed = JUDGED | ({SegmentKind.SIGNATURE} if finding["policy"] == "affiliate-marketing" else set())
        if not any(_holds(contact, segment, finding) for segment in segments if segment.kind in allowed):
            yield contact.id, finding["quote"]


def _holds(contact: Contact, segment: Segment, finding: dict[str, Any]) -> bool:
    text = contact.messages[segment.message].text[segment.start : segment.end]
    return segment.message == finding["message"] and str(finding["quote"]) in text


def test_there_is_a_corpus() -> None:
    assert len(list(CORPUS.glob("train-*.jsonl"))) > 5
