"""Contacts scanned for requests: what goes wrong in a worker is told where an administrator looks."""

import pytest

from contactguard.contacts.model import Contact
from contactguard.errors import ContactguardError
from contactguard.policies.examples import contact_of
from contactguard.scanning.tally import Examined
from contactguard.service.scan_pool import ScanPool


class Faulty:
    def examine(self, contact: Contact) -> Examined:
        raise ValueError(contact.messages[0].text)


async def test_the_log_says_why_a_contact_could_not_be_scanned_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with ScanPool(Faulty, 1) as pool:
        with pytest.raises(ContactguardError, match="could not be scanned"):
            await pool.findings(contact_of("Ringede om Hansen.", "da"))
    assert "ValueError in test_scan_pool.py, line " in caplog.text
    assert "Hansen" not in caplog.text
