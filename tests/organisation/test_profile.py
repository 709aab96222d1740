"""An organisation profile is read as it stands, and every fault is told with its line."""

from pathlib import Path
from unicodedata import normalize

import pytest

from contactguard.errors import ProfileError
from contactguard.organisation.profile import load

PROFILES = sorted(Path("tests/corpus/profiles").glob("*.toml"))
GOOD = """[grid_company]
name = "Aa Net A/S"
country = "DK"
time_zone = "Europe/Copenhagen"
languages = ["da"]

[[company]]
name = "Bro Energi"
relation = "affiliate"
trades = ["supplier"]
valid_from = 2025-01-01
legal_name = "Bro Energi A/S"

[[line]]
id = "affiliate"
label = "Bro"
company = "Bro Energi"
mailboxes = ["bro@example.dk"]
"""

SOLD = """[[company]]
name = "Bro Energi"
relation = "external"
valid_to = {until}

[[line]]"""


SHARES = """[[customer_share]]
company = "{first}"
share = {share}

[[customer_share]]
company = "Elsewhere"
share = 0.4

[[line]]"""


def written(folder: Path, text: str) -> Path:
    path = folder / "profile.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_profiles_of_the_corpus_are_valid(path: Path) -> None:
    assert load(path).affiliates()


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('relation = "affiliate"', 'relation = "affilate"', 9, "affiliate"),
        ('relation = "affiliate"', 'relationn = "affiliate"', 9, "no such field"),
        ('time_zone = "Europe/Copenhagen"', 'time_zone = "Europe/Kobenhavn"', 4, "no time zone"),
        ('company = "Bro Energi"', 'company = "Bro Energy"', 17, "no company of this profile"),
        ("[[line]]", "[[line", 14, "is not TOML"),
        ('country = "DK"', 'country = "Denmark"', 3, "country"),
        ("[[line]]", SOLD.format(until="2025-01-01"), 15, "stands twice"),
        ("[[line]]", SHARES.format(first="Bro Energi A/S", share=0.5), 15, "is called 'Bro Energi' in this profile"),
        ("[[line]]", SHARES.format(first="Elsewhere", share=0.5), 19, "has a share already"),
        ("[[line]]", SHARES.format(first="Bro Energi", share=0.7), 16, "together the shares are more than 1"),
        ("valid_from = 2025-01-01", "valid_from = 2025-01-01\nvalid_to = 2024-12-31", 12, "before valid_from"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, before: str, after: str, line: int, said: str) -> None:
    path = written(tmp_path, GOOD.replace(before, after))
    with pytest.raises(ProfileError) as caught:
        load(path)
    assert any(fault.line == line and said in fault.message for fault in caught.value.faults), caught.value


def test_all_faults_of_a_profile_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace('country = "DK"', 'country = "D"').replace('"supplier"', '"baker"'))
    with pytest.raises(ProfileError) as caught:
        load(path)
    assert [fault.line for fault in caught.value.faults] == [3, 10]


def test_a_missing_or_garbled_file_is_a_profile_error(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe6"')
    (tmp_path / "deep.toml").write_text("name = " + "[" * 100_000)
    for name in ("none", "latin", "deep"):
        with pytest.raises(ProfileError):
            load(tmp_path / f"{name}.toml")


def test_a_profile_saved_by_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_text(GOOD, "utf-8-sig")
    assert load(path) == load(written(tmp_path, GOOD))


@pytest.mark.parametrize(
    ("first", "second"), [("from = 2025-01-01", "to = 2024-12-31"), ("to = 2024-12-31", "from = 2025-01-01")]
)
def test_a_company_may_stand_twice_with_a_relation_after_the_other(tmp_path: Path, first: str, second: str) -> None:
    sold = SOLD.format(until="2024-12-31").replace("to = 2024-12-31", second)
    organisation = load(written(tmp_path, GOOD.replace("from = 2025-01-01", first).replace("[[line]]", sold)))
    assert [one.relation for one in organisation.companies] == ["affiliate", "external"]


@pytest.mark.parametrize(
    ("address", "line"),
    [("BRO@example.dk", "affiliate"), (" bro ", "affiliate"), ("other@example.dk", None), ("", None)],
)
def test_a_line_is_known_by_its_mailbox_or_label(tmp_path: Path, address: str, line: str | None) -> None:
    assert load(written(tmp_path, GOOD)).line_for(address) == line


def test_a_menu_choice_names_a_line_but_a_folder_of_that_name_does_not(tmp_path: Path) -> None:
    organisation = load(written(tmp_path, GOOD.replace('label = "Bro"', 'label = "Bro"\nmenu = "1"')))
    assert (organisation.line_for("1"), organisation.line_for("1", menu=False)) == ("affiliate", None)


def test_a_line_is_known_by_a_folder_that_writes_its_letters_as_two_characters(tmp_path: Path) -> None:
    organisation = load(written(tmp_path, GOOD.replace('label = "Bro"', 'label = "Elmåler"')))
    assert organisation.line_for(normalize("NFD", "Elmåler")) == "affiliate"


def test_only_the_affiliates_own_line_is_exempt(tmp_path: Path) -> None:
    organisation = load(written(tmp_path, GOOD))
    assert organisation.exempt_line("affiliate")
    assert not organisation.exempt_line("general")
