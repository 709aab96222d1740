from datetime import timedelta

import pytest

from contactguard.contacts.model import Channel
from contactguard.policies.finding import Policy, Severity
from contactguard.review.grouping import candidates, grouped, ordered, plain, stands_in
from contactguard.store.review.records import Waiting
from tests.factories import NOON

OFFER = "Vælg Struer Energi, de er billigst i byen."


def waiting(name: str, quote: str = OFFER, channel: Channel = Channel.EMAIL, **fields: object) -> Waiting:
    given: dict[str, object] = {
        "policy": Policy.AFFILIATE_REFERRAL,
        "severity": Severity.HIGH,
        "score": 0.8,
        "happened_at": NOON,
    }
    return Waiting(fingerprint=name, contact_id=name, message=0, channel=channel, quote=quote, **(given | fields))


def shape(*found: Waiting, texts: dict[str, str] | None = None) -> list[list[str]]:
    read = {(name, 0): text for name, text in (texts or {}).items()}
    return [[group.first.fingerprint, *(one.fingerprint for one in group.alike)] for group in grouped(found, read)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (waiting("a"), waiting("b"), True),
        (waiting("a"), waiting("b", "VÆLG struer energi – de er billigst i byen!"), True),
        (waiting("a", "Kundenr. 4711: " + OFFER), waiting("b", "Kundenr. 12-9: " + OFFER), True),
        (waiting("a"), waiting("b", policy=Policy.AFFILIATE_EMPHASIS), False),
        (waiting("a"), waiting("b", "Vælg Struer Energi, de er dyrest i byen."), False),
        (waiting("a", "Vælg Struer."), waiting("b", "Vælg Struer."), False),  # too short to be one text sent twice
        (waiting("a"), waiting("b", channel=Channel.CALL_NOTE), False),
    ],
)
def test_what_went_out_in_the_same_words_is_one_decision(one: Waiting, other: Waiting, alike: bool) -> None:
    assert shape(one, other) == ([["a", "b"]] if alike else [["a"], ["b"]])


@pytest.mark.parametrize(
    ("texts", "alike"),
    [
        ({"a": "10.12: " + OFFER, "b": "14.50: " + OFFER}, True),
        ({"a": "Kd bad om navnet. " + OFFER, "b": OFFER}, False),
        ({}, False),  # the words were deleted
    ],
)
def test_call_notes_are_alike_only_as_a_whole(texts: dict[str, str], alike: bool) -> None:
    notes = [waiting(name, channel=Channel.CALL_NOTE) for name in "ab"]
    assert candidates(notes) == [("a", 0), ("b", 0)]
    assert shape(*notes, texts=texts) == ([["a", "b"]] if alike else [["a"], ["b"]])


def test_only_notes_with_equal_quotes_are_read_for_it() -> None:
    notes = [waiting("a", channel=Channel.CALL_NOTE), waiting("b", "Andet.", channel=Channel.CALL_NOTE), waiting("c")]
    assert candidates(notes) == []


def test_the_gravest_comes_first_then_the_surest_then_the_oldest() -> None:
    found = [
        waiting("light", severity=Severity.LOW, score=0.99),
        waiting("unsure", score=0.5),
        waiting("new", happened_at=NOON + timedelta(days=1)),
        waiting("old"),
        waiting("medium", severity=Severity.MEDIUM, score=0.99),
    ]
    assert [one.fingerprint for one in ordered(found)] == ["old", "new", "unsure", "medium", "light"]


def test_a_group_waits_where_its_gravest_would() -> None:
    found = [waiting("b", score=0.1), waiting("other", "Noget helt andet, som er langt.", score=0.5), waiting("a")]
    assert shape(*found) == [["a", "b"], ["other"]]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Ring til Struer Energi, de hjælper", True),
        ("ring", False),
        ("", False),
        ("Ring til Vestjysk Energi i dag", False),
    ],
)
def test_words_of_an_answer_are_told_from_words_that_anybody_says(quote: str, expected: bool) -> None:
    assert stands_in(quote, [plain("Hej. Ring til Struer Energi, de hjælper dig gerne.")]) is expected
