import json
from pathlib import Path

import pytest

from contactguard.cli.main import main
from contactguard.knowledge.exchange import export
from contactguard.knowledge.library import Library
from tests.conftest import CORPUS
from tests.knowledge.factories import make_answer

PROFILE = str(CORPUS / "profiles" / "struer.toml")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    answers = (
        make_answer(),
        make_answer("solar", title="Solceller", asked=["paneler på taget"], keywords=["solpanel"]),
    )
    export(Library({one.id: one for one in answers}, {}), tmp_path / "content")
    return tmp_path / "content"


def test_a_query_gets_a_line_of_results(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "search", "paneler", "--language", "da", "--content", str(content)]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["query"] == "paneler"
    assert line["results"][0] | {"score": 1} == {
        "topic": "solar",
        "id": "solar-da",
        "title": "Solceller",
        "language": "da",
        "score": 1,
    }


def test_each_query_of_a_file_gets_a_line_and_a_bad_one_is_told(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"query": "solpanel", "language": "da"}\nnonsense\n{"query": "skift"}\n', "utf-8")
    assert main(["answers", "search", "--queries", str(file), "--content", str(content)]) == 2
    told = capsys.readouterr()
    topics = [json.loads(line)["results"][0]["topic"] for line in told.out.splitlines()]
    assert topics == ["solar", "supplier-switch"]
    assert f"{file}:2:" in told.err


@pytest.mark.parametrize("arguments", [[], ["sol", "--queries", "x.jsonl"], ["--queries", "missing.jsonl"]])
def test_a_search_without_one_clear_query_is_refused(arguments: list[str]) -> None:
    assert main(["answers", "search", *arguments]) == 2


def test_files_with_faults_are_told(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = content / "da" / "solar.yaml"
    path.write_text(path.read_text("utf-8").replace("summary:", "sumary:"), "utf-8")
    assert main(["answers", "check", "--content", str(content)]) == 2
    assert "solar.yaml:3: sumary: no such field" in capsys.readouterr().err


def test_answers_come_in_as_scanned_drafts_once(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTACTGUARD_DATABASE", f"sqlite:///{tmp_path / 'base.sqlite'}")
    monkeypatch.setenv("CONTACTGUARD_MODELS", "false")
    arguments = ["answers", "import", str(content), "--author", "Anna", "--profile", PROFILE]
    assert main(arguments) == 0
    assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == ["2 drafts added.", "0 drafts added."]
    assert main(["answers", "rescan", "--profile", PROFILE]) == 0
    capsys.readouterr()
    assert main(["answers", "approve", "--officer", "Anna", "--language", "da", "--profile", PROFILE]) == 0
    told = capsys.readouterr().out
    assert "✗ solar-da: the author of an answer cannot approve it; ask another officer" in told
    assert "✗ outage-now-da: " in told
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    assert main(["answers", "approve", "--officer", "Anna", "--language", "da", "--profile", PROFILE]) == 0
    told = capsys.readouterr().out
    assert "✗ solar-da: den, der har skrevet et svar, kan ikke godkende det; spørg en anden ansvarlig" in told
    assert "Profilen mangler: " in told
    monkeypatch.delenv("LC_ALL")
    assert main(["answers", "approve", "--officer", "Bo", "--language", "da", "--profile", PROFILE]) == 0
    assert capsys.readouterr().out.splitlines()[-2] == "2 approved and published."
    assert main(["answers", "export", str(tmp_path / "out"), "--profile", PROFILE]) == 0
    assert (tmp_path / "out" / "sv" / "scripts" / "outage.yaml").is_file()


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTACTGUARD_DATABASE", f"sqlite:///{tmp_path / 'x.sqlite'}")
    (tmp_path / "file").touch()
    main(["db", "upgrade"])
    assert main(["answers", "export", str(tmp_path / "file"), "--profile", PROFILE]) == 2
    assert ".yaml cannot be written: Not a directory" in capsys.readouterr().err


def test_what_to_search_for_is_asked_in_the_users_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    assert main(["answers", "search"]) == 2
    assert "angiv en forespørgsel" in capsys.readouterr().err
