"""An organisation in, the judge of any day out: contacts are judged by the companies in force when they began."""

from bisect import bisect_right
from datetime import date
from pathlib import Path

from contactguard.contacts.model import Contact
from contactguard.organisation.model import Organisation
from contactguard.policies.judging import Judge


class Judges:
    """One for each set of companies that was, is or will be in force; a single one where no relation has a date."""

    def __init__(self, organisation: Organisation, folder: Path | None = None) -> None:
        """`folder` holds own rule files (see `ruleset.load`)."""
        self._zone = organisation.grid_company.zone
        self._turns = organisation.turns()
        self._judges = [Judge(organisation.on(day), folder) for day in (date.min, *self._turns)]

    def of(self, contact: Contact) -> Judge:
        """The one for the day of the contact's first message, in the grid company's zone."""
        if not self._turns:
            return self._judges[0]
        day = contact.messages[0].sent_at.astimezone(self._zone).date()
        return self._judges[bisect_right(self._turns, day)]
