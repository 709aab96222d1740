"""A service in which every page has something to show, and somebody of each role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from contactguard.accounts.roles import Actor, Role, rights_of
from contactguard.contacts.model import Channel
from contactguard.review.verdicts import Judgement
from contactguard.scanning.scanner import Scanner
from contactguard.store.database import Database
from contactguard.store.register.records import FoundBy, NewIncident, NewTip, NewTraining, TipKind
from contactguard.store.review.records import Verdict
from contactguard.store.schema import upgrade
from contactguard.wiring import Services
from tests.factories import make_contact, make_notice
from tests.review.conftest import PSEUDONYMS, QUOTE, keep, keep_notes
from tests.service.conftest import Live, approve_some, fill, put_together, sign_in
from tests.service.test_incident_pages import a_breach

ALICE = PSEUDONYMS.of("Alice")
NAMES = {
    Role.AGENT: "Alice",
    Role.REVIEWER: "Bob",
    Role.LEAD: "Carol",
    Role.OFFICER: "Dorthe",
    Role.AUDITOR: "Erik",
    Role.ADMIN: "Frida",
}
OFFICER = Actor("Ole", rights_of([Role.OFFICER]))
AGENT = Actor("Alice", rights_of([Role.AGENT]), pseudonym=ALICE)


@dataclass(frozen=True)
class Office:
    """The service, and the sessions of those who work there."""

    live: Live
    cookies: Mapping[Role, str]

    @property
    def address(self) -> str:
        return self.live.address


async def furnish(database: Database, scanner: Scanner) -> Services:
    """Ten notes of Alice's, a letter sent three times, an incident, a dispute, a sample half read, approved answers."""
    await upgrade(database)
    services = put_together(database, scanner)
    await services.privacy.notices.add(make_notice(), by="test")
    await fill(services)
    await approve_some(services)
    notes = await keep_notes(database, 10)
    letters = [make_contact(f"l-{n}", f"Kunde {n}: {QUOTE}.", channel=Channel.LETTER) for n in range(3)]
    await keep(database, *letters, make_contact("august", sent_at=datetime(2026, 8, 5, 9, 0, tzinfo=UTC)))
    await _follow_up(services, await a_breach(services))
    for note in notes[:2]:
        await services.desk.decide(OFFICER, note, Judgement(Verdict.BREACH, "as-found", "Kun ét navn."), alone=True)
    await services.desk.dispute(AGENT, notes[0], "Kunden spurgte selv efter Struer Energi.")
    await _draw(services)
    return services


async def people(services: Services) -> dict[Role, str]:
    """The session of somebody of each role."""
    pseudonyms = {Role.AGENT: ALICE}
    return {role: await sign_in(services, role, name=NAMES[role], pseudonym=pseudonyms.get(role)) for role in Role}


async def _follow_up(services: Services, fingerprint: str) -> None:
    register, day = services.register, date(2026, 9, 1)
    told = NewIncident("Foldere i kuverter", day, FoundBy.SCAN)
    number = await register.open(OFFICER, told, "Foldere fra et selskab lå fremme.", [fingerprint])
    await register.plan(OFFICER, number, "Fjern folderne.", "Teamleder", day + timedelta(days=20))
    await register.finish(OFFICER, number, 1, day + timedelta(days=10), "")
    await register.plan(OFFICER, number, "Fortæl det til alle.", "Teamleder", day + timedelta(days=60))
    await register.tip(NewTip(TipKind.TIP, day, "En hørte en anbefaling.", "Carol", None, None))
    await register.train(OFFICER, NewTraining(day, "Neutral kontakt", "Kundeservice", 60, 9, 8))


async def _draw(services: Services) -> None:
    number = await services.samples.draw(OFFICER, "2026-10", "2026-10", 30, seed=1)
    reading = await services.samples.next(OFFICER)
    assert reading is not None
    await services.samples.judge(OFFICER, number, reading.sampled.position, None)
