"""Every text of pages and reports stands in one catalogue of each language, and nothing else does."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from contactguard.errors import ContactguardError
from contactguard.reporting.words import LANGUAGES, LOCALES, NOT_FOR_PAGES, Words
from tests.conftest import ROOT

TRANSLATED = [code for code in LANGUAGES if code != "en"]
SAYING = {"text", "plural", "t", "n"}  # `Words.text`, `Words.plural` and their names in templates
RAISED = {error.__name__ for error in (ContactguardError, *ContactguardError.__subclasses__())}
NO_PAGES = {"cli", "demo", "store"}
SAID = re.compile(r"""\b[tn]\(\s*(["'])(.+?)\1\s*[,)]""")

Text = tuple[str, ...]


@cache
def constants() -> tuple[frozenset[str], frozenset[str]]:
    """The texts that the program says, and all its constants, some of which it says by way of a table."""
    said, all_ = set(), set()
    for file in (ROOT / "contactguard").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                all_.add(node.value)
            if isinstance(node, ast.Call):
                said |= set(told(node, RAISED if NO_PAGES & set(file.parts) else SAYING | RAISED))
    return frozenset(said | set(in_templates())), frozenset(all_)


def told(call: ast.Call, saying: set[str]) -> Iterator[str]:
    """The first argument of what says something; errors that only pass on what others said have no words."""
    if named(call).startswith("HTTP"):
        texts = [one.value for one in call.keywords if one.arg == "text"]
        yield from (str(one.value) for one in texts if isinstance(one, ast.Constant))
    if named(call) in saying and call.args:
        either = [call.args[0].body, call.args[0].orelse] if isinstance(call.args[0], ast.IfExp) else [call.args[0]]
        texts = [str(one.value) for one in either if isinstance(one, ast.Constant)]
        yield from (one for one in texts if named(call) in SAYING or re.search("[a-z]", re.sub(r"{\w+}", "", one)))


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_no_error_fills_in_its_values_before_it_is_translated() -> None:
    filled = []
    for file in (ROOT / "contactguard").rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
        raised = [call for call in calls if named(call) in RAISED and call.args]
        filled += [f"{file}:{call.lineno}" for call in raised if isinstance(call.args[0], ast.JoinedStr)]
    assert filled == []


def templates() -> Iterator[str]:
    return (file.read_text("utf-8") for file in (ROOT / "contactguard").rglob("*.html"))


def in_templates() -> Iterator[str]:
    return (found[2] for text in templates() for found in SAID.finditer(text))


@cache
def catalogues(code: str) -> list[tuple[Text, Text]]:
    found = []
    for path in sorted((LOCALES / code / "LC_MESSAGES").glob("*.po")):
        if path.name != NOT_FOR_PAGES:
            with path.open("rb") as file:
                found += [message for message in read_po(file, locale=code) if message.id]
    return [(texts(message.id), texts(message.string)) for message in found]


def texts(value: object) -> Text:
    return value if isinstance(value, tuple) else (str(value),)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated(code: str) -> None:
    said, _ = constants()
    assert len(said) > 500
    assert said - {ids[0] for ids, _ in catalogues(code)} == set()


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_text_is_left_over(code: str) -> None:
    said, all_ = constants()
    shown = "\n".join(templates())
    assert [ids for ids, _ in catalogues(code) if ids[0] not in said | all_ and ids[0] not in shown] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_each_text_is_translated_once(code: str) -> None:
    assert [text for text, times in Counter(ids[0] for ids, _ in catalogues(code)).items() if times > 1] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_names_of_the_original(code: str) -> None:
    for ids, strings in catalogues(code):
        assert {names(text) for text in ids} == {names(text) for text in strings}
        assert all(strings)


def names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_percentage_and_no_thousand_breaks_over_a_line(code: str) -> None:
    told = [text for _, strings in catalogues(code) for text in strings]
    assert [text for text in told if re.search(r"[\d}] ?%|\d 000", text)] == []
    assert any("95\xa0%" in text for text in told)


def test_english_writes_percentages_without_a_space() -> None:
    said, _ = constants()
    assert [text for text in said if re.search(r"\d\s%", text)] == []


@pytest.mark.parametrize(
    ("language", "whole", "finer"),
    [
        ("da", "95\xa0%", "5,3\xa0%"),
        ("sv", "95\xa0%", "5,3\xa0%"),
        ("nb", "95\xa0%", "5,3\xa0%"),
        ("en", "95%", "5.3%"),
    ],
)
def test_percentages_are_the_languages(language: str, whole: str, finer: str) -> None:
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    assert (words.percent(0.951), words.percent(0.0531, 1)) == (whole, finer)


@pytest.mark.parametrize(("language", "english"), [("da", "Engelsk"), ("sv", "Engelska"), ("nb", "Engelsk")])
def test_languages_are_named_in_the_readers(language: str, english: str) -> None:
    names = Words(language, ZoneInfo("Europe/Copenhagen")).languages()
    assert set(names) == set(LANGUAGES)
    assert names["en"] == english


@pytest.mark.parametrize(
    ("language", "moment", "short"),
    [
        ("da", "9. okt. 2026 14:05", "9. okt."),
        ("sv", "9 okt. 2026 14:05", "9 okt."),
        ("nb", "9. okt. 2026 14:05", "9. okt."),
        ("en", "9 Oct 2026 14:05", "9 Oct"),
    ],
)
def test_moments_are_the_countrys(language: str, moment: str, short: str) -> None:
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    then = datetime(2026, 10, 9, 12, 5, tzinfo=UTC)
    assert (words.moment(then), words.day_short(then.date())) == (moment, short)


@pytest.mark.parametrize(
    ("language", "number", "month"),
    [("da", "1.234,5", "oktober 2026"), ("sv", "1\xa0234,5", "oktober 2026"), ("en", "1,234.5", "October 2026")],
)
def test_numbers_and_months_are_the_countrys(language: str, number: str, month: str) -> None:
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    assert (words.number(1234.5, 1), words.month("2026-10")) == (number, month)
