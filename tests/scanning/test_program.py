"""The version of the program changes with what decides what is found, and with nothing else."""

from pathlib import Path

import pytest

from contactguard.scanning import program


@pytest.mark.parametrize(
    ("path", "decides"),
    [
        ("language/market/dk.yaml", True),
        ("language/companies.py", True),
        ("policies/rules/leak/da.yaml", True),
        ("models/gates.py", True),
        ("scanning/learned.py", True),
        ("language/__pycache__/companies.cpython-311.pyc", False),
        ("service/app.py", False),
    ],
)
def test_the_version_changes_with_what_decides(tmp_path: Path, path: str, decides: bool) -> None:
    for state, words in (("before", "a"), ("same", "a"), ("after", "b")):
        (tmp_path / state / path).parent.mkdir(parents=True)
        (tmp_path / state / path).write_text(words, "utf-8")
    before, same, after = (program.version(tmp_path / state) for state in ("before", "same", "after"))
    assert before == same
    assert (before != after) is decides


def test_the_files_of_the_package_are_found() -> None:
    assert program.version() != program.version(Path("nowhere"))
