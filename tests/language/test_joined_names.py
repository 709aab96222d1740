"""Company names with something joined to them, and words that only look like one."""

from datetime import UTC, datetime

import pytest

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.language.patterns import Item
from contactguard.policies.examples import example_organisation
from contactguard.policies.judging import Judge

JUDGE = Judge(example_organisation("da"))


def items(text: str) -> tuple[Item, ...]:
    message = Message(author=Author.AGENT, sent_at=datetime(2026, 1, 1, tzinfo=UTC), text=text)
    contact = Contact(id="one", channel=Channel.CALL_NOTE, language="da", line="general", messages=(message,))
    return JUDGE.read(contact, "da").sentences[0].items


@pytest.mark.parametrize("text", ["Struer Energi-kunder kommer først.", "Scanenergi-kunder kommer først."])
def test_what_is_joined_to_a_name_can_still_be_asked_for(text: str) -> None:
    first = items(text)[0]
    assert "affiliate" in first.slots
    assert first.word.endswith("-kunder")


@pytest.mark.parametrize(
    ("text", "site"),
    [("Se på Elpris.", True), ("Se Elpris' side.", True), ("Elprisen er steget.", False), ("Se elpris.dk.", True)],
)
def test_the_price_of_electricity_is_no_comparison_site(text: str, site: bool) -> None:
    assert any("site" in item.slots for item in items(text)) is site
