from pathlib import Path

import pytest

from contactguard.errors import ContentError, InputError, NotFoundError
from contactguard.knowledge.exchange import export
from contactguard.knowledge.library import Library, load
from tests.knowledge.factories import FACT, make_answer, make_script

LANGUAGES = ("da", "en", "nb", "sv")


def test_every_topic_is_answered_in_every_language(base: Library) -> None:
    topics = {
        language: {one.topic for one in base.answers.values() if one.language == language} for language in LANGUAGES
    }
    assert len(topics["da"]) == 50
    assert all(topics[language] == topics["da"] for language in LANGUAGES)


def test_every_call_has_a_script_in_every_language(base: Library) -> None:
    scripts = {
        language: {one.script for one in base.scripts.values() if one.language == language} for language in LANGUAGES
    }
    assert len(scripts["da"]) >= 9
    assert all(scripts[language] == scripts["da"] for language in LANGUAGES)


def test_what_is_exported_loads_as_the_same(base: Library, tmp_path: Path) -> None:
    assert export(base, tmp_path) == len(base.answers) + len(base.scripts)
    assert load(tmp_path) == base


def test_every_fault_of_every_file_is_told_with_its_line(tmp_path: Path) -> None:
    library = Library({one.id: one for one in (make_answer(), make_answer("solar", title="Sol"))}, {})
    export(library, tmp_path)
    first, second = tmp_path / "da" / "supplier-switch.yaml", tmp_path / "da" / "solar.yaml"
    first.write_text(first.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    second.write_text(second.read_text("utf-8").replace("{comparison_site}", "{prisportal}"), "utf-8")
    with pytest.raises(ContentError) as raised:
        load(tmp_path)
    told = [str(fault) for fault in raised.value.faults]
    assert f"{first}:2: titel: no such field; is it misspelt?" in told
    assert any(fault.startswith(f"{second}:") and "no placeholder is called {prisportal}" in fault for fault in told)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("topic: [", ":2: is not YAML"),
        ("- a\n- b\n", ":1: must be a mapping of fields"),
        ("topic: solar\ntopic: solar\n", ":2: topic: stands twice"),
        ("topic: other\n", ":1: topic: says 'other' but the file is called solar.yaml"),
        ("valid_until: 2026-02-31\n", "is not YAML: day"),
    ],
)
def test_a_broken_file_is_told_with_its_line(written: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "solar.yaml").write_text(written, "utf-8")
    with pytest.raises(ContentError, match=r"solar\.yaml") as raised:
        load(tmp_path)
    assert expected in str(raised.value)


def test_a_folder_of_a_language_that_the_program_does_not_know_is_told_by_its_files(tmp_path: Path) -> None:
    answer, script = make_answer(language="de"), make_script(language="de")
    export(Library({answer.id: answer}, {script.id: script}), tmp_path)
    with pytest.raises(ContentError) as raised:
        load(tmp_path)
    paths = [tmp_path / "de" / "supplier-switch.yaml", tmp_path / "de" / "scripts" / "switch.yaml"]
    told = "language: the folder is called 'de'; choose one of da, sv, nb, en"
    assert [str(fault) for fault in raised.value.faults] == [f"{path}:1: {told}" for path in paths]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file or folder"):
        load(tmp_path / "answers")


def test_norway_is_a_country_and_not_false(tmp_path: Path) -> None:
    answer = make_answer(variants={"NO": {"phone": "Se strompris.no."}})
    export(Library({answer.id: answer}, {}), tmp_path)
    path = tmp_path / "da" / "supplier-switch.yaml"
    path.write_text(path.read_text("utf-8").replace("'NO':", "NO:"), "utf-8")
    assert load(tmp_path).answer(answer.id).for_country("NO").phone == "Se strompris.no."


def test_a_fact_needs_a_source_or_is_left_to_the_company(tmp_path: Path) -> None:
    answer = make_answer(facts=[{"text": "Gebyr", "verify": "company"}])
    assert answer.facts[0].source is None
    with pytest.raises(ValueError, match="give its source and the day"):
        make_answer(facts=[{"text": "Gebyr"}])


def test_a_country_says_otherwise_what_it_says_otherwise() -> None:
    answer = make_answer(variants={"SE": {"phone": "Se elpriskollen.se."}})
    assert answer.for_country("SE").phone == "Se elpriskollen.se."
    assert answer.for_country("SE").email == answer.email
    assert answer.for_country("DK").phone == answer.phone


def test_what_is_not_there_is_told(base: Library) -> None:
    for find in (base.answer, base.script):
        with pytest.raises(NotFoundError, match="there is no"):
            find("nothing-da")


def test_the_scripts_of_a_topic_are_found() -> None:
    script = make_script()
    assert Library({}, {script.id: script}).scripts_for("supplier-switch", "da") == [script]
    assert Library({}, {script.id: script}).scripts_for("supplier-switch", "sv") == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//x.example", "x"])
def test_a_source_is_a_web_address_or_none(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        make_answer(facts=[{**FACT, "url": url}])
    assert make_answer(facts=[{**FACT, "url": "https://x.example/a"}]).facts[0].url == "https://x.example/a"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &a [x]\n" + "".join(f"a{n}: &a [{', '.join(['*a'] * 9)}]\n" for n in range(20)), "an alias"),
        ("a: &a [*a]", "an alias"),
        ("a: " + "[" * 30 + "]" * 30, "too deeply"),
        ("a: " + "[" * 4000 + "]" * 4000, "too deeply|maximum nesting depth"),  # PyYAML 6.0.4 stops by itself
    ],
)
def test_a_file_that_would_fill_the_memory_is_a_fault(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "solar.yaml").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=told):
        load(tmp_path)
