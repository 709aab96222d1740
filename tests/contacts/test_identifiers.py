import pytest

from contactguard.contacts.identifiers import ERASED, IdentifierKind, read_identifier
from contactguard.contacts.masking import E_MAIL, METERING_POINT, PHONE, mask
from contactguard.errors import InputError

GSRN = "571313174000000017"


@pytest.mark.parametrize(
    ("kind", "given", "country", "value"),
    [
        ("email", " Anna.Holm@Example.DK ", "DK", "anna.holm@example.dk"),
        ("phone", "12 34 56 78", "DK", "+4512345678"),
        ("phone", "+45 1234-5678", "SE", "+4512345678"),
        ("phone", "0045 12345678", "DK", "+4512345678"),
        ("phone", "070-123 45 67", "SE", "+46701234567"),
        ("phone", "+46 (0)70 123 45 67", "DK", "+46701234567"),
        ("metering", "571313 174 000 000 017", "DK", GSRN),
        ("customer", "K-104 552", "DK", "k104552"),
    ],
)
def test_an_identifier_is_the_same_however_it_is_written(kind: str, given: str, country: str, value: str) -> None:
    assert read_identifier(IdentifierKind(kind), given, country).value == value


@pytest.mark.parametrize(
    ("kind", "given", "texts"),
    [
        ("email", "anna@example.dk", ["Skriv til ANNA@example.dk.", "<anna@example.dk>", "mailto:anna@example.dk?x"]),
        (
            "phone",
            "12345678",
            [
                "tlf. 12345678",
                "12 34 56 78",
                "1234-5678",
                "+45 12345678",
                "0045 12 34 56 78",
                "(+45) 12.34.56.78",
                "tlf12345678,",
            ],
        ),
        ("metering", GSRN, [GSRN, "571313 174000000017", "57 1313 1740 0000 0017", "571313-174-000-000-017."]),
        ("customer", "104552", ["kundenr. 104552", "kunde 104 552", "nr:104-552;", "(104.552)"]),
        ("customer", "K104552", ["k104552", "K-104552"]),
    ],
)
def test_an_identifier_is_found_in_every_spelling(kind: str, given: str, texts: list[str]) -> None:
    identifier = read_identifier(IdentifierKind(kind), given, "DK")
    for text in texts:
        assert identifier.stands_in(text), text
        assert not identifier.stands_in(identifier.erased_from(text))
        assert ERASED in identifier.erased_from(text)


@pytest.mark.parametrize(
    "text", ["070-123 45 67", "0701234567", "+46701234567", "+46 (0)70-123 45 67", "0046 70 1234567"]
)
def test_a_swedish_number_is_found_with_and_without_its_code(text: str) -> None:
    assert read_identifier(IdentifierKind.PHONE, "070 123 45 67", "SE").stands_in(f"Ring {text}, tack")


@pytest.mark.parametrize(
    ("kind", "given", "text"),
    [
        ("email", "anna@example.dk", "joanna@example.dk"),
        ("email", "anna@example.dk", "anna@example.dk.uk"),
        ("email", "anna@example.dk", "anna@example-dk"),
        ("phone", "12345678", "912345678"),
        ("phone", "12345678", "123456789"),
        ("phone", "12345678", "12345679"),
        ("metering", GSRN, GSRN + "1"),
        ("customer", "104552", "1104552"),
        ("customer", "104552", "104552a"),
    ],
)
def test_another_persons_identifier_is_not_taken_for_it(kind: str, given: str, text: str) -> None:
    assert not read_identifier(IdentifierKind(kind), given, "DK").stands_in(text)


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("email", "anna", "not an e-mail address"),
        ("phone", "12", "not a phone number"),
        ("phone", "anna", "not a phone number"),
        ("metering", "5713131740000000", "18 digits"),
        ("customer", "1234", "5 characters"),
        ("customer", "anders", "5 characters or more, digits among them"),
    ],
)
def test_what_cannot_be_one_is_refused(kind: str, given: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_identifier(IdentifierKind(kind), given, "DK")


@pytest.mark.parametrize(
    ("kind", "given", "country", "text", "mark"),
    [
        ("email", "anna@example.dk", "DK", "Skriv til anna@example.dk i dag", E_MAIL),
        ("phone", "12345678", "DK", "tlf. 12 34 56 78", PHONE),
        ("phone", "+4512345678", "DK", "ring +45 12345678", PHONE),
        ("phone", "0701234567", "SE", "ring 070-123 45 67", PHONE),
        ("metering", GSRN, "DK", f"aftagenr {GSRN}", METERING_POINT),
    ],
)
def test_what_masking_hides_the_search_finds(kind: str, given: str, country: str, text: str, mark: str) -> None:
    assert mark in mask(text)
    assert read_identifier(IdentifierKind(kind), given, country).stands_in(text)
