"""How the installed program ends, as a shell sees it."""

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import PROFILE
from tests.cli.conftest import Ended as Command
from tests.conftest import CORPUS, ROOT

REFERRAL = "Kd vil skifte elselskab. Henviste til Struer Energi."
PROGRAM = [sys.executable, "-c", "from contactguard.cli.main import run; run()"]
Ended = subprocess.CompletedProcess[bytes]


@pytest.fixture
def start() -> Callable[..., Ended]:
    def call(*arguments: object, stdout: int = subprocess.PIPE, **variables: str) -> Ended:
        return subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | variables,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )

    return call


@pytest.fixture
def closed() -> int:
    """A pipe that nobody reads any more."""
    read, write = os.pipe()
    os.close(read)
    return write


@pytest.mark.parametrize("lines", [1, 200], ids=["told at the end", "told on the way"])
def test_a_reader_that_has_gone_is_neither_findings_nor_a_traceback(
    start: Callable[..., Ended], closed: int, tmp_path: Path, lines: int
) -> None:
    file = tmp_path / "contacts.jsonl"
    file.write_bytes(b"".join((CORPUS / "train-da.jsonl").read_bytes().splitlines(keepends=True)[:lines]))
    ended = start("check", file, "--profile", PROFILE, "--no-models", stdout=closed)
    assert (ended.returncode, ended.stderr) == (3, b"")


@pytest.mark.parametrize("closing", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_streams_that_were_closed_before_are_empty(closing: str) -> None:
    command = shlex.join([*PROGRAM, "check", "--profile", PROFILE, "--no-models"])
    ended = subprocess.run(
        ["sh", "-c", f"{command} {closing}"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr


def test_a_folder_closed_to_the_user_is_told_by_name(
    run: Callable[..., Command], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", refused)
    told = "This cannot be read: /closed/contactguard.toml cannot be read: Permission denied\n"
    ended = run("--settings", "/closed/contactguard.toml", "users", "list")
    assert (ended.code, ended.err) == (2, told)


def test_a_terminal_without_our_letters_gets_others_in_their_place(start: Callable[..., Ended]) -> None:
    ended = start("rules", "explain", REFERRAL, "--profile", PROFILE, PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert (ended.returncode, ended.stderr) == (1, b"")
    assert b"Struer Energi" in ended.stdout
