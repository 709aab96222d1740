"""Text in, the same text out with personal numbers, phones, e-mail addresses and accounts replaced by a readable mark.

A check digit confirms a number and never rejects one: Danish CPR numbers given since 2007 need not pass modulus 11, and
a number with a slip of the pen still points to a person.
"""

import re
from collections.abc import Callable

from phonenumbers import Leniency, PhoneNumberMatcher, is_valid_number, parse
from stdnum import iban, luhn
from stdnum.dk import cpr
from stdnum.no import fodselsnummer, kontonr
from stdnum.se import personnummer

ID_NUMBER = "[id number]"
PHONE = "[phone]"
E_MAIL = "[e-mail]"
METERING_POINT = "[metering point]"
ACCOUNT = "[account]"

# Blanks and hyphens that never end a line; programs write them into numbers.
_PLAIN = str.maketrans("\u00a0\u202f\u2011\u2212", "  --")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}")
_IBAN = re.compile(
    r"\b(?:[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?"
    r"|[A-Za-z]{2}\d{2}(?:[ -]?\d{4}){2,7}(?:[ -]?\d{1,4})?)\b"
)
_METERING_POINT = re.compile(r"(?<!\d)(?:571[ .-]?3|735[ .-]?9|707[ .-]?0)(?:[ .-]?\d){14}(?!\d)")
_CONTEXT = (
    r"konto\w*|reg\.?(?:istrerings?\w*)?|clearing\w*|bank ?giro\w*|bg|plus ?giro\w*|pg|post ?giro\w*|giro\w*"
    r"|(?:bank )?account(?: number| no\.?)?|sort code"
)
_NAMED_ACCOUNT = re.compile(
    rf"\b(?P<name>(?:{_CONTEXT})[ .:-]{{0,3}}(?:nr\.?|nummer|no\.?|er|är|is)?[ .:-]{{0,3}})"
    r"(?P<number>\d(?:[ .,/-]{0,2}\d){3,16})(?!\d)",
    re.IGNORECASE,
)
_DANISH_ACCOUNT = re.compile(r"(?<![\d+])\d{4}[ -]\d{10}(?!\d)")
_BANKGIRO = re.compile(r"(?<![\d-])(?!(?:19|20)\d\d-)\d{3,4}-\d{4}(?![\d-])")
_NORWEGIAN = re.compile(r"(?<![\d.,])(?:\d{6}[ -]?\d{5}|\d{4}[ .]?\d{2}[ .]?\d{5})(?![\d]|[.,]\d)")
_DOTTED = re.compile(
    r"(?<![\d.,])(?P<day>\d\d)([./-])(?P<month>\d\d)\2(?:(?:19|20)?\d\d ?[-–+] ?|\d\d )\d{4}(?![\d]|[.,-]\d)"
)
_TEN = re.compile(r"(?<![\d.,])(?:(?:19|20)\d{6}|\d{6})(?P<mark> ?[-–+] ?| )?\d{4}(?![\d]|[.,-]\d)")
_UNIT = re.compile(
    r"\s?(?:kr\b|kroner\b|kronor\b|øre\b|öre\b|dkk\b|sek\b|nok\b|eur\b|€|[kmg]?wh?\b|[kmg]?va?\b|amp\b|a\b|%|m[23²³]|stk\b|st\b)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[ .\u00a0]\d{3})+$")
_CALL = re.compile(
    r"(?:tlf|tel|tfn|telefon\w*|mobil\w*|mob|phone|ring\w*|call|sms|fax|whatsapp)\W{0,4}$", re.IGNORECASE
)
_REGISTERED = re.compile(
    r"(?:cvr|org\.?|dnr|sag\w*|sak\w*|ärende\w*)(?:[ .-]{0,2}(?:nr|no|nummer))?\W{0,3}$", re.IGNORECASE
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_DATE = re.compile(
    rf"(?:19|20)\d{{2}}[-./ ]?{_MONTH}[-./ ]?{_DAY}\b|{_DAY}[-./ ]?{_MONTH}[-./ ]?(?:19|20)\d{{2}}\b"
    rf"|{_DAY}[-./]{_MONTH}[-./]\d{{2}}\b|{_TIME}\s?[-–]\s?{_TIME}$"
)
_ABROAD = re.compile(r"\+|00")
_EIGHT = re.compile(r"\d\d(?:[ .-]\d\d){3}$|\d{4} \d{4}$|\d{3} \d\d \d{3}$")
_AREA_CODE = re.compile(r"\(?0[1-9](?:\D{0,2}\d){5,}$")


def mask(text: str) -> str:
    """Amounts, dates, consumption, postcodes and references of fewer than eight digits stay as they are."""
    text = _EMAIL.sub(E_MAIL, text) if "@" in text else text
    if not any(map(str.isdigit, text)):
        return text
    text = text.translate(_PLAIN)
    text = _METERING_POINT.sub(METERING_POINT, text)
    text = _IBAN.sub(lambda found: ACCOUNT if iban.is_valid(found[0]) else found[0], text)
    text = _NAMED_ACCOUNT.sub(lambda found: f"{found['name']}{ACCOUNT}", text)
    text = _DANISH_ACCOUNT.sub(ACCOUNT, text)
    text = _NORWEGIAN.sub(_norwegian, text)
    text = _DOTTED.sub(_dotted, text)
    text = _TEN.sub(_ten, text)
    for region in ("SE", "DK"):
        text = _phones(text, region)
    return _BANKGIRO.sub(lambda found: ACCOUNT if luhn.is_valid(_digits(found[0])) else found[0], text)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _norwegian(found: re.Match[str]) -> str:
    digits = _digits(found[0])
    if fodselsnummer.is_valid(digits):
        return ID_NUMBER
    if kontonr.is_valid(digits):
        return ACCOUNT
    return ID_NUMBER if _born(digits[0:2], digits[2:4]) else found[0]


def _dotted(found: re.Match[str]) -> str:
    """CPR with its date as dates are written (dd.mm.yy-nnnn, dd.mm.yyyy-nnnn)."""
    born = _born(found["day"], found["month"]) and not _UNIT.match(found.string, found.end())
    return ID_NUMBER if born else found[0]


def _ten(found: re.Match[str]) -> str:
    """CPR (ddmmyy-nnnn) and personnummer (yymmdd-nnnn, yyyymmddnnnn)."""
    digits = _digits(found[0])
    tail = digits[-10:]
    if (found["mark"] or "").strip() or len(digits) == 12:
        born = _born(tail[0:2], tail[2:4]) or _born(tail[4:6], tail[2:4])
        return ID_NUMBER if born else found[0]
    confirmed: tuple[Callable[[str], bool], ...] = (cpr.is_valid, personnummer.is_valid)
    if any(valid(tail) for valid in confirmed) or _born(tail[0:2], tail[2:4]):
        return found[0] if _UNIT.match(found.string, found.end()) else ID_NUMBER
    return found[0]


def _born(day: str, month: str) -> bool:
    """As identity numbers write it: coordination numbers add 60 to the day, D-numbers 40, test persons 40 or 80."""
    days, months = int(day), int(month)
    return (1 <= days % 40 <= 31 and 1 <= months % 40 <= 12) or (61 <= days <= 91 and 1 <= months <= 12)


def _phones(text: str, region: str) -> str:
    parts: list[str] = []
    at = 0
    # Not only numbers in use: the excerpts of a test or an old contact hold others.
    for match in PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE):
        if _is_phone(text, match.start, match.end):
            parts += [text[at : match.start], PHONE]
            at = match.end
    return "".join((*parts, text[at:]))


def _is_phone(text: str, start: int, end: int) -> bool:
    raw = text[start:end]
    before = text[max(0, start - 24) : start]
    if _ABROAD.match(raw) or (len(_digits(raw)) > 5 and _CALL.search(before)):
        return True
    if _UNIT.match(text, end) or _GROUPED.match(raw) or _DATE.match(raw) or _REGISTERED.search(before):
        return False
    if _EIGHT.match(raw) or _AREA_CODE.match(raw):
        return True
    return len(raw) == 8 and raw.isdigit() and any(is_valid_number(parse(raw, country)) for country in ("DK", "NO"))
