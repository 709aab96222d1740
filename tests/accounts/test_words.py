"""The words of the pages about accounts: said in every language, and none left over."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from contactguard.reporting.words import LANGUAGES, LOCALES
from contactguard.service.pages.role_names import RIGHT_NAMES, ROLE_NAMES
from tests.conftest import ROOT

TEMPLATES = Path(ROOT, "contactguard/service/templates/account")
ONE = re.compile(r"""\bt\((["'])(.+?)\1[,)]""")
MANY = re.compile(r"""\bn\("(.+?)", "(.+?)",""")


def used() -> set[str]:
    said = set(ROLE_NAMES.values()) | set(RIGHT_NAMES.values())
    for file in TEMPLATES.glob("*.html"):
        text = file.read_text("utf-8")
        said |= {found[2] for found in ONE.finditer(text)} | {found[1] for found in MANY.finditer(text)}
    return said


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_text_is_translated_and_none_is_left_over(code: str) -> None:
    with (LOCALES / code / "LC_MESSAGES" / "accounts.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in messages}
    assert len(known) > 80
    assert known == used()
    assert all(all(message.string) for message in messages)
