"""Text in, language code out, where the contact does not say it: by lingua, among the languages that have a lexicon."""

from functools import cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

from contactguard.language import lexicon

_ENOUGH = 400  # characters; more adds time, not certainty


@cache
def _detector() -> LanguageDetector:
    codes = [IsoCode639_1.from_str(code.upper()) for code in lexicon.languages()]
    return LanguageDetectorBuilder.from_languages(*map(Language.from_iso_code_639_1, codes)).build()


def detect(text: str) -> str | None:
    """The likeliest language of a text, None where there is nothing to tell by."""
    found = _detector().detect_language_of(text[:_ENOUGH])
    return found.iso_code_639_1.name.lower() if found else None
