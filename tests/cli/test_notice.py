import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import NOTICE, PROFILE, Ended
from tests.cli.test_check import SILENT, line

Run = Callable[..., Ended]


@pytest.fixture
def options(tmp_path: Path) -> tuple[str, ...]:
    return ("--profile", PROFILE, "--database", f"sqlite:///{tmp_path / 'x.sqlite'}")


def test_nothing_is_scanned_before_staff_were_told(run: Run, options: tuple[str, ...], tmp_path: Path) -> None:
    source = tmp_path / "notes.jsonl"
    source.write_bytes(line("a", SILENT))
    ended = run("scan", source, "--no-models", *options)
    assert ended.code == 2
    assert ended.err.startswith("Staff must be told first: ")
    assert "contactguard notice record FILE" in ended.err
    with sqlite3.connect(tmp_path / "x.sqlite") as connection:
        (contacts,) = connection.execute("SELECT count(*) FROM contact").fetchone()
    connection.close()
    assert contacts == 0
    assert run("notice", "record", NOTICE, *options).out == "Notice 1 is recorded; scanning may start on 2025-03-01.\n"
    assert run("scan", source, "--no-models", *options).code == 0


def test_the_template_of_a_danish_company_starts_in_six_weeks_and_is_not_in_force(
    run: Run, options: tuple[str, ...], tmp_path: Path
) -> None:
    printed = run("notice", "template", "--language", "da", "--profile", PROFILE)
    file = tmp_path / "notice.toml"
    file.write_text(printed.out, "utf-8")
    assert run("notice", "show", *options).code == 2
    assert run("notice", "record", file, *options).code == 0
    shown = run("notice", "show", *options)
    assert shown.code == 2
    assert "not before" in shown.out
    run("notice", "record", NOTICE, *options)
    shown = run("notice", "show", *options)
    assert (shown.code, shown.out.splitlines()[-1]) == (0, "Work may be scanned.")
    assert len(shown.out.splitlines()) == 3


def test_a_faulty_notice_is_told_with_its_faults(run: Run, options: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "notice.toml"
    file.write_text(NOTICE.read_text("utf-8").replace("2025-03-01", "2025-01-20"), "utf-8")
    ended = run("notice", "record", file, *options)
    assert ended.code == 2
    assert "2025-02-12" in ended.err
