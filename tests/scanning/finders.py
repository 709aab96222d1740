"""A small real scanner for tests of how contacts are handed out: it finds the word it is given, or misbehaves."""

import os
from dataclasses import dataclass

from contactguard.contacts.model import Contact
from contactguard.scanning.tally import Examined
from tests.factories import make_finding


@dataclass(frozen=True)
class WordScanner:
    """Finds `word`; a contact that says "raise" raises, one that says "die" ends the process."""

    word: str = "henviste"

    def examine(self, contact: Contact) -> Examined:
        words = contact.messages[0].text
        if "raise" in words:
            raise ValueError(f"cannot read {contact.id}")
        if "die" in words:
            os._exit(1)
        return Examined((make_finding(contact, self.word),) if self.word in words else ())
