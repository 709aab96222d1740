import re
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from contactguard.reporting import labels
from contactguard.reporting.words import LANGUAGES, LOCALES, Words
from contactguard.service.pages.rendering import HEADINGS, RAIL
from tests.conftest import ROOT

TRANSLATED = [code for code in LANGUAGES if code != "en"]
FOLDERS = ("contactguard/service/templates", "contactguard/reporting/templates")
ONE = re.compile(r"""\bt\((["'])(.+?)\1[,)]""")
MANY = re.compile(r"""\bn\("(.+?)", "(.+?)",""")
CHOSEN = re.compile(r"\bt\(\{(.+?)\}\[")


def used() -> set[str]:
    said = {word for _, word, _ in RAIL} | set(HEADINGS.values()) | {"Something went wrong", "usual at most"}
    for table in (
        labels.POLICY,
        labels.SEVERITY,
        labels.ORIGIN,
        labels.CHANNEL,
        labels.AUTHOR,
        labels.RELATION,
        labels.QUALIFIER,
        labels.VERDICT,
        labels.STANDING,
        labels.REASON,
        labels.REOPENED,
    ):
        said |= set(table.values())
    for file in (file for folder in FOLDERS for file in Path(ROOT, folder).glob("*.html")):
        text = file.read_text("utf-8")
        said |= {found[2] for found in ONE.finditer(text)} | {found[1] for found in MANY.finditer(text)}
        said |= {word for found in CHOSEN.finditer(text) for word in re.findall(r': "(.+?)"', found[1])}
    return said


def catalogue(code: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    with (LOCALES / code / "LC_MESSAGES" / "pages.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    return [(tuples(message.id), tuples(message.string)) for message in messages]


def tuples(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_of_the_pages_is_translated_and_none_is_left_over(code: str) -> None:
    said = used() - {word for _, word, _ in RAIL if word == "Answers"}
    assert len(said) > 100
    assert said == {ids[0] for ids, _ in catalogue(code)}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_names_of_the_original(code: str) -> None:
    for ids, strings in catalogue(code):
        assert {names(text) for text in ids} == {names(text) for text in strings}
        assert all(strings)


def names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize(
    ("language", "number", "month"),
    [("da", "1.234,5", "oktober 2026"), ("sv", "1\xa0234,5", "oktober 2026"), ("en", "1,234.5", "October 2026")],
)
def test_numbers_and_months_are_the_countrys(language: str, number: str, month: str) -> None:
    words = Words(language, ZoneInfo("Europe/Copenhagen"))
    assert (words.number(1234.5, 1), words.month("2026-10")) == (number, month)
