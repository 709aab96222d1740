from datetime import date, timedelta

import pytest

from contactguard.contacts.model import Author, Channel, Message
from contactguard.knowledge.drafts import FITTING, Advice, Drafts, pieces
from contactguard.knowledge.library import Library
from contactguard.organisation.model import Organisation
from contactguard.policies.finding import Policy
from contactguard.scanning.scanner import Scanner
from tests.factories import NOON, make_contact, make_finding
from tests.knowledge.factories import make_answer

TODAY = date(2026, 10, 20)
FAVOUR = "Jeg kan anbefale Struer Energi."


@pytest.fixture(scope="module")
def drafts(base: Library, struer: Organisation) -> Drafts:
    return Drafts(base, struer)


@pytest.fixture(scope="module")
def scanner(struer: Organisation) -> Scanner:
    return Scanner(struer)


def advised(drafts: Drafts, scanner: Scanner, text: str, enquiry: str = "") -> list[Policy]:
    messages = [Message(author=Author.AGENT, sent_at=NOON, text=text)]
    if enquiry:
        messages.insert(0, Message(author=Author.CUSTOMER, sent_at=NOON, text=enquiry))
    contact = make_contact(messages=tuple(messages), channel=Channel.EMAIL, language="da")
    return [one.finding.policy for one in drafts.advise(contact, scanner.scan(contact), "da", TODAY)]


def test_every_policy_has_a_fitting_answer(base: Library) -> None:
    assert set(FITTING) == set(Policy)
    assert all(f"{topic}-da" in base.answers for topic in FITTING.values())


def test_a_favour_is_met_with_the_approved_passage(drafts: Drafts, scanner: Scanner) -> None:
    contact = make_contact(text=FAVOUR, channel=Channel.EMAIL, language="da")
    advice = drafts.advise(contact, scanner.scan(contact), "da", TODAY)
    assert [one.finding.policy for one in advice] == [Policy.AFFILIATE_REFERRAL]
    assert advice[0].answer is not None
    assert advice[0].answer.id == "supplier-switch-da"
    assert "elpris.dk" in str(advice[0].passage)


def test_a_missing_duty_is_named(drafts: Drafts, scanner: Scanner) -> None:
    enquiry = "Hvordan skifter jeg elselskab, og hvem er billigst?"
    messages = (
        Message(author=Author.CUSTOMER, sent_at=NOON, text=enquiry),
        Message(author=Author.AGENT, sent_at=NOON, text="Du kontakter bare det elselskab, du vælger."),
    )
    contact = make_contact(messages=messages, channel=Channel.EMAIL, language="da")
    advice = drafts.advise(contact, scanner.scan(contact), "da", TODAY)
    assert [one.duty for one in advice] == ["Prisportalen er ikke nævnt."]


def test_an_approved_block_is_recognised_whatever_its_line_breaks(drafts: Drafts, base: Library) -> None:
    block = base.answer("installer-find-da").phone.replace(" ", "\n ")
    text = f"Hej Bo\n\n{block}\n{FAVOUR}"
    start, end = drafts.blocks(text, TODAY)[0]
    assert text[start:end].split() == block.split()


def test_only_what_was_added_to_a_block_is_judged(struer: Organisation, base: Library, scanner: Scanner) -> None:
    """Even if a rule came to object to the block itself, the draft is not blamed for it."""
    answer = base.answer("solar-da").model_copy(update={"phone": f"{FAVOUR} Det er den godkendte tekst om dette."})
    drafts = Drafts(Library.of([answer]), struer)
    assert advised(drafts, scanner, answer.phone) == []
    assert advised(drafts, scanner, f"{answer.phone}\n\nVælg Struer Energi, de er billigst.") != []
    assert advised(Drafts(Library.of([]), struer), scanner, answer.phone) != []
    expired = answer.model_copy(update={"valid_until": TODAY - timedelta(days=1)})
    assert advised(Drafts(Library.of([expired]), struer), scanner, answer.phone) != []


@pytest.mark.parametrize(
    ("channel", "form"), [(Channel.EMAIL, "email"), (Channel.LETTER, "email"), (Channel.CHAT, "phone")]
)
def test_the_passage_is_of_the_form_that_fits_the_channel(
    struer: Organisation, scanner: Scanner, channel: Channel, form: str
) -> None:
    """Without greeting and close: the draft has its own."""
    answer = make_answer(phone="Sagt i telefonen.", email="Hej {customer}\n\nSkrevet\ni mailen.\n\nHilsen\n{agent}")
    contact = make_contact(text=FAVOUR, channel=channel, language="da")
    (advice,) = Drafts(Library.of([answer]), struer).advise(contact, scanner.scan(contact), "da", TODAY)
    assert advice.passage == {"email": "Skrevet\ni mailen.", "phone": "Sagt i telefonen."}[form]


def test_an_answer_that_has_expired_is_named_and_not_offered(struer: Organisation, scanner: Scanner) -> None:
    answer = make_answer(valid_until=TODAY - timedelta(days=1))
    contact = make_contact(text=FAVOUR, channel=Channel.EMAIL, language="da")
    (advice,) = Drafts(Library.of([answer]), struer).advise(contact, scanner.scan(contact), "da", TODAY)
    assert (advice.answer, advice.passage) == (answer, None)


@pytest.mark.parametrize(
    ("quotes", "marked"),
    [
        ((), [("Vælg A frem for B.", ())]),
        (("Vælg A", "B"), [("Vælg A", (1,)), (" frem for ", ()), ("B", (2,)), (".", ())]),
        (("Vælg A frem for B.", "Vælg A frem for B."), [("Vælg A frem for B.", (1, 2))]),
        (("Vælg A frem for B.", "A"), [("Vælg ", (1,)), ("A", (1, 2)), (" frem for B.", (1,))]),
        (("Vælg A frem", "A frem for B."), [("Vælg ", (1,)), ("A frem", (1, 2)), (" for B.", (2,))]),
    ],
)
def test_every_advice_is_numbered_at_its_words_where_two_share_them_too(
    quotes: tuple[str, ...], marked: list[tuple[str, tuple[int, ...]]]
) -> None:
    contact = make_contact(text="Vælg A frem for B.")
    advice = [Advice(make_finding(contact, quote), None, None) for quote in quotes]
    assert pieces(contact.messages[0].text, advice) == marked


def test_a_missing_duty_marks_no_words() -> None:
    contact = make_contact(text="Du vælger frit.")
    advice = [Advice(make_finding(contact, "Du vælger"), None, None, "Prisportalen er ikke nævnt.")]
    assert pieces(contact.messages[0].text, advice) == [("Du vælger frit.", ())]
