import errno
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import SILENT, line

Run = Callable[..., Ended]


@pytest.fixture
def doctor(run: Run, tmp_path: Path) -> Run:
    def call(*arguments: object) -> Ended:
        return run(*arguments, "doctor", "--profile", PROFILE, "--no-models", "--database", tmp_path / "x.sqlite")

    return call


@pytest.fixture
def healthy(run: Run, tmp_path: Path, kept: None) -> Path:
    options = ("--profile", PROFILE, "--database", tmp_path / "x.sqlite")
    source = tmp_path / "notes.jsonl"
    source.write_bytes(line("a", SILENT))
    assert run("notice", "record", NOTICE, *options).code == 0
    assert run("scan", source, "--no-models", *options).code == 0
    return tmp_path / "x.sqlite"


def says(ended: Ended, subject: str) -> str:
    (told,) = [one for one in ended.out.splitlines() if one[2:].startswith(f"{subject}:")]
    return told


def test_a_healthy_installation_has_no_faults(doctor: Run, healthy: Path) -> None:
    ended = doctor()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "No faults."
    assert not [one for one in ended.out.splitlines() if one.startswith("✗")]
    assert len(ended.out.splitlines()) == 10


def test_a_new_installation_is_advised_and_nothing_is_made(doctor: Run, tmp_path: Path) -> None:
    ended = doctor()
    assert ended.code == 0
    assert says(ended, "Database").startswith("! ")
    assert list(tmp_path.glob("x.sqlite*")) == []


def test_a_variable_that_is_no_setting_is_advised(doctor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACTGUARD_KEEP_TEXT_DAYS", "30")
    monkeypatch.setenv("CONTACTGUARD_KEEP_TEXTS_DAYS", "30")
    ended = doctor()
    assert says(ended, "Settings") == "! Settings: CONTACTGUARD_KEEP_TEXT_DAYS is no setting; is it misspelt?"
    assert ended.code == 0


def test_an_exempt_line_that_the_profile_does_not_have_is_advised(doctor: Run, tmp_path: Path) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text('exempt_lines = ["Struer Energi", "affiliate"]')
    ended = doctor("--settings", file)
    assert says(ended, "Settings").startswith(
        "! Settings: exempt_lines: the profile has no line Struer Energi; there are affiliate, "
    )
    assert ended.code == 0


def write(database: Path, *statements: str) -> None:
    with sqlite3.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statements", "subject", "told"),
    [
        (["UPDATE alembic_version SET version_num = '0002'"], "Database", "contactguard db upgrade"),
        (["DELETE FROM staff_notice"], "Staff notice", "contactguard notice record"),
        (["UPDATE scan SET finished_at = '2199-01-01 00:00:00'"], "Last scan", "clock"),
        (["DROP TRIGGER audit_kept_update", "UPDATE audit SET actor = ''"], "Audit chain", "Entry 1 was changed."),
        (["DROP TRIGGER audit_kept_delete", "DELETE FROM audit"], "Audit chain", "ends before entry 1"),
    ],
)
def test_a_fault_ends_with_3_and_says_what_to_do(
    doctor: Run, healthy: Path, statements: list[str], subject: str, told: str
) -> None:
    write(healthy, *statements)
    ended = doctor()
    assert ended.code == 3
    assert says(ended, subject).startswith("✗ ")
    assert told in says(ended, subject)
    assert "1 fault" in ended.out


def test_a_check_that_cannot_be_made_keeps_no_other_from_it(doctor: Run, healthy: Path, tmp_path: Path) -> None:
    healthy.with_name("x.sqlite.heads").write_bytes(b"\xff no head\n")
    file = tmp_path / "contactguard.toml"
    file.write_text('smtp_host = "smtp..example.dk"\nsmtp_sender = "x@example.dk"\n')
    ended = doctor("--settings", file)
    assert (ended.code, ended.err) == (3, "")
    assert "is not the head of an audit chain" in says(ended, "Audit chain")
    assert says(ended, "Mail server").startswith("✗ ")
    assert says(ended, "Database").startswith("✓ ")


def test_a_key_that_is_no_file_is_a_fault(doctor: Run, healthy: Path) -> None:
    key = healthy.with_name("x.sqlite.key")
    key.unlink()
    key.mkdir(mode=0o700)
    ended = doctor()
    assert ended.code == 3
    assert "cannot be read" in says(ended, "Key")


def test_a_lost_key_is_a_fault_and_not_made_anew(doctor: Run, healthy: Path) -> None:
    healthy.with_name("x.sqlite.key").unlink()
    ended = doctor()
    assert ended.code == 3
    assert "put back the copy that was kept apart" in says(ended, "Key")
    assert not healthy.with_name("x.sqlite.key").exists()


def test_an_old_scan_is_advised(doctor: Run, healthy: Path) -> None:
    write(healthy, "UPDATE scan SET finished_at = '2026-01-01 00:00:00'")
    ended = doctor()
    assert ended.code == 0
    assert "is the nightly job running?" in says(ended, "Last scan")


def test_a_key_that_others_may_read_is_a_fault(doctor: Run, healthy: Path) -> None:
    healthy.with_name("x.sqlite.key").chmod(0o644)
    assert "chmod 600" in says(doctor(), "Key")


def test_a_missing_profile_or_source_is_a_fault(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text(f'[[sources]]\npath = "{tmp_path / "nowhere"}"\n')
    ended = run("--settings", file, "doctor", "--database", tmp_path / "x.sqlite")
    assert ended.code == 3
    assert "name the organisation profile" in says(ended, "Profile")
    assert "is not there" in says(ended, "Sources")


@pytest.mark.parametrize(
    ("settings", "subject", "told"),
    [
        ('smtp_host = "127.0.0.1"', "Mail server", "set smtp_sender"),
        (
            '[openid]\nissuer = "http://127.0.0.1"\nclient_id = "x"\nroles = {"a" = ["officer"]}',
            "Sign-in server",
            "set public_url",
        ),
    ],
)
def test_a_server_whose_settings_lack_something_is_a_fault(
    doctor: Run, tmp_path: Path, settings: str, subject: str, told: str
) -> None:
    file = tmp_path / "contactguard.toml"
    file.write_text(settings)
    ended = doctor("--settings", file)
    assert ended.code == 3
    assert says(ended, subject).startswith("✗ ")
    assert told in says(ended, subject)


def test_what_this_user_may_not_look_into_is_told_and_keeps_no_other_check_from_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = Path.stat

    def refused(path: Path, **more: bool) -> os.stat_result:
        if "closed" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", refused)
    file = tmp_path / "contactguard.toml"
    file.write_text(f'[[sources]]\npath = "{tmp_path / "closed" / "notes.csv"}"\n')
    ended = run("--settings", file, "doctor", "--profile", PROFILE, "--database", tmp_path / "closed" / "x.sqlite")
    assert (ended.code, ended.err) == (3, "")
    for subject in ("Sources", "Disk", "Database", "Key"):
        assert says(ended, subject).startswith("✗ "), subject
    assert "notes.csv; run as the user of the service" in says(ended, "Sources")


def test_a_sign_in_server_that_does_not_answer_is_a_fault(doctor: Run, healthy: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = tmp_path / "contactguard.toml"
        file.write_text(
            f'[openid]\nissuer = "http://127.0.0.1:{port}"\nclient_id = "x"\nclient_secret = "y"\n'
            'roles = {"a" = ["officer"]}\n'
        )
        text = 'public_url = "https://cg.example.dk"\n' + file.read_text()
        file.write_text(f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\nsmtp_sender = "x@example.dk"\n{text}')
        assert says(doctor("--settings", file), "Mail server") == f"✓ Mail server: 127.0.0.1:{port} answers"
        assert says(doctor("--settings", file), "Sign-in server") == f"✓ Sign-in server: 127.0.0.1:{port} answers"
    assert "does not answer" in says(doctor("--settings", file), "Sign-in server")
