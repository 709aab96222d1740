import pytest

from contactguard.contacts.model import Channel
from contactguard.policies.finding import Policy
from contactguard.policies.likeness import likeness, plain, stands_in

OFFER = "Vælg Struer Energi, de er billigst i byen."
REFERRAL, EMPHASIS = Policy.AFFILIATE_REFERRAL, Policy.AFFILIATE_EMPHASIS


@pytest.mark.parametrize(
    ("policy", "quote", "alike"),
    [
        (REFERRAL, OFFER, True),
        (REFERRAL, "VÆLG struer energi – de er billigst i byen!", True),
        (REFERRAL, "Vælg Struer Energi, de er dyrest i byen.", False),
        (EMPHASIS, OFFER, False),
    ],
)
def test_what_went_out_in_the_same_words_is_one_decision(policy: Policy, quote: str, alike: bool) -> None:
    letter = likeness(REFERRAL, Channel.LETTER, OFFER, "Hej Ida. " + OFFER)
    assert letter is not None
    assert (letter == likeness(policy, Channel.EMAIL, quote, "Hej Bo. " + quote)) is alike
    assert letter != likeness(policy, Channel.CALL_NOTE, quote, quote)


def test_numbers_of_customers_do_not_count() -> None:
    one, other = (likeness(REFERRAL, Channel.EMAIL, f"Kundenr. {of}: {OFFER}", None) for of in ("4711", "12-9"))
    assert one == other


def test_words_too_short_to_be_one_text_sent_twice_are_like_no_others() -> None:
    assert likeness(REFERRAL, Channel.EMAIL, "Vælg Struer.", "Vælg Struer.") is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("10.12: " + OFFER, "14.50: " + OFFER, True),
        ("Kd bad om navnet. " + OFFER, OFFER, False),
    ],
)
def test_call_notes_are_alike_only_as_a_whole(one: str, other: str, alike: bool) -> None:
    first, second = (likeness(REFERRAL, Channel.CALL_NOTE, OFFER, text) for text in (one, other))
    assert (first == second) is alike


def test_a_call_note_whose_words_were_deleted_is_like_no_other() -> None:
    assert likeness(REFERRAL, Channel.CALL_NOTE, OFFER, None) is None


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
