"""How the program ends, in the one table of exit codes; and the words an error is told in."""

import sys
from enum import IntEnum

from contactguard.cli.texts import error_text, text
from contactguard.errors import ContactguardError


class ExitCode(IntEnum):
    CLEAN = 0
    FINDINGS = 1
    INPUT = 2  # wrong use, or input that could not be read
    FAILURE = 3


EXIT_CODES = {
    "internal": ExitCode.FAILURE,
    "bad_input": ExitCode.INPUT,
    "bad_file": ExitCode.INPUT,
    "bad_profile": ExitCode.INPUT,
    "bad_rules": ExitCode.INPUT,
    "bad_content": ExitCode.INPUT,
    "not_found": ExitCode.INPUT,
    "conflict": ExitCode.FAILURE,
    "no_notice": ExitCode.INPUT,
    "mail": ExitCode.FAILURE,
    "schema": ExitCode.FAILURE,
    "storage": ExitCode.FAILURE,
}

HEADINGS = {
    "internal": "Something went wrong inside the program",
    "bad_input": "This cannot be read",
    "bad_file": "The file has faults",
    "bad_profile": "The organisation profile has faults",
    "bad_rules": "The rules have faults",
    "bad_content": "The answers have faults",
    "not_found": "Not found",
    "conflict": "Somebody else was first",
    "no_notice": "Staff must be told first",
    "mail": "The mail was not sent",
    "schema": "The database does not fit this program",
    "storage": "The database cannot be used now",
}


def complain(line: str) -> None:
    """A line for the person, beside the output."""
    sys.stderr.write(f"{line}\n")


def report(error: ContactguardError) -> ExitCode:
    """Tells an error to the person; returns how the program ends for it."""
    complain(f"{text(HEADINGS[error.code])}: {error_text(error)}")
    return EXIT_CODES[error.code]
