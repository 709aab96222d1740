"""Whose pseudonym a name is that somebody asks for."""

import pytest

from contactguard.organisation import profile
from contactguard.review.persons import PersonDesk
from contactguard.store.database import Database
from contactguard.store.privacy.privacy import PrivacyParts
from tests.conftest import CORPUS
from tests.review.conftest import PSEUDONYMS

KNOWN = PSEUDONYMS.of("Alice")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (KNOWN, KNOWN),
        ("Alice", KNOWN),
        ("agent-07", PSEUDONYMS.of("agent-07")),  # the sources may call agents so
        ("agent-service-nord", PSEUDONYMS.of("agent-service-nord")),
        (" ", None),
    ],
)
def test_a_pseudonym_stays_one_and_a_name_like_one_gets_its_own(
    database: Database, asked: str, told: str | None
) -> None:
    company = profile.load(CORPUS / "profiles" / "struer.toml").grid_company
    assert PersonDesk(PrivacyParts.over(database), company, PSEUDONYMS).pseudonym(asked) == told
