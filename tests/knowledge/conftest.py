from pathlib import Path

import pytest

from contactguard.knowledge import library
from contactguard.knowledge.library import Library
from contactguard.organisation import profile
from contactguard.organisation.model import Organisation

PROFILES = Path(profile.__file__).parent / "profiles"


@pytest.fixture(scope="session")
def base() -> Library:
    """All answers and scripts as supplied."""
    return library.load()


@pytest.fixture(scope="session")
def struer() -> Organisation:
    return profile.load(PROFILES / "struer.toml")
