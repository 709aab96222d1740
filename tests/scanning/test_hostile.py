"""Whatever a text holds, it is scanned to its end, and in time that grows with its length alone."""

import random
import time
from functools import cache

import pytest

from contactguard.contacts.model import Author, Channel, Contact, Direction, Message
from contactguard.scanning.scanner import Scanner
from tests.conftest import CORPUS
from tests.factories import NOON

SLOW = 4  # times the 50 ms per 1,000 words that are promised; a loaded machine must not fail the test
CHARACTERS = 6  # a word, where a text has none
_RNG = random.Random(3)

TEXTS = {
    "one long word": "a" * 100_000,
    "long words": ("x" * 20_000 + " ") * 5,
    "long words in capitals": ("X" * 20_000 + " ") * 5,
    "one-letter words": "a b " * 50_000,
    "company names": "Struer Energi, Norlys, Andel " * 2_000,
    "companies in a row": "Struer Energi Norlys Andel " * 2_000,
    "misspelt names": " ".join(_RNG.choices(("stuer", "enrgi", "strur", "norlyss", "andell"), k=8_000)),
    "cues": "anbefaler Struer Energi billigst skift " * 1_500,
    "referrals": "Vi anbefaler Struer Energi. " * 2_000,
    "negations": "ikke henvise til Struer Energi " * 2_000,
    "enquiries": "Hvilket elselskab kan I anbefale? " * 2_000,
    "installers": "Elektriker Jensen El " * 2_000,
    "nested quotes": "\n".join(">" * (line % 50) + " Fra: x Sendt: y" for line in range(1_500)),
    "mail headers": "Fra: Sendt: Til: Emne: " * 2_000,
    "emoji": "😀👍 " * 5_000,
    "right to left": "مرحبا بالعالم \u202e" * 4_000,
    "combining marks": "e\u0301" * 20_000,
    "lone surrogates": "\ud800 hej \udfff anbefaler Struer Energi. " * 300,
    "NUL": "hej \x00 du \x00. " * 3_000,
    "HTML": '<div class="x"><p>Vi anbefaler <b>Struer Energi</b></p></div>' * 500,
    "SQL": "'; DROP TABLE contacts; -- " * 2_000,
    "script tags": '<script>alert("x")</script> ' * 2_000,
    "capitals": "VI ANBEFALER STRUER ENERGI ELLER NORLYS " * 1_500,
    "punctuation": ".,;:!?-()[]{}\"'" * 2_000,
    "punctuation apart": ". , ; : ! ? - " * 3_000,
    "hyphens": "Anbefaler-Struer-Energi-" * 2_000,
    "capitals and hyphens": "A-" * 20_000,
    "slashes": "a/b" * 10_000,
    "an address": "http://" + "a.bc" * 8_000 + ".dk",
    "dots": "." * 50_000,
    "line ends": "\n" * 50_000,
    "blanks": " " * 100_000,
    "digits": "123456789 " * 4_000,
    "any characters": "".join(chr(_RNG.randrange(1, 0x2FFF)) for _ in range(30_000)),
}


@cache
def scanner() -> Scanner:
    return Scanner.from_profile(CORPUS / "profiles" / "struer.toml", models=False)


@cache
def learned() -> Scanner:
    return Scanner.from_profile(CORPUS / "profiles" / "struer.toml")


def contact_of(text: str, channel: Channel, line: str = "general") -> Contact:
    """A contact that nobody validated: JSON cannot carry a lone surrogate, a reader might."""
    message = Message.model_construct(author=Author.AGENT, sent_at=NOON, text=text)
    return Contact.model_construct(
        id="c", channel=channel, messages=(message,), language="da", line=line, subject="",
        direction=Direction.INBOUND,
    )  # fmt: skip


def in_time(scans: Scanner, text: str, channel: Channel, line: str = "general") -> bool:
    """Once in three is enough: what else the machine or a collection of garbage takes is not the text's doing."""
    limit = SLOW * 0.05 * max(len(text.split()), len(text) / CHARACTERS, 1_000) / 1_000

    def taken() -> float:
        start = time.process_time()
        found = scans.scan(contact_of(text, channel, line))
        seconds = time.process_time() - start
        assert all(text[one.start : one.end] == one.quote for one in found)
        return seconds

    return any(taken() <= limit for _ in range(3))


@pytest.mark.parametrize("channel", [Channel.CALL_NOTE, Channel.EMAIL])
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_scanned_in_time(name: str, channel: Channel) -> None:
    assert in_time(scanner(), TEXTS[name], channel)


@pytest.mark.parametrize("name", ["enquiries", "referrals", "cues"])
def test_what_the_affiliates_line_clears_is_cleared_in_time(name: str) -> None:
    assert in_time(scanner(), TEXTS[name], Channel.CALL_NOTE, line="affiliate")


@pytest.mark.models
@pytest.mark.parametrize("name", ["referrals", "lone surrogates", "emoji", "any characters", "one long word", "blanks"])
def test_the_models_read_hostile_texts_in_time_too(name: str) -> None:
    assert in_time(learned(), TEXTS[name][:20_000], Channel.EMAIL)


def test_four_times_the_text_takes_nothing_like_sixteen_times_the_time() -> None:
    text = "Vi anbefaler Struer Energi, og kunden er enig i det hele. "
    scanner().scan(contact_of(text * 10, Channel.CALL_NOTE))

    def taken(times: int) -> float:
        start = time.process_time()
        scanner().scan(contact_of(text * times, Channel.CALL_NOTE))
        return time.process_time() - start

    short = min(taken(1_000) for _ in range(5))
    assert min(taken(4_000) for _ in range(5)) < 11 * short
