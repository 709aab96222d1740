"""The programme as data: shipped templates, strict files, and what live evidence says of a control."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from contactguard.errors import ConflictError, ContentError
from contactguard.policies.finding import Policy
from contactguard.review.programme import FOLDER, LANGUAGES, Control, Programme, load, template
from contactguard.review.programme_evidence import Facts, State, periodic, shown, worst
from contactguard.review.programme_file import written
from contactguard.store.database import Database
from contactguard.store.register.programme import ControlDone, ProgrammeRepository

TODAY = date(2026, 10, 20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_templates_have_the_same_paragraphs_and_controls(language: str) -> None:
    programme, danish = template(language), template("da")
    assert programme.language == language
    assert [one.number for one in programme.paragraphs] == [one.number for one in danish.paragraphs]
    assert [(it.id, it.kind) for one in programme.paragraphs for it in one.controls] == [
        (it.id, it.kind) for one in danish.paragraphs for it in one.controls
    ]
    assert all(programme.of_policy(policy) for policy in Policy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_is_written_as_the_file_that_it_is_read_from(tmp_path: Path, language: str) -> None:
    programme = template(language)
    odd = programme.paragraphs[0].model_copy(update={"text": 'Et "citat" \\ og\n\tto linjer\x7f, blåbær 🫐'})
    file = tmp_path / "programme.toml"
    file.write_text(written(programme.changed(odd)), "utf-8")
    assert load(file) == programme.changed(odd)


def test_a_new_control_gets_an_id_that_no_other_has() -> None:
    programme = template("da")
    paragraph = programme.paragraphs[1]
    assert programme.free_id(paragraph, frozenset()) == "control-2-1-1"
    taken = paragraph.controls[0].model_copy(update={"id": "control-2-1-1"})
    more = programme.changed(paragraph.model_copy(update={"controls": (taken,)}))
    assert more.free_id(paragraph, frozenset()) == "control-2-1-2"
    assert more.free_id(paragraph, {"control-2-1-2"}) == "control-2-1-3"


def test_what_is_stored_is_read_again() -> None:
    programme = template("sv")
    assert Programme.model_validate(programme.told()) == programme


def test_every_fault_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    written = (FOLDER / "da.toml").read_text("utf-8")
    file = tmp_path / "own.toml"
    file.write_text(written.replace('kind = "samples"', 'kind = "sampels"').replace('number = "2.5"', 'nummer = "2.5"'))
    with pytest.raises(ContentError) as told:
        load(file)
    lines = file.read_text().splitlines()
    found = {fault.line: fault.message for fault in told.value.faults}
    assert "no such field" in found[lines.index('nummer = "2.5"') + 1]
    assert any("kind" in message and 'kind = "sampels"' in lines[line - 1] for line, message in found.items())


def test_contradictions_of_a_file_are_told(tmp_path: Path) -> None:
    written = (FOLDER / "en.toml").read_text("utf-8")
    file = tmp_path / "own.toml"
    file.write_text(
        written.replace('number = "2.6"', 'number = "2.5"')
        .replace('policies = ["affiliate-marketing"]', 'policies = ["disparagement"]')
        .replace('id = "accounts-check"', 'id = "separation-check"')
    )
    with pytest.raises(ContentError) as told:
        load(file)
    messages = [fault.message for fault in told.value.faults]
    assert [message.partition(" ")[0] for message in messages] == ["disparagement", "paragraph", "the", "no"]
    assert "affiliate-marketing" in messages[-1]
    assert told.value.faults[1].line > 100


@pytest.mark.parametrize(
    ("frequency", "on", "expected"),
    [
        ("quarterly", date(2026, 10, 1), State.IN_ORDER),
        ("quarterly", date(2026, 9, 30), State.DUE),
        ("quarterly", date(2026, 6, 30), State.MISSING),
        ("yearly", date(2026, 1, 2), State.IN_ORDER),
        ("yearly", date(2025, 12, 31), State.DUE),
        ("monthly", date(2025, 10, 20), State.MISSING),
        ("once", date(2020, 1, 1), State.IN_ORDER),
        ("yearly", None, State.MISSING),
    ],
)
def test_a_period_of_the_calendar_decides(frequency: str, on: date | None, expected: State) -> None:
    assert periodic(control("manual", frequency).frequency, on, TODAY) is expected


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("scan", {"scanned_on": date(2026, 10, 19)}, State.IN_ORDER),
        ("scan", {"scanned_on": date(2026, 10, 17)}, State.DUE),
        ("scan", {}, State.MISSING),
        ("notice", {"notice_since": date(2026, 11, 1)}, State.MISSING),
        ("notice", {"notice_since": date(2026, 1, 1)}, State.IN_ORDER),
        ("review", {"findings_waiting": 3, "oldest_waiting": date(2026, 10, 1)}, State.IN_ORDER),
        ("review", {"findings_waiting": 3, "oldest_waiting": date(2026, 9, 1)}, State.DUE),
        ("answers", {"answers_live": 40, "answers_expired": 1}, State.DUE),
        ("answers", {}, State.MISSING),
        ("incidents", {"actions_late": 1}, State.DUE),
        ("samples", {"samples_read_on": TODAY}, State.IN_ORDER),
        ("training", {"trained_on": date(2025, 3, 1)}, State.DUE),
    ],
)
def test_live_evidence_decides(kind: str, facts: dict[str, object], expected: State) -> None:
    frequency = "yearly" if kind == "training" else "quarterly"
    assert shown(control(kind, frequency), Facts(TODAY, **facts)).state is expected


def test_a_paragraph_is_as_good_as_its_worst_control() -> None:
    paragraph = next(one for one in template("en").paragraphs if one.number == "2.1")
    facts = Facts(TODAY, scanned_on=TODAY)
    states = [shown(one, facts, date(2025, 5, 1)) for one in paragraph.controls]
    assert worst(paragraph, states) is State.DUE


async def test_versions_are_added_and_the_newest_is_approved_once(database: Database) -> None:
    repository = ProgrammeRepository(database)
    for language in ("da", "sv"):
        await repository.add(template(language).told(), language, by="Olga")
    with pytest.raises(ConflictError):
        await repository.approve(1, by="Olga")
    await repository.approve(2, by="Olga")
    with pytest.raises(ConflictError):
        await repository.approve(2, by="Olga")
    versions = await repository.versions()
    assert [(one.version, one.approved_by) for one in versions] == [(2, "Olga"), (1, None)]


async def test_a_version_is_approved_once_even_by_two_at_once(database: Database) -> None:
    repository = ProgrammeRepository(database)
    version = await repository.add({}, "", by="Dorthe")
    await asyncio.gather(repository.versions(), repository.versions())  # two connections, so that both begin at once
    both = (repository.approve(version, by=name) for name in ("Anna", "Bob"))
    (refused,) = [one for one in await asyncio.gather(*both, return_exceptions=True) if isinstance(one, Exception)]
    assert isinstance(refused, ConflictError)


async def test_what_was_recorded_of_a_control_is_kept_the_last_first(database: Database) -> None:
    repository = ProgrammeRepository(database)
    for day in (3, 9, 5):
        await repository.record(ControlDone("letters-check", date(2026, 10, day), "", "Olga"))
    assert [one.done_on.day for one in (await repository.done())["letters-check"]] == [9, 5, 3]


def control(kind: str, frequency: str) -> Control:
    told = {"id": "x", "kind": kind, "text": "x", "frequency": frequency, "owner": "x"}
    return Control.model_validate(told)
