"""A contact is judged by the companies in force on its day, which begins at midnight of the grid company's zone."""

from datetime import datetime
from functools import cache

import pytest

from contactguard.contacts.model import Contact
from contactguard.organisation.model import Organisation
from contactguard.scanning.scanner import Scanner
from tests.factories import make_contact

PROFILE = {
    "grid_company": {"name": "Aa Net A/S", "country": "DK", "time_zone": "Europe/Copenhagen", "languages": ["da"]},
    "company": [
        {"name": "Bro Energi", "relation": "affiliate", "trades": ["supplier"], "valid_to": "2020-12-31"},
        {"name": "Bro Energi", "relation": "external", "trades": ["supplier"], "valid_from": "2021-01-01"},
        {"name": "Ny Strøm", "relation": "affiliate", "trades": ["supplier"], "valid_from": "2026-07-01"},
        {"name": "Gul Strøm", "relation": "affiliate", "trades": ["supplier"], "valid_to": "2023-06-30"},
        {"name": "Blå Strøm", "relation": "affiliate", "trades": ["supplier"], "valid_to": "9999-12-31"},
    ],
    "line": [{"id": "bro", "label": "Bro", "company": "Bro Energi"}],
}


@cache
def scanner() -> Scanner:
    return Scanner(Organisation.model_validate(PROFILE))


def note(text: str, moment: str, line: str = "general") -> Contact:
    return make_contact(text=text, sent_at=datetime.fromisoformat(moment), language="da", line=line)


@pytest.mark.parametrize(
    ("text", "moment", "found"),
    [
        ("Sagde at Bro Energi er det bedste valg.", "2020-12-31T22:59:59+00:00", ["affiliate-emphasis"]),
        ("Sagde at Bro Energi er det bedste valg.", "2020-12-31T23:00:00+00:00", ["external-preference"]),
        ("Henviste til Gul Strøm.", "2023-06-30T12:00:00+02:00", ["affiliate-referral"]),
        ("Henviste til Gul Strøm.", "2023-07-01T12:00:00+02:00", []),
        ("Henviste til Blå Strøm.", "2026-06-30T12:00:00+02:00", ["affiliate-referral"]),
        ("Henviste til Ny Strøm.", "2026-06-30T12:00:00+02:00", []),
        ("Henviste til Ny Strøm.", "2026-07-01T12:00:00+02:00", ["affiliate-referral"]),
    ],
)
def test_a_company_is_what_it_was_on_the_day_of_the_contact(text: str, moment: str, found: list[str]) -> None:
    assert [one.policy for one in scanner().scan(note(text, moment))] == found


@pytest.mark.parametrize(("year", "asked"), [(2020, False), (2021, True)])
def test_the_line_of_a_company_is_exempt_while_it_is_an_affiliate(year: int, asked: bool) -> None:
    contact = note("Kunden spurgte, hvilket elselskab han skal vælge.", f"{year}-05-01T12:00:00+02:00", line="bro")
    assert scanner().examine(contact).tally.enquiry is asked


def test_the_rule_set_knows_the_days_of_relations() -> None:
    sold = {**PROFILE, "company": [PROFILE["company"][0] | {"valid_to": "2020-11-30"}, *PROFILE["company"][1:]]}
    assert Scanner(Organisation.model_validate(sold)).rule_set != scanner().rule_set
