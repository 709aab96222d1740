"""Rule files are loaded strictly: every fault of every file at once, each with file and line."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from contactguard.errors import InputError, RuleError
from contactguard.policies import ruleset

GOOD = """policy: affiliate-referral
language: da
programme: "2.3"
rules:
  - id: referral-test
    severity: high
    why: Udsagnet ser ud til at henvise.
    advice: Nævn ingen.
    find: {company: affiliate, cue: "henvist* til", within: clause}
    unless: [exempt-line]
    examples:
      flag: ["[[Henviste til Struer Energi]]."]
      pass: ["Henviste til elpris.dk."]
"""
FIND = 'find: {company: affiliate, cue: "henvist* til", within: clause}'


def folder_with(folder: Path, text: str, policy: str = "affiliate-referral") -> Path:
    path = folder / policy / "da.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(RuleError) as caught:
        ruleset.load("da", folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_file_of_ones_own_stands_for_the_programs_of_its_policy_and_language(tmp_path: Path) -> None:
    loaded, programs = ruleset.load("da", folder_with(tmp_path, GOOD)), ruleset.load("da")
    mine = [one.rule.id for one in loaded.rules if one.policy == "affiliate-referral"]
    others = [[one for one in rules.rules if one.policy != "affiliate-referral"] for rules in (loaded, programs)]
    assert mine == ["referral-test"]
    assert others[0] == others[1] != []
    assert ruleset.load("sv", tmp_path) == ruleset.load("sv")


def test_rules_in_the_folder_of_another_policy_are_told(tmp_path: Path) -> None:
    (fault,) = faults_of(folder_with(tmp_path, GOOD, "disparagement"))
    assert "says policy 'affiliate-referral' but lies in the folder 'disparagement'" in fault


@pytest.mark.parametrize(
    "name", ["da.yaml", "affiliate-referral/dk.yaml", "affiliate-referral/da.yml", "affiliate-referral/new/da.yaml"]
)
def test_a_file_that_would_never_be_read_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(GOOD, "utf-8")
    (fault,) = faults_of(tmp_path)
    assert name in fault
    assert "<policy>/<language>.yaml" in fault


def test_a_missing_folder_of_rules_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="elsewhere"):
        ruleset.load("da", tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("severity: high", "severity: fatal", 5, "severity"),
        ("    advice:", "    advise:", 5, "advise"),
        ("unless: [exempt-line]", "unless: [exempt-lines]", 5, "no qualifier 'exempt-lines'"),
        ('cue: "henvist* til"', "cue: no-such-group", 5, "no cue group 'no-such-group'"),
        ('cue: "henvist* til"', 'cue: "... til"', 5, "may not begin"),
        ("language: da", "language: sv", 1, "says language 'sv'"),
        ("find: {company", "finds: {company", 5, "finds"),
        ("examples:", "examples: [", 13, "is not YAML"),
        ("Nævn ingen.", "Nævn\x92 ingen.", 8, "U+0092"),
        ("Nævn ingen.", "a\u030a" * 200 + "\x92", 8, "U+0092"),
        ("Nævn ingen.", "2026-02-30", 0, "is not YAML"),
        ("Nævn ingen.", "[" * 2_000, 0, "is not YAML"),
        ("find: {company", "find: {in: [signatur], company", 5, "referral-test.find.in.0: Input should be 'own'"),
        ("company: affiliate", "company: [afiliate]", 5, "referral-test: no relation 'afiliate'; there are affiliate,"),
        (FIND, "when: {cue: [supplier-enquiry]}\n    require: {company: [sight]}", 5, "no relation 'sight'"),
        ('cue: "henvist* til"', 'cue: "henvist* til {supplyer}"', 5, "referral-test: no relation 'supplyer'"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, before: str, after: str, line: int, said: str) -> None:
    faults = faults_of(folder_with(tmp_path, GOOD.replace(before, after)))
    assert any(f"da.yaml:{line}: " in fault and said in fault for fault in faults), faults


def test_a_fault_of_a_rule_is_told_at_its_own_id(tmp_path: Path) -> None:
    other = GOOD[GOOD.index("  - id") :].replace("referral-test", "referral").replace("[exempt-line]", "[nope]")
    faults = faults_of(folder_with(tmp_path, GOOD + other))
    assert any("da.yaml:14: referral: no qualifier 'nope'" in fault for fault in faults), faults


def test_a_fault_of_a_rule_without_an_id_is_told_where_the_rule_begins(tmp_path: Path) -> None:
    other = GOOD[GOOD.index("  - id") :].replace("high", "fatal")
    nameless, third = other.replace("id: referral-test\n    ", ""), other.replace("referral-test", "third")
    faults = faults_of(folder_with(tmp_path, GOOD + nameless + third))
    told = [fault.partition("da.yaml:")[2].rpartition(":")[0] for fault in faults]
    assert told == ["14: rules.1.id", "14: rules.1.severity", "22: third.severity"]


def test_a_file_in_another_encoding_is_told_with_what_to_do(tmp_path: Path) -> None:
    (folder_with(tmp_path, GOOD) / "affiliate-referral" / "da.yaml").write_bytes(GOOD.encode("latin-1"))
    (fault,) = faults_of(tmp_path)
    assert fault.endswith("da.yaml:0: is not UTF-8 text; save it as UTF-8")


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD.replace("severity: high", "severity: fatal"))
    folder_with(tmp_path, GOOD.replace("cue:", "queue:"), "disparagement")
    faults = faults_of(tmp_path)
    assert {Path(fault.split(":")[0]).parent.name for fault in faults} == {"affiliate-referral", "disparagement"}


def test_an_id_may_stand_only_once_and_is_told_at_each_place(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD)
    folder_with(tmp_path, "# a note\n" + GOOD.replace("affiliate-referral", "disparagement"), "disparagement")
    assert faults_of(tmp_path) == [
        f"{tmp_path}/{place}: referral-test: this id stands twice"
        for place in ("affiliate-referral/da.yaml:5", "disparagement/da.yaml:6")
    ]


def test_the_version_changes_with_a_rule_and_with_nothing_else(tmp_path: Path) -> None:
    with as_file(files("contactguard.policies") / "rules") as rules:
        same, other = tmp_path / "same", tmp_path / "other"
        shutil.copytree(rules, same)
        shutil.copytree(rules, other)
    changed = other / "affiliate-referral" / "da.yaml"
    changed.write_text(changed.read_text("utf-8") + "# a note\n", "utf-8")
    assert ruleset.load("da", same).version == ruleset.load("da").version
    assert ruleset.load("da", other).version != ruleset.load("da").version
