"""The scanner finds what the text says, the same each time and in every way of running it."""

import json
import random
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.errors import InputError
from contactguard.policies import ruleset
from contactguard.policies.finding import Origin, Policy
from contactguard.scanning import program
from contactguard.scanning.runner import open_runner
from contactguard.scanning.scanner import Scanner
from contactguard.scanning.tally import Examined
from tests.conftest import CORPUS
from tests.factories import NOON, make_contact

STRUER = CORPUS / "profiles" / "struer.toml"
PIECES = (
    *("Henviste til Struer Energi.", "Struer Energi er billigst", "ikke", "Norlys", "elpris.dk", "kd. spurgte om", "?"),
    *("Fra: x@y.dk", "> Struer Energi", "\n", "\n\n", "Hej", "Mvh", "12.", "😀", "\u202e", "<b>", "bl.a.", " ", "—"),
    *("Hvilket elselskab skal jeg vælge?", "Vi anbefaler dem.", "STRUER ENERGI", "struer energi", "-kunder", "\x00"),
)


@cache
def scanner(models: bool = False) -> Scanner:
    return Scanner.from_profile(STRUER, models=models)


def test_letters_written_as_two_characters_are_read_as_one(tmp_path: Path) -> None:
    text = "Kd saknar elavtal. Hänvisade till Kalmar Energi Försäljning."
    apart = tmp_path / "kalmar.toml"
    apart.write_text(normalize("NFD", (CORPUS / "profiles" / "kalmar.toml").read_text("utf-8")), "utf-8")
    contacts = [make_contact(text=normalize(form, text), subject=normalize(form, "Värme")) for form in ("NFC", "NFD")]
    assert contacts[1] == contacts[0]
    found = [
        Scanner.from_profile(profile, models=False).scan(contact)
        for profile in (CORPUS / "profiles" / "kalmar.toml", apart)
        for contact in contacts
    ]
    assert all(findings == found[0] for findings in found)
    assert Policy.AFFILIATE_REFERRAL in [one.policy for one in found[0]]
    assert all(text[one.start : one.end] == one.quote for one in found[0])


def corpus(name: str, count: int) -> Iterator[Contact]:
    lines = (CORPUS / name).read_text("utf-8").splitlines()
    contacts = (json.loads(line) for line in lines)
    return (Contact.model_validate(one) for one in [one for one in contacts if one["profile"] == "struer"][:count])


def check_invariants(contact: Contact, scans: Scanner) -> None:
    found = scans.scan(contact)
    assert scans.scan(contact) == found
    assert found == sorted(found, key=lambda one: (one.message, one.start, one.end, one.policy))
    for one in found:
        text = contact.messages[one.message].text
        assert text[one.start : one.end] == one.quote != ""
        assert all(text[part.start : part.end] for part in one.explanation.found if part.message == one.message)


def test_a_referral_is_found_and_explained() -> None:
    contact = make_contact(text="Kunden spurgte om en ny aftale. Henviste til Struer Energi.", language="da")
    (finding,) = scanner().scan(contact)
    assert (finding.policy, finding.quote, finding.companies) == (
        "affiliate-referral",
        "Henviste til Struer Energi.",
        ("Struer Energi",),
    )
    assert {part.kind for part in finding.explanation.found} >= {"cue", "company"}


@pytest.mark.parametrize(
    "statement",
    [
        "Oplyste at Modstrøm har haft mange klager, så dem ville jeg holde mig fra.",
        "Dem ville jeg holde mig fra, for Modstrøm har haft mange klager.",
    ],
)
def test_what_rules_of_one_policy_see_in_a_sentence_is_one_statement_quoted_whole(statement: str) -> None:
    (finding,) = scanner().scan(make_contact(text=f"Kunden nævnte Modstrøm. {statement}", language="da"))
    assert (finding.policy, finding.quote) == ("disparagement", statement)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Oplyste måleraflæsning.", "Må ikke henvise til Struer Energi."])
def test_plain_contacts_are_silent(text: str) -> None:
    assert scanner().scan(make_contact(text=text, language="da")) == []


@pytest.mark.parametrize("language", [None, "", "xx", "fi"])
def test_a_language_not_given_or_not_known_is_detected(language: str | None) -> None:
    text = "Kunden ringede og ville vide noget om en ny aftale til huset. Henviste til Struer Energi."
    assert [one.policy for one in scanner().scan(make_contact(text=text, language=language))] == ["affiliate-referral"]


@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30),
    channel=st.sampled_from(Channel),
    author=st.sampled_from(Author),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_findings_quote_the_text_and_are_the_same_twice(pieces: list[str], channel: Channel, author: Author) -> None:
    message = Message(author=author, sent_at=NOON, text=" ".join(pieces))
    check_invariants(make_contact(messages=(message,), channel=channel, language="da"), scanner())


@pytest.mark.models
def test_a_model_finding_stands_under_the_paragraph_that_the_rules_of_its_policy_serve() -> None:
    scans = scanner(models=True)
    found = [one for contact in corpus("dev-da.jsonl", 60) for one in scans.scan(contact)]
    learned = [one for one in found if one.origin is Origin.MODEL]
    assert learned
    rules = ruleset.load("da")
    assert {one.explanation.programme for one in learned} <= {loaded.programme for loaded in rules.rules}
    assert all(one.explanation.programme == rules.programmes[one.policy] for one in learned)


@pytest.mark.models
def test_findings_of_the_models_quote_the_text_and_are_the_same_twice() -> None:
    rng = random.Random(7)
    for contact in corpus("dev-da.jsonl", 12):
        check_invariants(contact, scanner(models=True))
    for _ in range(25):
        text = " ".join(rng.choices(PIECES, k=12))
        check_invariants(make_contact(text=text, language="da"), scanner(models=True))


def test_worker_processes_find_what_is_found_inline() -> None:
    contacts = list(corpus("dev-da.jsonl", 60))
    make = partial(Scanner.from_profile, STRUER, models=False)
    with open_runner(scanner(), make) as inline, open_runner(scanner(), make, workers=2) as apart:
        found = list(inline(contacts))
        assert any(isinstance(one, Examined) and one.findings for one in found)
        assert list(apart(contacts)) == found


def test_the_rule_set_tells_profiles_and_models_apart() -> None:
    kalmar = Scanner.from_profile(CORPUS / "profiles" / "kalmar.toml", models=False)
    versions = {scanner().rule_set, kalmar.rule_set}
    assert len(versions) == 2
    assert Scanner.from_profile(STRUER, models=False).rule_set in versions


def test_the_rule_set_tells_releases_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Scanner.from_profile(STRUER, models=False).rule_set
    monkeypatch.setattr(program, "version", lambda: "of the next release")
    assert Scanner.from_profile(STRUER, models=False).rule_set != before


def test_missing_models_are_told_by_where_they_should_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=str(tmp_path)):
        Scanner.from_profile(STRUER, folder=tmp_path)
