from collections import Counter

import pytest

from contactguard.knowledge.inspection import inspect_all
from contactguard.knowledge.library import Library
from contactguard.knowledge.placeholders import LEFT_TO_AGENT, filler
from contactguard.organisation import profile
from contactguard.organisation.model import Organisation
from contactguard.scanning.scanner import Scanner
from tests.knowledge.conftest import PROFILES


@pytest.mark.parametrize("company", ["struer", "kalmar", "fjelnett"])
def test_our_own_scanner_finds_nothing_in_what_is_supplied(base: Library, company: str) -> None:
    scanner = Scanner(profile.load(PROFILES / f"{company}.toml"))
    objections = inspect_all(base.wordings, scanner.organisation, scanner.scan)
    assert [str(one) for one in objections] == []


def test_no_answer_shows_a_blank_where_the_profile_has_nothing(base: Library, struer: Organisation) -> None:
    """A profile with nothing but what it must have: each gap is named in the text."""
    company = struer.grid_company.model_copy(update=dict.fromkeys(("phone", "email", "website", "outage_phone")))
    bare = struer.model_copy(update={"grid_company": company, "comparison_sites": (), "facts": {}})
    gaps = Counter[str]()
    for answer in base.answers.values():
        fill = filler(bare, answer.language).fill
        for text in (answer.summary, answer.phone, answer.email, *answer.say, *answer.never):
            filled = fill(text)
            assert filled.text.count("⟨") >= len(filled.missing)
            assert all(name in LEFT_TO_AGENT for name in _open(filled.text)), filled.text
            gaps.update(filled.missing)
    assert gaps["comparison_site"] > 50


def _open(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]
