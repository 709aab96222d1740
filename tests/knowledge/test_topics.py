import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from contactguard.contacts.model import Author, Contact, Message
from contactguard.knowledge.topics import SuppliedTopics, titles
from contactguard.scanning.scanner import Scanner
from tests.conftest import CORPUS
from tests.factories import NOON, make_contact

READ = yaml.safe_load((Path(__file__).parent / "topics.yaml").read_text("utf-8"))
RIGHT = 0.9


def read_by_hand() -> Iterator[tuple[Contact, str | None]]:
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            told = json.loads(line)
            if told["id"] in READ:
                yield Contact.model_validate(told), READ[told["id"]]


def test_nine_in_ten_topics_are_those_a_person_reads() -> None:
    given = [(SuppliedTopics().topic(contact, contact.language or ""), topic) for contact, topic in read_by_hand()]
    assert len(given) == len(READ)
    sure = [one == topic for one, topic in given if one is not None]
    assert sum(sure) >= RIGHT * len(sure)
    assert len(sure) >= 0.75 * len(given)


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("Kd spørger om ladestander til elbil, skal den anmeldes?", "da", "ev-charger"),
        ("Hur byter jag elhandlare?", "sv", "supplier-switch"),
        ("Hvor leser jeg av måleren?", "nb", "meter-reading"),
        ("There is a power cut in our street now.", "en", "outage-now"),
        ("Rør smør og sukker hvidt. Slå æggene i et ad gangen.", "da", None),
        ("Ok.", "sv", None),
        ("", "en", None),
    ],
)
def test_a_contact_has_the_topic_it_speaks_of_or_none(text: str, language: str, topic: str | None) -> None:
    assert SuppliedTopics().topic(make_contact(text=text, language=language), language) == topic


def test_what_the_customer_asks_weighs_more_than_what_the_agent_says() -> None:
    said = {Author.AGENT: "Goddag, det er om solceller.", Author.CUSTOMER: "Hej, hvordan skifter jeg elselskab?"}
    turns = tuple(Message(author=author, sent_at=NOON, text=text) for author, text in said.items())
    assert SuppliedTopics().topic(make_contact(messages=turns), "da") == "supplier-switch"


def test_topics_reach_other_processes_as_they_are() -> None:
    contact = make_contact(text="Solceller på taget")
    assert pickle.loads(pickle.dumps(SuppliedTopics())).topic(contact, "da") == "solar"


def test_topics_belong_to_what_a_scan_hangs_on() -> None:
    path = CORPUS / "profiles" / "struer.toml"
    plain, full = (Scanner.from_profile(path, models=False, topics=one) for one in (None, SuppliedTopics()))
    contact = make_contact(text="Hvor leser jeg av måleren?", language="nb")
    assert plain.rule_set != full.rule_set
    assert (plain.examine(contact).tally.topic, full.examine(contact).tally.topic) == (None, "meter-reading")


def test_every_topic_is_called_something_in_every_language() -> None:
    assert len({frozenset(titles(language)) for language in ("da", "sv", "nb", "en")}) == 1
    assert titles("sv")["solar"] == "Solceller"
