"""The English words of pages and reports in, those of a language out: texts, plurals, numbers and dates."""

import gettext
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from contactguard.errors import ContactguardError

LANGUAGES = ("da", "sv", "nb", "en")
OWN_NAMES = {"da": "Dansk", "sv": "Svenska", "nb": "Norsk", "en": "English"}
LOCALES = Path(__file__).parents[1] / "locales"
NOT_FOR_PAGES = "cli.po"  # the command line reads its own
_COUNTRY = {"en": "en_GB"}
_SPOKEN = {"nb": "no"}  # nobody speaks bokmål
_WHOLE = "#,##0"


@dataclass(frozen=True)
class Words:
    """One language, and the zone in which moments are shown."""

    language: str
    zone: ZoneInfo

    @property
    def locale(self) -> str:
        return _COUNTRY.get(self.language, self.language)

    @property
    def _country(self) -> Locale:
        return Locale.parse(self.locale)

    def text(self, message: str, **values: object) -> str:
        """The message in the language, with its `{names}` filled in; numbers as the country writes them."""
        translated = catalogue(self.language).gettext(message)
        return translated.format(**self._told(values)) if values else translated

    def error(self, error: ContactguardError) -> str:
        """What went wrong, and what to do."""
        return error.translated(catalogue(self.language).gettext)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Like text, by the number, which both forms may show as `{count}`."""
        translated = catalogue(self.language).ngettext(one, many, count)
        return translated.format(count=self.number(count), **self._told(values))

    def number(self, value: float, decimals: int = 0) -> str:
        """12.345 in Danish, 12 345 in Swedish; `decimals` places, no fewer."""
        return str(format_decimal(value, _places(decimals), locale=self.locale))

    def percent(self, share: float, decimals: int = 0) -> str:
        """0.95 as 95% in English; others have a no-break space before the sign."""
        pattern = self._country.percent_formats[None].pattern.replace(_WHOLE, _places(decimals))
        return str(format_percent(share, pattern, locale=self.locale))

    def languages(self) -> dict[str, str]:
        """By code, what this language calls them: Engelsk, Norsk."""
        names = self._country.languages
        return {code: names[_SPOKEN.get(code, code)].capitalize() for code in LANGUAGES}

    def day(self, value: date) -> str:
        """9. oktober 2026"""
        return str(format_date(value, "long", locale=self.locale))

    def day_short(self, value: date | str) -> str:
        """9. okt."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return str(format_skeleton("MMMd", day, locale=self.locale))

    def moment(self, value: datetime) -> str:
        """Day and time on the wall of the grid company: 9. okt. 2026 14:05."""
        day = format_skeleton("yMMMd", value, tzinfo=self.zone, locale=self.locale)
        return f"{day} {self.time(value)}"

    def time(self, value: datetime) -> str:
        return str(format_datetime(value, "HH:mm", tzinfo=self.zone, locale=self.locale))

    def month(self, month: str) -> str:
        """2026-10 as oktober 2026."""
        return str(format_date(_first(month), "LLLL y", locale=self.locale))

    def month_short(self, month: str) -> str:
        return str(format_date(_first(month), "LLL", locale=self.locale)).rstrip(".")

    def _told(self, values: dict[str, object]) -> dict[str, object]:
        return {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """All catalogues of a language but the command line's, read as they are written."""
    whole = gettext.NullTranslations()
    for file in _files(language):
        translations = translations_in(file, language)
        translations.add_fallback(whole)
        whole = translations
    return whole


def translations_in(file: Path, language: str) -> gettext.GNUTranslations:
    """One catalogue, read as it is written."""
    compiled = BytesIO()
    with file.open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _files(language: str) -> Iterator[Path]:
    folder = LOCALES / language / "LC_MESSAGES"
    return (file for file in sorted(folder.glob("*.po")) if file.name != NOT_FOR_PAGES)


def _places(decimals: int) -> str:
    return _WHOLE + ("." + "0" * decimals if decimals else "")


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
