"""`contactguard check`: contacts in, a line with the findings of each out; stores nothing."""

import json
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from contactguard.cli.exits import ExitCode, complain
from contactguard.cli.texts import text
from contactguard.contacts.model import Contact, FailedContact
from contactguard.contacts.sources.jsonl import records
from contactguard.errors import InputError
from contactguard.policies.finding import Finding
from contactguard.scanning.runner import Outcome, Runner, ScanFailure
from contactguard.wiring import load_scanner, scanner_runner

LONGEST_LINE = 64 * 2**20  # bytes; a year of one customer's mail is far below, a file without line ends above

ProfileOption = Annotated[Path | None, typer.Option("--profile", metavar="P.toml", help="Organisation profile (TOML).")]
ModelsOption = Annotated[
    bool | None,
    typer.Option("--models/--no-models", help="Whether trained models may add findings.", show_default=False),
]
WorkersOption = Annotated[int | None, typer.Option("--workers", min=1, help="Processes that scan.", show_default=False)]


def check(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Contacts as JSON Lines; - is standard input.")] = "-",
    profile: ProfileOption = None,
    models: ModelsOption = None,
    workers: WorkersOption = None,
) -> None:
    """Checks contacts and stores nothing. Ends with 0 if all are clean, 1 with findings, 2 after bad input."""
    settings = context.obj(profile=profile, models=models, workers=workers)
    scanner = load_scanner(settings)
    with _opened(file) as stream, scanner_runner(settings, scanner) as runner:
        code = Check().run(stream, runner)
    raise typer.Exit(code)


@dataclass
class Check:
    """One run: what came in, in the order it came, and what is to be said of it at the end."""

    read: int = 0
    bad: int = 0
    flagged: int = 0
    failed: int = 0
    _waiting: deque[Contact] = field(default_factory=deque)

    def run(self, stream: BinaryIO, runner: Runner) -> ExitCode:
        for outcome in runner(self._contacts(stream)):
            self._write(self._waiting.popleft(), outcome)
        if self.read == 0 and self.bad == 0:
            complain(text("No contact came in."))
        return self._code()

    def _contacts(self, stream: BinaryIO) -> Iterator[Contact]:
        for record in records(stream, "", LONGEST_LINE):
            if isinstance(record, FailedContact):
                self.bad += 1
                number = record.place.rpartition(":")[2]
                complain(text("line {number}: {reason}", number=number, reason=record.reason))
            else:
                self.read += 1
                self._waiting.append(record)
                yield record

    def _write(self, contact: Contact, outcome: Outcome) -> None:
        if isinstance(outcome, ScanFailure):
            self.failed += 1
            complain(text("contact {id} could not be scanned: {reason}", id=contact.id, reason=outcome.reason))
            return
        self.flagged += bool(outcome.findings)
        line = {"id": contact.id, "findings": [finding_json(finding) for finding in outcome.findings]}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def _code(self) -> ExitCode:
        if self.failed:
            return ExitCode.FAILURE
        if self.bad or not self.read:
            return ExitCode.INPUT
        return ExitCode.FINDINGS if self.flagged else ExitCode.CLEAN


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding in the form promised outside."""
    return {
        "policy": finding.policy.value,
        "message": finding.message,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote,
        "severity": finding.severity.value,
        "score": round(finding.score, 3),
        "origin": finding.origin.value,
        "rule": finding.rule,
        "explanation": asdict(finding.explanation),
    }


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise InputError("{path}: {reason}", path=file, reason=error.strerror) from error
