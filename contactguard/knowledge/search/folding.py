"""Text in, the plain letters that search compares out; æ, ø, å, ä, ö and their makeshift spellings become one."""

import re
import unicodedata

_LETTERS = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ð": "d", "ß": "s", "ł": "l"})
_DIGRAPHS = re.compile("aa|ae|oe")
_BETWEEN = re.compile(r"[^\w]+|_")


def fold(text: str) -> str:
    """Small letters and digits with single spaces: "Måler-nr." and "maaler nr" are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _BETWEEN.sub(" ", plain)
    return _DIGRAPHS.sub(lambda match: "o" if match[0] == "oe" else "a", plain).strip()
