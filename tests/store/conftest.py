from zoneinfo import ZoneInfo

import pytest

from contactguard.store.database import Database
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.scans import ScanRepository


@pytest.fixture
def scans(database: Database) -> ScanRepository:
    return ScanRepository(database, Pseudonyms(b"a secret of this test"), ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def contacts(database: Database) -> ContactRepository:
    return ContactRepository(database)


@pytest.fixture
def findings(database: Database) -> FindingRepository:
    return FindingRepository(database)
