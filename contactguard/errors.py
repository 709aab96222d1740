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

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
        self.message = self.filled(words)
        super().__init__(self.message)

    def filled(self, words: str) -> str:
        """The words of this error, or a translation of them, with its details in their places."""
        return words.format(**self.details) if self.details else words

    def translated(self, gettext: Callable[[str], str]) -> str:
        """The message in another language."""
        return self.filled(gettext(self.words))


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
    def of(cls, error: ValidationError) -> "FormError":
        """Without what was written."""
        return cls([_field_error(fault) for fault in error.errors(include_url=False, include_input=False)])


def _field_error(fault: ErrorDetails) -> InputError:
    field, given = ".".join(map(str, fault["loc"])), fault.get("ctx", {})
    match fault["type"]:
        case "missing" | "too_short":
            return InputError("{field}: fill this in", field=field)
        case "string_too_short" if given["min_length"] == 1:
            return InputError("{field}: fill this in", field=field)
        case "string_too_long":
            return InputError("{field}: {most} characters are the most", field=field, most=given["max_length"])
        case "date_parsing" | "date_from_datetime_parsing":
            return InputError("{field}: give a day, such as 2026-10-20", field=field)
        case "enum" | "literal_error":
            return InputError("{field}: choose one of {known}", field=field, known=given["expected"])
        case _:
            return InputError("{field}: {reason}", field=field, reason=fault["msg"])


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


class NoticeError(ContactguardError):
    code = "no_notice"


class MailError(ContactguardError):
    code = "mail"


class SchemaError(ContactguardError):
    code = "schema"


class StorageError(ContactguardError):
    code = "storage"
