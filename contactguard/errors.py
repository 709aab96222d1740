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

from dataclasses import dataclass
from typing import Any, ClassVar


class ContactguardError(Exception):
    """Root of the tree. `details` holds what a caller may want to act on, never contact text."""

    code: ClassVar[str] = "internal"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InputError(ContactguardError):
    code = "bad_input"


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
        super().__init__("\n".join(map(str, faults)), faults=[str(fault) for fault in faults])
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
