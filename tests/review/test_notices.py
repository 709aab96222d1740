import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contactguard.errors import InputError
from contactguard.organisation.profile import load
from contactguard.review.notices import (
    LANGUAGES,
    earliest_start,
    load_notice,
    read_notice,
    refusal,
    template,
    template_file,
)
from contactguard.store.privacy.notices import RecordedNotice
from tests.conftest import ROOT
from tests.factories import make_notice

GIVEN = date(2026, 10, 1)
TODAY = date(2026, 11, 22)
STRUER = load(ROOT / "contactguard" / "organisation" / "profiles" / "struer.toml").grid_company


def told(**fields: Any) -> dict[str, Any]:
    given = {name: value for name, value in vars(make_notice()).items() if name != "country"}
    return given | fields


def recorded(starts: date) -> RecordedNotice:
    return RecordedNotice(1, make_notice(starts_on=starts), "Dorthe", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("country", "days"), [("DK", 42), ("SE", 0), ("NO", 0), ("FI", 0)])
def test_danish_staff_are_told_six_weeks_ahead(country: str, days: int) -> None:
    earliest = GIVEN + timedelta(days=days)
    assert earliest_start(country, GIVEN) == earliest
    assert read_notice(told(given_on=GIVEN, starts_on=earliest), country).starts_on == earliest
    with pytest.raises(InputError, match=str(earliest)):
        read_notice(told(given_on=GIVEN, starts_on=earliest - timedelta(days=1)), country)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"purpose": " "}, "purpose: "),
        ({"legal_basis": "law"}, "legal_basis: "),
        ({"retention": ""}, "retention: "),
        ({"contact": ""}, "contact: "),
        ({"texts": {}}, "texts: "),
        ({"texts": {"da": "Vi kigger."}}, "texts.da: write 200 characters or more"),
        ({"texts": {"de": "Wir sehen alles durch. " * 20}}, "texts.de.[key]: choose one of 'da', 'sv', 'nb', 'en'"),
        ({"starts_on": "soon"}, "starts_on: "),
        ({"given_at": GIVEN}, "given_at: "),
        ({"consulted_on": date(2030, 1, 1)}, "the unions are heard before"),
        ({"given_on": date.max, "starts_on": date.max}, "given_on: "),
    ],
)
def test_a_notice_that_does_not_say_enough_is_refused(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(InputError) as caught:
        read_notice(told(**fields), "DK")
    assert fault in caught.value.message


@pytest.mark.parametrize(
    ("starts", "refused"),
    [
        ([], "notice record FILE"),
        ([TODAY + timedelta(days=1)], f"begins on {TODAY + timedelta(days=1)}, not before"),
        ([TODAY], None),
        ([TODAY + timedelta(days=30), TODAY - timedelta(days=300)], None),  # the old one holds until the new one does
    ],
)
def test_work_is_scanned_only_under_a_notice_in_force(starts: list[date], refused: str | None) -> None:
    said = refusal([recorded(day) for day in starts], TODAY)
    assert (said is None) == (refused is None)
    assert refused is None or refused in str(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["DK", "SE", "NO", "FI"])
def test_the_template_can_be_recorded_as_it_is_printed(language: str, country: str, tmp_path: Path) -> None:
    company = STRUER.model_copy(update={"country": country, "email": "hej@struer.example"})
    parts = template(language, company, 180, 36)
    file = tmp_path / "notice.toml"
    file.write_text(template_file(parts, language, country, TODAY), "utf-8")
    notice = load_notice(file, country)
    assert notice.texts[language].strip() == parts["text"]
    assert notice.starts_on == earliest_start(country, TODAY)
    assert "Struer Elnet A/S" in notice.purpose + notice.texts[language]
    assert "hej@struer.example" in notice.contact
    assert not {"{", "}"} & set("".join(parts.values()))
    assert "180" in notice.retention


@pytest.mark.parametrize("law", ["DK", "SE", "NO"])
def test_the_law_named_is_that_of_the_country(law: str) -> None:
    named = template("en", STRUER.model_copy(update={"country": law}), 180, 36)["legal_basis"]
    assert {"DK": "Danish", "SE": "Swedish", "NO": "Norwegian"}[law] in named


@pytest.mark.parametrize(("content", "fault"), [("given_on =", "notice.toml: "), (None, "cannot be read")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: str | None, fault: str) -> None:
    file = tmp_path / "notice.toml"
    if content is not None:
        file.write_text(content)
    with pytest.raises(InputError, match=fault):
        load_notice(file, "DK")


def test_the_templates_say_the_same_things() -> None:
    folder = ROOT / "contactguard" / "review" / "notice"
    kept = [tomllib.loads((folder / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES]
    assert len({one["text"].count("\n\n") for one in kept}) == 1
    for one in kept:
        assert one["text"].count("{texts_days}") == one["text"].count("{findings_months}") == 1
