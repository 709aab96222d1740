"""One agent under several names: at intake from then on, and in the past by one step."""

import pytest

from contactguard.accounts.roles import Role
from contactguard.errors import InputError, NotFoundError
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.store.accounts.accounts import AccountRepository
from contactguard.store.audit.reading import AuditRepository
from contactguard.store.audit.verifying import verify
from contactguard.store.database import Database
from contactguard.store.privacy.aliases import AliasRepository
from contactguard.store.privacy.files import FileRepository
from contactguard.store.privacy.reveals import RevealRepository
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.scans import ScanRepository
from tests.factories import make_contact, make_finding

PSEUDONYMS = Pseudonyms(b"a secret of this test")
MAIL, INITIALS, OTHER = (PSEUDONYMS.of(name) or "" for name in ("lma@struer.example", "LMA", "Bob"))


@pytest.fixture
def known(database: Database) -> AliasRepository:
    return AliasRepository(database)


async def store(scans: ScanRepository, words: str = "", **agents: str) -> None:
    """A contact for each id; with a finding on its words, if any are given."""
    contacts = [make_contact(id_, words or "Hej.", agent=name) for id_, name in agents.items()]
    done = [Done(one, content_hash(one), (make_finding(one, words),) if words else ()) for one in contacts]
    await scans.save(await scans.begin(["x"], "r"), "r", done, LedgerLine("x", received=len(done)))


async def agent(contacts: ContactRepository, id_: str) -> str | None:
    return (await contacts.get(id_)).agent


async def test_both_names_have_one_pseudonym_from_then_on_and_in_the_past_once_it_is_put_together(
    database: Database, known: AliasRepository, scans: ScanRepository, contacts: ContactRepository
) -> None:
    accounts, reveals = AccountRepository(database), RevealRepository(database)
    await store(scans, mail="lma@struer.example", note="LMA", bob="Bob")
    await accounts.add("Lone", [Role.REVIEWER], by="Ida", pseudonym=INITIALS)
    await reveals.reveal(INITIALS, by="Olga", reason="Klage fra en kunde")
    await known.add(INITIALS, MAIL, by="Olga")
    await store(scans, later="lma")
    assert [await agent(contacts, one) for one in ("mail", "note", "later")] == [MAIL, INITIALS, MAIL]
    assert [(one.alias, one.pseudonym, one.contacts) for one in await known.all()] == [(INITIALS, MAIL, 1)]
    assert await known.apply(by="Olga") == 1
    assert [await agent(contacts, one) for one in ("mail", "note", "later", "bob")] == [MAIL, MAIL, MAIL, OTHER]
    assert (await accounts.named("Lone")).pseudonym == MAIL
    assert [one.by for one in await reveals.of(MAIL)] == ["Olga"]
    with pytest.raises(NotFoundError):
        await reveals.reveal(INITIALS, by="Olga", reason="Klage fra en kunde")
    told = [(one.action, one.subject, one.details) async for one in AuditRepository(database).entries()]
    assert told[-2:] == [
        ("alias", f"agent:{MAIL}", {"alias": INITIALS}),
        ("aliases applied", "agents", {"contacts": 1}),
    ]
    assert (await verify(database)).whole


@pytest.mark.parametrize("asked", [MAIL, INITIALS])
@pytest.mark.parametrize("applied", [False, True])
async def test_a_copy_of_an_agents_work_has_what_stands_under_every_name(
    database: Database, known: AliasRepository, scans: ScanRepository, asked: str, applied: bool
) -> None:
    reveals, words = RevealRepository(database), "Vælg Struer Energi."
    await store(scans, words, mail="lma@struer.example", note="LMA", bob="Bob")
    for pseudonym, by in ((INITIALS, "Olga"), (MAIL, "Ida"), (OTHER, "Ida")):
        await reveals.reveal(pseudonym, by=by, reason="Klage fra en kunde")
    await known.add(INITIALS, MAIL, by="Olga")
    await store(scans, words, later="lma")
    if applied:
        await known.apply(by="Olga")
    file = await FileRepository(database).of_staff(asked, None)
    assert file["pseudonym"] == MAIL
    assert {one["id"] for one in file["contacts"]} == {"mail", "note", "later"}
    assert {one["contact"] for one in file["findings"]} == {"mail", "note", "later"}
    assert [one["by"] for one in file["looked"]] == ["Ida", "Olga"]
    assert {one["subject"] for one in file["log"]} == {f"agent:{MAIL}", f"agent:{INITIALS}"}


async def test_an_alias_without_a_past_is_the_accounts_at_once(database: Database, known: AliasRepository) -> None:
    accounts = AccountRepository(database)
    await accounts.add("Lone", [Role.AGENT], by="Ida", pseudonym=INITIALS)
    await known.add(INITIALS, MAIL, by="Olga")
    assert (await accounts.named("Lone")).pseudonym == MAIL
    assert (await accounts.set_pseudonym("Lone", INITIALS, by="Ida")).pseudonym == MAIL


async def test_a_chain_of_names_ends_at_one_and_never_in_a_ring(known: AliasRepository) -> None:
    await known.add(INITIALS, MAIL, by="Olga")
    await known.add(MAIL, OTHER, by="Olga")
    assert {one.alias: one.pseudonym for one in await known.all()} == {INITIALS: OTHER, MAIL: OTHER}
    for alias, main in ((OTHER, INITIALS), (MAIL, MAIL)):
        with pytest.raises(InputError, match="the same agent already"):
            await known.add(alias, main, by="Olga")


async def test_what_was_said_by_mistake_is_taken_back(
    known: AliasRepository, scans: ScanRepository, contacts: ContactRepository
) -> None:
    await known.add(INITIALS, MAIL, by="Olga")
    await known.remove(INITIALS, by="Olga")
    await store(scans, note="LMA")
    assert await agent(contacts, "note") == INITIALS
    with pytest.raises(NotFoundError):
        await known.remove(INITIALS, by="Olga")
