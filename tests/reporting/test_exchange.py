"""The open format: what is in a file and what never is, foreign and hostile files, and the comparison of two."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from babel.messages.pofile import read_po

from contactguard.dispatch.year_file import figures_of_year, year_file
from contactguard.errors import InputError, NotFoundError
from contactguard.policies.finding import Policy
from contactguard.reporting import mail_words
from contactguard.reporting.counting import period_figures
from contactguard.reporting.exchange import reading, telling
from contactguard.reporting.exchange.building import year_figures
from contactguard.reporting.exchange.comparing import Comparison, Measure, compare
from contactguard.reporting.exchange.model import FORMAT, SUPPRESSION, Made, YearFigures, some_of
from contactguard.reporting.figures import Selection
from contactguard.reporting.monthly import judgement, pictures
from contactguard.reporting.statistics.difference import Shift
from contactguard.reporting.words import LANGUAGES, LOCALES, Words
from contactguard.wiring import Services
from tests.conftest import ROOT
from tests.reporting.test_figures import ORGANISATION
from tests.service.conftest import filled, scanner, services

__all__ = ["filled", "scanner", "services"]

SCHEMA = ROOT / "contactguard/reporting/exchange/schema.json"


def of(found: int, whole: int) -> dict[str, Any]:
    return dict(some_of(found, whole))


def counts(flagged: int, breached: int, scanned: int) -> dict[str, Any]:
    return {
        "findings": flagged,
        "breaches": breached,
        "flagged": of(flagged, scanned),
        "breached": of(breached, scanned),
    }


def made_file(flagged: int = 30, breached: int = 10, scanned: int = 10_000, **more: Any) -> dict[str, Any]:
    """A file whose findings are all referrals to an affiliate."""
    nothing = counts(0, 0, scanned)
    whole = counts(flagged, breached, scanned)
    return {
        "format": FORMAT,
        "suppression": SUPPRESSION,
        "year": 2026,
        "grid_company": {"name": "Struer Elnet A/S", "country": "DK", "languages": ["da"]},
        "made": {"on": "2027-01-05", "software": "ContactGuard 0.1.0", "rule_sets": 1, "audit_head": None},
        "received": scanned,
        "exempt": 0,
        "scanned": scanned,
        "whole": whole,
        "policies": [
            (whole if one is Policy.AFFILIATE_REFERRAL else nothing) | {"policy": one.value} for one in Policy
        ],
        "channels": [whole | {"channel": "email"}],
        "months": [whole | {"month": "2026-10"}],
        "duty": of(90, 100),
        "companies": [{"name": "Struer Energi", "relation": "affiliate", "findings": 30, "breaches": None}],
        "reviews": {
            "judged": flagged,
            "waiting": 0,
            "agreement": None,
            "sampled": 0,
            "sampled_breaches": 0,
            "missed": None,
            "recall": None,
        },
    } | more


def parsed(told: Any) -> YearFigures:
    return reading.parsed(json.dumps(told).encode(), "a.json")


async def test_the_year_is_written_as_the_schema_says_and_read_back_the_same(filled: Services) -> None:
    made = await year_file(filled, "2026", by="test")
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(json.loads(made.content))
    told = reading.parsed(made.content, made.name)
    assert (told.received, told.scanned, told.whole.findings, told.whole.flagged.found) == (42, 42, 42, 41)
    assert [one.month for one in told.months] == ["2026-10"]
    (entry,) = (await filled.privacy.audit.page(limit=1)).entries
    assert (entry.action, entry.subject, entry.actor) == ("export", "figures:2026", "test")


async def test_nothing_of_contacts_or_people_is_in_the_file(filled: Services) -> None:
    content = (await year_file(filled, "2026", by="test")).content.decode()
    for hidden in ("mail/1", "Alice", "Vælg", "note-", "script", "notes.jsonl", "97 12 34 56", "affiliate-referral-da"):
        assert hidden not in content


async def test_a_company_is_told_only_if_the_profile_names_it_and_it_was_named_often(filled: Services) -> None:
    figures = (await figures_of_year(filled, "2026")).companies
    told = {one.name: one.findings for one in figures}
    known = {one.name for one in filled.scanner.organisation.companies}
    assert told
    assert set(told) <= known
    whole = await period_figures(filled.counts, ORGANISATION, Selection(first="2026-01", last="2026-12"))
    (one,) = whole.companies[:1]
    shown = (1, 4, 5, 0)
    many = [one.model_copy(update={"name": name, "findings": n}) for n, name in zip(shown, sorted(known), strict=False)]
    stranger = one.model_copy(update={"name": "Ole Hansen", "findings": 50})
    made = Made.model_validate(made_file()["made"])
    told = {
        one.name: one.findings
        for one in year_figures(
            whole.model_copy(update={"companies": (stranger, *many)}), ORGANISATION, 2026, made
        ).companies
    }
    assert list(told.values()) == [None, None, 5, 0][: len(many)]
    assert "Ole Hansen" not in told


@pytest.mark.parametrize(("year", "error"), [("26", InputError), ("２０２６", InputError), ("2019", NotFoundError)])
async def test_what_is_no_year_or_has_no_contacts_is_told(filled: Services, year: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=year):
        await figures_of_year(filled, year)


def test_the_schema_in_the_repository_is_that_of_the_program() -> None:
    assert SCHEMA.read_text("utf-8") == reading.schema()


def test_each_field_is_described() -> None:
    described = (ROOT / "docs/open-format.md").read_text("utf-8")
    for model in reading.YearFigures.model_json_schema()["$defs"].values():
        for name in model.get("properties", {}):
            assert f"`{name}`" in described, name
    for name in YearFigures.model_fields:
        assert f"`{name}`" in described, name


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    *way, last = [int(one) if one.isdecimal() else one for one in path.split(".")]

    def edit(told: Any) -> None:
        for step in way:
            told = told[step]
        told[last] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (change("format", "contactguard-year/2"), "version 2 of the format and this program reads 1"),
        (change("format", "contactguard-year/0"), "a version of the format that there is not"),
        (change("format", "openapi"), "is no file of `contactguard report export`"),
        (change("format", ["contactguard-year/1"]), "is no file of `contactguard report export`"),
        (change("whole.flagged.found", -1), "a.json: whole.flagged.found: "),
        (change("whole.flagged.found", 10_001), "found (10001) is more than of (10000)"),
        (change("policies.3.findings", "many"), "a.json: policies[3].findings: "),
        (change("policies.3.policy", "late-reply"), "a.json: policies[3].policy: "),
        (change("policies.3.policy", "affiliate-referral"), "each of the nine must be there once"),
        (change("year", True), "a.json: year: "),
        (change("months.0.month", "2025-10"), "months: one is of another year"),
        (change("received", 5), "received is not scanned + exempt"),
        (change("agents", ["Alice"]), "a.json: agents: Extra inputs are not permitted"),
        (change("companies.0.findings", 3), "must be null"),
        (change("companies.0.name", "\x1b[31mStruer"), "a.json: companies[0].name: "),
        (change("grid_company.name", "a\u202eb"), "a.json: grid_company.name: "),
        (change("grid_company.\x1b[31m", 1), "a.json: grid_company.?[31m: "),
        (change("scanned", 10**30), "a.json: scanned: "),
    ],
)
def test_a_foreign_file_is_refused_with_what_and_where(edit: Callable[[Any], None], said: str) -> None:
    told = deepcopy(made_file())
    edit(told)
    with pytest.raises(InputError) as caught:
        parsed(told)
    assert said in caught.value.message
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[]", "is no file of"),
        (b'{"format": NaN}', "is not JSON"),
        (b" " * (reading.LARGEST + 1), "larger than 1 MB"),
    ],
)
def test_what_is_no_figures_is_told_as_such(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(InputError, match=said):
        reading.read(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        reading.read(tmp_path / "a.json")


def row(comparison: Comparison, measure: Measure, policy: Policy | None = None) -> Any:
    (found,) = [one for one in comparison.rows if (one.measure, one.policy) == (measure, policy)]
    return found


def test_a_file_compared_with_itself_differs_in_nothing() -> None:
    comparison = compare(parsed(made_file()), parsed(made_file()))
    assert len(comparison.rows) == 3 + 2 * len(Policy)
    assert {one.shift for one in comparison.rows} == {Shift.NOISE}
    assert {one.difference.per_1000 for one in comparison.rows} == {0}


def test_a_difference_is_told_where_chance_and_the_number_of_tests_do_not_explain_it() -> None:
    comparison = compare(parsed(made_file(30, 10)), parsed(made_file(90, 21)))
    assert row(comparison, Measure.FLAGGED).shift is Shift.MORE
    assert row(comparison, Measure.FLAGGED, Policy.AFFILIATE_REFERRAL).p < 0.0001
    breached = row(comparison, Measure.BREACHED)
    assert breached.difference.shift is Shift.NOISE
    assert breached.shift is Shift.NOISE
    turned = compare(parsed(made_file(90, 21)), parsed(made_file(30, 10)))
    assert row(turned, Measure.FLAGGED).shift is Shift.LESS


def test_a_pair_that_differs_alone_may_be_noise_among_many() -> None:
    """14 and 32 in 10,000 differ by Fisher's test alone (p 0.0109), not as one of 21 comparisons."""
    found = row(compare(parsed(made_file(90, 14)), parsed(made_file(90, 32))), Measure.BREACHED)
    assert found.difference.shift is Shift.MORE
    assert found.shift is Shift.NOISE


def test_rates_are_those_of_the_counts_whatever_the_file_tells() -> None:
    lying = made_file()
    lying["whole"]["flagged"] |= {"share": 0.9, "low": 0.8, "high": 1.0}
    assert row(compare(parsed(lying), parsed(made_file())), Measure.FLAGGED).first.share == 0.003


def test_without_enquiries_nothing_is_said_of_the_duty() -> None:
    nothing = made_file(duty=of(0, 0))
    found = row(compare(parsed(nothing), parsed(made_file())), Measure.DUTY)
    assert (found.shift, found.p) == (Shift.UNKNOWN, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_reads_the_comparison_in_her_language(language: str) -> None:
    words = Words(language, ZoneInfo("UTC"))
    other = made_file(90, 21, grid_company={"name": "Dalby Nät", "country": "SE", "languages": ["sv"]})
    other["reviews"] |= {"judged": 45, "waiting": 45}
    other["made"] |= {"software": "ContactGuard 0.2.0"}
    said = telling.told(compare(parsed(made_file()), parsed(other)), words)
    assert said.columns[1:3] == ("Struer Elnet A/S, 2026", "Dalby Nät, 2026")
    assert said.rows[0][1:4] == (
        f"{words.number(3, 1)} ({words.number(2.1, 1)}–{words.number(4.3, 1)})",
        f"{words.number(9, 1)} ({words.number(7.3, 1)}–{words.number(11, 1)})",
        f"+{words.number(6, 1)} (+{words.number(3.9, 1)} … +{words.number(8.2, 1)})",
    )
    assert said.marked == {0, 3}
    assert len(said.notes) == 4
    assert words.percent(0.5) in said.notes[1]


def used() -> set[str]:
    text = " ".join(
        re.sub(r'"\s*\n\s*"', "", Path(str(module.__file__)).read_text("utf-8"))
        for module in (telling, mail_words, pictures, judgement)
    )
    found = {
        one
        for pattern in (r'\bt\(\s*"(.+?)"[,\s)]', r'words\.text\(\s*"(.+?)"[,\s)]', r'words\.plural\(\s*"(.+?)",')
        for one in re.findall(pattern, text)
    }
    return found | {*telling.MEASURE.values(), *telling.SHIFT.values()}


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_text_is_translated_and_none_is_left_over(code: str) -> None:
    folder = LOCALES / code / "LC_MESSAGES"
    known = {file.name: ids(file, code) for file in folder.glob("*.po") if file.name != "cli.po"}
    mine = known.pop("exchange.po")
    assert len(used()) > 15
    assert used() - mine <= set().union(*known.values())
    assert mine - used() == set()


def ids(file: Path, code: str) -> set[str]:
    with file.open("rb") as opened:
        messages = [message for message in read_po(opened, locale=code) if message.id]
    assert all(all(one) if isinstance(one := message.string, tuple) else one for message in messages)
    return {message.id if isinstance(message.id, str) else message.id[0] for message in messages}
