"""What a person is known by in, a search for it in any spelling out: spaces, dashes and country codes do not matter."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from phonenumbers import NumberParseException, is_possible_number, national_significant_number, parse

from contactguard.errors import InputError

ERASED = "[erased]"
METERING_DIGITS = 18  # a GSRN
SHORTEST_CUSTOMER = 5  # fewer characters would find amounts, postcodes and years

_BETWEEN = r"[\s.\-–‑/()]{0,3}"
_EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}")


class IdentifierKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    CUSTOMER = "customer"
    METERING = "metering"


@dataclass(frozen=True)
class Identifier:
    """One way to know a person. `value` is how it is written without separators: +4512345678, 571313100000000017."""

    kind: IdentifierKind
    value: str
    pattern_text: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.pattern_text, re.IGNORECASE)

    def stands_in(self, text: str) -> bool:
        return self.pattern.search(text) is not None

    def erased_from(self, text: str) -> str:
        return self.pattern.sub(ERASED, text)


def read_identifier(kind: IdentifierKind, given: str, country: str) -> Identifier:
    """`country` is the grid company's, for phone numbers without a code. Raises InputError for what cannot be one."""
    match kind:
        case IdentifierKind.EMAIL:
            return _email(given.strip())
        case IdentifierKind.PHONE:
            return _phone(given, country)
        case IdentifierKind.METERING:
            return _metering(given)
        case IdentifierKind.CUSTOMER:
            return _customer(given)


def _email(given: str) -> Identifier:
    if not _EMAIL.fullmatch(given):
        raise InputError("that is not an e-mail address; write it as anna@example.dk")
    value = given.casefold()
    return Identifier(IdentifierKind.EMAIL, value, rf"(?<![\w.+%-]){re.escape(value)}(?![\w-]|\.\w)")


def _phone(given: str, country: str) -> Identifier:
    try:
        number = parse(given, country)
    except NumberParseException:
        number = None
    if number is None or not is_possible_number(number):
        raise InputError(
            "that is not a phone number; write it as in {country}, or with its country code: +45 12 34 56 78",
            country=country,
        )
    national = national_significant_number(number)
    code = rf"(?:(?:\+|00)?{_BETWEEN}{number.country_code}{_BETWEEN}(?:\(?0\)?{_BETWEEN})?|0{_BETWEEN})?"
    return Identifier(IdentifierKind.PHONE, f"+{number.country_code}{national}", _apart(code, national))


def _metering(given: str) -> Identifier:
    digits = re.sub(r"[\s.\-–‑/()]", "", given)
    if not digits.isdecimal() or len(digits) != METERING_DIGITS:
        raise InputError("a metering point has {count} digits; spaces and dashes do not matter", count=METERING_DIGITS)
    return Identifier(IdentifierKind.METERING, digits, _apart("", digits))


def _customer(given: str) -> Identifier:
    value = re.sub(r"[\s.\-–‑/()]", "", given).casefold()
    if not value.isalnum() or not any(map(str.isdigit, value)) or len(value) < SHORTEST_CUSTOMER:
        raise InputError("a customer number has {least} characters or more, digits among them", least=SHORTEST_CUSTOMER)
    return Identifier(IdentifierKind.CUSTOMER, value, rf"(?<!\w){_BETWEEN.join(map(re.escape, value))}(?!\w)")


def _apart(before: str, digits: str) -> str:
    """These digits, however grouped, and no others beside them."""
    return rf"(?<!\d){before}{_BETWEEN.join(digits)}(?!\d)"
