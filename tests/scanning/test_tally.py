from functools import cache

import pytest

from contactguard.contacts.model import Author, Channel, Message
from contactguard.scanning.scanner import Scanner
from contactguard.scanning.tally import Tally
from tests.conftest import CORPUS
from tests.factories import NOON, make_contact


@cache
def scanner(profile: str) -> Scanner:
    return Scanner.from_profile(CORPUS / "profiles" / f"{profile}.toml", models=False)


def tally(*said: str, profile: str = "struer", language: str = "da", line: str = "general") -> Tally:
    """Turns of customer (K:) and agent (A:)."""
    authors = {"K": Author.CUSTOMER, "A": Author.AGENT}
    messages = tuple(Message(author=authors[turn[0]], sent_at=NOON, text=turn[3:]) for turn in said)
    contact = make_contact(messages=messages, language=language, line=line, channel=Channel.EMAIL)
    return scanner(profile).examine(contact).tally


@pytest.mark.parametrize(
    ("said", "enquiry", "fulfilled"),
    [
        (("K: Hvem kan man købe strøm af?", "A: Alle leverandører står på elpris.dk."), True, True),
        (("K: Hvem kan man købe strøm af?", "A: Det må du selv finde ud af på nettet."), True, False),
        (("K: Hvornår kommer I og skifter måleren?", "A: I morgen mellem otte og ti."), False, False),
    ],
)
def test_a_supplier_enquiry_counts_with_what_became_of_it(
    said: tuple[str, ...], enquiry: bool, fulfilled: bool
) -> None:
    told = tally(*said)
    assert (told.enquiry, told.fulfilled) == (enquiry, fulfilled)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (("K: Jeg skal have strøm.", "A: Du kan vælge Norlys eller Struer Energi."), {"Norlys", "Struer Energi"}),
        (("K: Kan I stille mig om til Norlys?", "A: Norlys har åbent fra ni."), set()),
        (("A: Kunden siger, at hun er kunde hos Norlys.",), set()),
        (("K: Jeg skal have strøm.", "A: Alle leverandører står på elpris.dk."), set()),
    ],
)
def test_suppliers_that_the_agent_brings_up_are_counted_and_no_others(said: tuple[str, ...], named: set[str]) -> None:
    assert set(tally(*said).first_named) == named


def test_an_affiliates_own_line_is_not_asked() -> None:
    said = ("K: Hvem kan man købe strøm af?", "A: Vælg Struer Energi.")
    assert tally(*said, line="affiliate") == Tally()
    assert tally(*said).of_suppliers


def test_examining_finds_what_scanning_finds() -> None:
    contact = make_contact(text="Henviste til Struer Energi.", language="da")
    assert list(scanner("struer").examine(contact).findings) == scanner("struer").scan(contact) != []
