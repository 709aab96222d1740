"""What the models get to see of a contact."""

from functools import cache

import pytest

from contactguard.contacts.model import Channel
from contactguard.scanning.cases import case_of
from contactguard.scanning.scanner import Scanner
from tests.conftest import CORPUS
from tests.factories import make_contact


@cache
def scanner() -> Scanner:
    return Scanner.from_profile(CORPUS / "profiles" / "struer.toml", models=False)


@pytest.mark.parametrize(
    ("text", "language", "masked", "marks"),
    [
        (
            "Henviste til Struer Energi.",
            "da",
            "Henviste til [AFFILIATE].",
            ("refer", "AFFILIATE", "raised:affiliate-referral"),
        ),
        (
            "Recommended Struer Energi.",
            "en",
            "Recommended [AFFILIATE].",
            ("refer", "AFFILIATE", "raised:affiliate-referral"),
        ),
        ("Henviste ikke til Struer Energi.", "da", "Henviste ikke til [AFFILIATE].", ("refer", "qualifier:negated")),
        ("Måleren blev aflæst.", "da", "Måleren blev aflæst.", ()),
        ("Sagde [SITE] om Struer Energi.", "da", "Sagde (SITE) om [AFFILIATE].", ("AFFILIATE",)),
        ("Måleren blev aflæst [SITE].", "da", "Måleren blev aflæst (SITE).", ()),
    ],
)
def test_a_sentence_bears_the_relations_cues_and_findings_of_the_rules(
    text: str, language: str, masked: str, marks: tuple[str, ...]
) -> None:
    reading = scanner().read(make_contact(text=text, language=language))
    (sentence,) = case_of(reading, scanner().judge_of(reading.contact).findings(reading)).sentences
    assert sentence.masked == masked
    assert set(marks) <= set(sentence.marks)
    assert bool(marks) == bool(sentence.marks)
    assert [mark for mark in sentence.marks if mark.startswith("raised:")] == [
        mark for mark in marks if mark.startswith("raised:")
    ]


def test_marks_stand_in_the_order_of_the_text() -> None:
    reading = scanner().read(make_contact(text="Struer Energi kan anbefales.", language="da"))
    (sentence,) = case_of(reading, ()).sentences
    assert sentence.marks.index("AFFILIATE") < sentence.marks.index("refer")


@pytest.mark.parametrize(
    ("last", "masked"),
    [
        ("Struer Elnet A/S", ""),
        ("En del af Struer Vand", ""),
        ("Tlf. 97 00 00 10", ""),
        ("Struer Energi A/S", "[AFFILIATE]"),
        ("www.elpris.dk", "www.[SITE]"),
    ],
)
def test_a_signature_is_read_only_where_it_names_another_company(last: str, masked: str) -> None:
    text = f"Hej Bo\n\nMåleren er skiftet.\n\nVenlig hilsen\nMette Holm\n{last}"
    reading = scanner().read(make_contact(text=text, language="da", channel=Channel.EMAIL))
    sentences = case_of(reading, ()).sentences
    assert [one.masked for one in sentences] == ["Hej Bo", "Måleren er skiftet.", "", "", masked]
