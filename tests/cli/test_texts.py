import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer
from babel.messages.pofile import read_po

from contactguard.cli import audit, doctor_checks, exits, ledger_table, texts
from contactguard.cli.main import app
from contactguard.errors import ContactguardError, NotFoundError
from contactguard.reporting import words
from tests.conftest import ROOT

TRANSLATED = [code for code in words.LANGUAGES if code != "en"]


def catalogue(code: str) -> Any:
    with (words.LOCALES / code / "LC_MESSAGES" / "cli.po").open("rb") as file:
        return read_po(file, locale=code)


def used() -> set[str]:
    """Every English text that the program says: arguments of text and plural, headings, help."""
    called = set()
    for file in Path(ROOT, "contactguard", "cli").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            if name in ("text", "plural") and isinstance(node.args[0], ast.Constant):
                called.add(node.args[0].value)
    tables = {*exits.HEADINGS.values(), *ledger_table.FIGURES, *audit.BREAKS.values(), *doctor_checks.SUBJECTS}
    return called | tables | set(helps(typer.main.get_command(app)))


def helps(command: Any) -> Iterator[str]:
    yield command.help
    yield from (parameter.help for parameter in command.params if getattr(parameter, "help", None))
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(code: str) -> None:
    known = {
        message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue(code) if message.id
    }
    said = used() | {"Show this message and exit."}
    assert len(said) > 40
    assert known == said


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_names_of_the_original(code: str) -> None:
    for message in catalogue(code):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        assert message.id == "" or {names(text) for text in originals} == {names(text) for text in translations}
        assert all(translations)


def names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("da_DK.UTF-8", "da"),
        ("nn_NO", "nb"),
        ("no", "nb"),
        ("sv_FI@euro", "sv"),
        ("de_DE", "en"),
        ("C", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_locale(locale: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert texts.language() == expected


def test_plurals_and_numbers_are_the_languages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    forms = [texts.plural("{count} contact", "{count} contacts", count) for count in (1, 2, 12345)]
    assert forms == ["1 kontakt", "2 kontakter", "12.345 kontakter"]


def test_every_error_has_an_exit_code_and_a_heading() -> None:
    codes = {ContactguardError.code} | {kind.code for kind in descendants(ContactguardError)}
    assert set(exits.EXIT_CODES) == set(exits.HEADINGS) == codes


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("da_DK.UTF-8", "Findes ikke: der er ingen konto 'Bo'\n"),
        ("nb_NO.UTF-8", "Finnes ikke: det er ingen konto 'Bo'\n"),
        ("C", "Not found: there is no account 'Bo'\n"),
    ],
)
def test_an_error_is_told_in_the_users_language(
    locale: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    exits.report(NotFoundError("there is no account {name!r}", name="Bo"))
    assert capsys.readouterr().err == expected


def descendants(kind: type[ContactguardError]) -> Iterator[type[ContactguardError]]:
    for below in kind.__subclasses__():
        yield below
        yield from descendants(below)
