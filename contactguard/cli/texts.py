"""The program's English words in, the user's language out. Catalogues are read as they are written, without a build."""

import gettext
import os
from functools import lru_cache

from babel.numbers import format_decimal

from contactguard.errors import ContactguardError
from contactguard.reporting import words

_NORWEGIAN = ("no", "nn")


def language() -> str:
    """The language of the user's locale, English if it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            code = value.partition("_")[0].partition(".")[0].casefold()
            code = "nb" if code in _NORWEGIAN else code
            return code if code in words.LANGUAGES else "en"
    return "en"


def text(message: str, **values: object) -> str:
    """The message in the user's language, with its `{names}` filled in."""
    translated = catalogue(language()).gettext(message)
    return translated.format(**values) if values else translated


def page_text(message: str) -> str:
    """What pages say too, from their catalogues."""
    return words.catalogue(language()).gettext(message)


def error_text(error: ContactguardError) -> str:
    """What went wrong, and what to do."""
    return error.translated(page_text)


def plural(one: str, many: str, count: int, **values: object) -> str:
    """Like text, by the number, which both forms may show as `{count}`."""
    translated = catalogue(language()).ngettext(one, many, count)
    return translated.format(count=number(count), **values)


def number(count: int) -> str:
    """12.345 in Danish, 12 345 in Swedish."""
    return format_decimal(count, locale=language())


@lru_cache
def catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    return words.translations_in(words.LOCALES / code / "LC_MESSAGES" / "cli.po", code)
