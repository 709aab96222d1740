"""Every error ContactGuard raises on purpose, in one tree.

ContactguardError
├── InputError         what came in is not what was asked for (a record, a file, a field)
├── ProfileError       the organisation profile is wrong; lists every fault with file and line
├── RuleError          a rule or cue file is wrong; lists every fault with file and line
├── ContentError       an answer or script file is wrong; lists every fault with file and line
├── NotFoundError      there is no such contact, finding, answer
├── ConflictError      somebody else changed it first, or its state forbids the step
├── NoticeError        staff were not told in time that their work is scanned
├── MailError          the mail server did not take a mail in
├── SchemaError        the database is older or newer than the program
└── StorageError       the database cannot be read or written now (locked, full, away)
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails


class ContactguardError(Exception):
    """Root of the tree. `details` holds what a caller may want to act on, never contact text.

    `words` are English, with the `{names}` of details in them: so a catalogue has them too, in the reader's language.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, words: str, **details: Any) -> None:
        self.words = words
        self.details = details
        self.message = words.format(**details) if details else words
        super().__init__(self.message)

    def translated(self, gettext: Callable[[str], str]) -> str:
        """The message in another language; so are errors among the details."""
        told = {
            name: value.translated(gettext) if isinstance(value, ContactguardError) else value
            for name, value in self.details.items()
        }
        return gettext(self.words).format(**told) if told else gettext(self.words)


class Faults(list[str]):
    """All that is wrong in what came in; told one a line."""

    def __str__(self) -> str:
        return "\n".join(self)


class InputError(ContactguardError):
    code = "bad_input"


class FormError(InputError):
    """Fields of a form that cannot be used; each fault is an error of its own and names its `field`."""

    def __init__(self, faults: Sequence[InputError]) -> None:
        super().__init__("{faults}", faults=Faults(one.message for one in faults))
        self.each = faults

    def translated(self, gettext: Callable[[str], str]) -> str:
        return "\n".join(one.translated(gettext) for one in self.each)

    @classmethod
    def of(cls, error: ValidationError, whole: str = "") -> "FormError":
        """Without what was written. `whole` is what the fields are part of."""
        return cls([_field_error(fault, whole) for fault in error.errors(include_url=False, include_input=False)])


# By pydantic's type of fault, or by what such types begin with; the names are pydantic's. Others keep its words.
REASONS = {
    "missing": "{field}: fill this in",
    "too_short": "{field}: fill this in",
    "too_long": "{field}: at most {max_length} entries",
    "string": "{field}: give text",
    "string_too_short": "{field}: write {min_length} characters or more",
    "string_too_long": "{field}: at most {max_length} characters",
    "string_pattern_mismatch": "{field}: write it in the form {pattern}",
    "enum": "{field}: choose one of {expected}",
    "literal_error": "{field}: choose one of {expected}",
    "date": "{field}: give a day, such as 2026-10-20",
    "datetime": "{field}: give a moment with its time zone, such as 2026-10-20T14:05:00+02:00",
    "timezone_aware": "{field}: give a moment with its time zone, such as 2026-10-20T14:05:00+02:00",
    "int": "{field}: give a whole number",
    "greater_than_equal": "{field}: at least {ge}",
    "less_than_equal": "{field}: at most {le}",
    "bool": "{field}: give true or false",
    "list": "{field}: give a list",
    "tuple": "{field}: give a list",
    "frozen": "{field}: give a list",
    "dict": "{field}: give an object",
    "model": "{field}: give an object",
    "extra_forbidden": "{field}: no such field; is it misspelt?",
}


def _field_error(fault: ErrorDetails, whole: str) -> InputError:
    kind, given = fault["type"], fault.get("ctx", {})
    known = REASONS.get(kind) or REASONS.get(kind.partition("_")[0]) or "{field}: {reason}"
    told = given | {"field": ".".join(map(str, fault["loc"])) or whole, "reason": fault["msg"]}
    match kind:
        case "string_too_short" if given["min_length"] == 1:
            known = REASONS["missing"]
        case "enum" | "literal_error":
            told["expected"] = given["expected"].replace(" or ", ", ")
        case "value_error":
            told["reason"] = InputError(str(given["error"]))
    return InputError(known, **told)


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where and what, with what to do about it."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class FileFaultsError(ContactguardError):
    """A file, or a set of them, has faults; all are listed, not only the first."""

    code = "bad_file"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("{faults}", faults=Faults(map(str, faults)))
        self.faults = faults


class ProfileError(FileFaultsError):
    code = "bad_profile"


class RuleError(FileFaultsError):
    code = "bad_rules"


class ContentError(FileFaultsError):
    code = "bad_content"


class NotFoundError(ContactguardError):
    code = "not_found"


class ConflictError(ContactguardError):
    code = "conflict"

    @classmethod
    def written_meanwhile(cls, name: str) -> "ConflictError":
        """Somebody else wrote what this was to take the place of."""
        return cls(
            "{name} has written here since; copy your text, load the page again and put the two together", name=name
        )


class NoticeError(ContactguardError):
    code = "no_notice"


class MailError(ContactguardError):
    code = "mail"


class SchemaError(ContactguardError):
    code = "schema"


class StorageError(ContactguardError):
    code = "storage"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around writing a file or making a folder. Raises InputError with the system's reason where it cannot be done."""
    try:
        yield
    except OSError as error:
        raise InputError("{path} cannot be written: {reason}", path=str(path), reason=error.strerror) from error
