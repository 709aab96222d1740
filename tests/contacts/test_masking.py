"""What points to a person is masked; what a reviewer needs to judge the case stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contactguard.contacts.masking import ACCOUNT, E_MAIL, ID_NUMBER, METERING_POINT, PHONE, mask

MASKED = [
    ("CPR 010190-1234 oplyst", f"CPR {ID_NUMBER} oplyst"),
    ("cpr-nr. 0101901234.", f"cpr-nr. {ID_NUMBER}."),
    ("cpr 311299 4321", f"cpr {ID_NUMBER}"),
    ("cpr 070761-4285", f"cpr {ID_NUMBER}"),  # passes modulus 11
    ("cpr 070761-4286", f"cpr {ID_NUMBER}"),  # does not
    ("cpr 01.01.90-1234", f"cpr {ID_NUMBER}"),
    ("cpr 01-01-90-1234.", f"cpr {ID_NUMBER}."),
    ("cpr 01.01.1990-1234", f"cpr {ID_NUMBER}"),
    ("cpr 01.01.90 1234", f"cpr {ID_NUMBER}"),
    ("cpr 900101\u20111234", f"cpr {ID_NUMBER}"),
    ("cpr 010190\u22121234", f"cpr {ID_NUMBER}"),
    ("ring 97\xa000\u202f11\xa022 i dag", f"ring {PHONE} i dag"),
    ("IBAN DK50\xa00040\xa00440\xa01162\xa043", f"IBAN {ACCOUNT}"),
    ("cpr 01/01/90 - 1234", f"cpr {ID_NUMBER}"),
    ("personnummer 811228-9874", f"personnummer {ID_NUMBER}"),
    ("pnr 19811228-9874", f"pnr {ID_NUMBER}"),
    ("pnr 198112289874", f"pnr {ID_NUMBER}"),
    ("pnr 121228+9874", f"pnr {ID_NUMBER}"),
    ("samordningsnummer 811288-9874", f"samordningsnummer {ID_NUMBER}"),
    ("fødselsnummer 15108695088", f"fødselsnummer {ID_NUMBER}"),
    ("fnr 151086 95088", f"fnr {ID_NUMBER}"),
    ("D-nummer 55108695088", f"D-nummer {ID_NUMBER}"),
    ("ring 97 00 11 22 i dag", f"ring {PHONE} i dag"),
    ("tlf. 97001122", f"tlf. {PHONE}"),
    ("+45 97 00 11 22", PHONE),
    ("0045 97001122", PHONE),
    ("Ring 0693-200 00", f"Ring {PHONE}"),
    ("070-123 45 67", PHONE),
    ("+46 70 123 45 67", PHONE),
    ("08-123 456 78", PHONE),
    ("ring 61 77 20 20", f"ring {PHONE}"),
    ("mobil 900 12 345", f"mobil {PHONE}"),
    ("+47 22 12 34 56", PHONE),
    ("+49 30 901820", PHONE),
    ("tlf 20240312", f"tlf {PHONE}"),
    ("skriv til ane.toft+el@post.example.dk tak", f"skriv til {E_MAIL} tak"),
    ("<jørgen@blåbær.dk>", f"<{E_MAIL}>"),
    ("målepunkt 571313174001234567", f"målepunkt {METERING_POINT}"),
    ("måler 5713 1317 4001 2345 67!", f"måler {METERING_POINT}!"),
    ("anläggnings-id 735999100200300417", f"anläggnings-id {METERING_POINT}"),
    ("735 999 100 200 300 417", METERING_POINT),
    ("målepunkt-ID 707057500012345678", f"målepunkt-ID {METERING_POINT}"),
    ("IBAN DK50 0040 0440 1162 43", f"IBAN {ACCOUNT}"),
    ("IBAN: NO93 8601 1117 947", f"IBAN: {ACCOUNT}"),
    ("SE4550000000058398257466", ACCOUNT),
    ("iban dk5000400440116243", f"iban {ACCOUNT}"),
    ("se45 5000 0000 0583 9825 7466 tack", f"{ACCOUNT} tack"),
    ("til Dk50 0040 0440 1162 43.", f"til {ACCOUNT}."),
    ("reg. 1234 konto 0012345678", f"reg. {ACCOUNT} konto {ACCOUNT}"),
    ("konto 1234-0012345678", f"konto {ACCOUNT}"),
    ("udbetal til 1234 0012345678", f"udbetal til {ACCOUNT}"),
    ("clearingnummer 8327-9 konto 123 456 789", f"clearingnummer {ACCOUNT} konto {ACCOUNT}"),
    ("bankgiro 5805-6201", f"bankgiro {ACCOUNT}"),
    ("betala till 5805-6201", f"betala till {ACCOUNT}"),
    ("plusgiro 28 65 43-4", f"plusgiro {ACCOUNT}"),
    ("kontonummer 8601 11 17947", f"kontonummer {ACCOUNT}"),
    ("til 8601.11.17947", f"til {ACCOUNT}"),
]

KEPT = [
    "4.850 kWh om året",
    "brugt 12 345 678 kWh",
    "brugt 12345678 kWh",
    "12.345.678 kr. i alt",
    "1 234 567,50 kr",
    "regning på 2.318,75 kr. for 01.01.2024-31.03.2024",
    "den 3. marts 2025 kl. 10.12",
    "2024-03-12 14:30",
    "2024-03-12 1430",
    "20240312",
    "7600 Struer",
    "391 28 Kalmar",
    "0155 Oslo",
    "Storgatan 4",
    "3x35 A, 11 kW",
    "Sag 23-4471",
    "CVR 12 34 56 78",
    "dnr 2024-03177",
    "Den 27-05-2024 kl. 12:51 skrev",
    "onsdag kl. 08.30-11.00 afbryder vi",
    "Utfall 16.42-17.10",
    "01.01.24-31.03.24",
    "brugt 01.01.24-1200 kWh",
    "brugt 01.01.24 1200 kWh",
    "ordre 35.35.10-1200",
    "perioden 2022-2023",
    "ärende 24-55120",
    "uge 42, nr. 22 i køen",
    "tlf. 112",
    "§ 2(1) nr. 4",
    "Scanenergi @ messen",
    "",
]


@pytest.mark.parametrize(("text", "masked"), MASKED, ids=[text for text, _ in MASKED])
def test_what_points_to_a_person_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_amounts_dates_and_places_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789 -+./@abkr[]\n", max_size=120))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)
