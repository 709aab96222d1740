"""A person's request in (what is kept of me, hand it over, erase it), answered and noted in the audit chain."""

from collections.abc import Mapping, Sequence

from contactguard.contacts.identifiers import Identifier, IdentifierKind, read_identifier
from contactguard.errors import InputError
from contactguard.organisation.model import GridCompany
from contactguard.store.privacy.files import File
from contactguard.store.privacy.persons import Found
from contactguard.store.privacy.privacy import PrivacyParts
from contactguard.store.scanned.agents import Pseudonyms, is_pseudonym


class PersonDesk:
    """Handles requests of customers about themselves. Every look, copy and erasure is noted, without naming them."""

    def __init__(self, parts: PrivacyParts, company: GridCompany, pseudonyms: Pseudonyms) -> None:
        self._parts = parts
        self._company = company
        self._pseudonyms = pseudonyms

    def read(self, given: Mapping[IdentifierKind, str | None]) -> list[Identifier]:
        """Raises InputError for none, or for one that is the company's own: it stands in every contact."""
        read = [read_identifier(kind, text, self._company.country) for kind, text in given.items() if text]
        if not read:
            raise InputError("say whom to look for: an e-mail address, a phone, customer or metering number")
        for one in read:
            if self._is_own(one):
                raise InputError("that is the grid company's own; it appears in every customer's contacts")
        return read

    async def find(self, identifiers: Sequence[Identifier], *, by: str) -> Found:
        found = await self._parts.persons.find(identifiers)
        await self._parts.audit.note(
            actor=by, action="person looked up", subject=self.subject(identifiers), contacts=len(found.contacts)
        )
        return found

    async def export(self, identifiers: Sequence[Identifier], *, by: str) -> File:
        """Everything that is kept of the person."""
        found = await self._parts.persons.find(identifiers)
        told = await self._parts.files.of_person(found)
        await self._parts.audit.note(
            actor=by, action="export", subject=self.subject(identifiers), contacts=len(found.contacts)
        )
        return {"form": "contactguard-person-1", "company": self._company.name, **told}

    async def erase(self, identifiers: Sequence[Identifier], *, by: str) -> Found:
        """What was erased. Looked for anew, so that nothing that came in meanwhile is missed."""
        found = await self._parts.persons.find(identifiers)
        await self._parts.persons.erase(found, identifiers, by=by, subject=self.subject(identifiers))
        return found

    async def export_staff(self, pseudonym: str | None, name: str | None, *, by: str) -> File:
        """Everything that is kept of a member of staff: contacts handled, findings, verdicts, who looked."""
        told = await self._parts.files.of_staff(pseudonym, name)
        subject = f"agent:{told['pseudonym']}" if pseudonym else f"user:{name}"
        await self._parts.audit.note(actor=by, action="export", subject=subject, findings=len(told["findings"]))
        return {"form": "contactguard-staff-1", "company": self._company.name, **told}

    async def alias(self, other: str, agent: str, *, by: str) -> None:
        """Both names are one agent's from now on. Raises InputError for a name that is none."""
        alias, pseudonym = self.pseudonym(other), self.pseudonym(agent)
        if alias is None or pseudonym is None:
            raise InputError("give both names as the sources have them, such as an e-mail address and initials")
        await self._parts.aliases.add(alias, pseudonym, by=by)

    def pseudonym(self, agent: str) -> str | None:
        """Under which the contacts of this agent are kept; a pseudonym stays one."""
        return agent if is_pseudonym(agent) else self._pseudonyms.of(agent)

    def subject(self, identifiers: Sequence[Identifier]) -> str:
        """How the audit chain tells the person apart without naming anyone."""
        return "person:" + ",".join(self._pseudonyms.of_person(one.value) for one in identifiers)

    def _is_own(self, one: Identifier) -> bool:
        company = self._company
        if one.kind is IdentifierKind.EMAIL:
            return one.value == (company.email or "").casefold() or one.value.partition("@")[2] in company.mail_domains
        own = (company.phone, company.outage_phone)
        return one.kind is IdentifierKind.PHONE and any(one.stands_in(number) for number in own if number)
