import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from contactguard.accounts.account import Proof, Stage
from contactguard.accounts.passwords import hash_password, one_time_password
from contactguard.accounts.roles import Right, Role
from contactguard.cli.answers import publication_over
from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.knowledge import library
from contactguard.knowledge.approval import approve_waiting
from contactguard.knowledge.library import Library
from contactguard.policies.finding import Severity
from contactguard.review.desk import Desk
from contactguard.review.incidents import Register
from contactguard.review.persons import PersonDesk
from contactguard.review.sampling_desk import SampleDesk
from contactguard.review.verdicts import Terms
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.results import Done, content_hash
from contactguard.scanning.scanner import Scanner
from contactguard.service.app import create_app
from contactguard.service.auth.visitor import HEADER, SESSION
from contactguard.service.running import serving
from contactguard.settings import Settings
from contactguard.store.counts.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.privacy.privacy import PrivacyParts
from contactguard.store.register.calendar import CalendarRepository
from contactguard.store.register.programme import ProgrammeRepository
from contactguard.store.reports.annual import AnnualRepository
from contactguard.store.scanned.agents import Pseudonyms
from contactguard.store.scanned.contacts import ContactRepository
from contactguard.store.scanned.findings import FindingRepository
from contactguard.store.scanned.scans import ScanRepository
from contactguard.store.scanned.seeded import SeededRepository
from contactguard.store.schema import upgrade
from contactguard.wiring import Services, login_parts
from tests.conftest import CORPUS
from tests.factories import NOON, make_contact, make_finding, make_notice

PROFILE = CORPUS / "profiles" / "struer.toml"
PASSWORD = "four plain words together"
HASH = hash_password(PASSWORD)
NASTY = '<script>alert("x")</script> & "Struer"'

# Pages that may frame the agents' pages: one on the same site as the service, so with its cookies, and one elsewhere.
FRAMES = ("http://127.0.0.1:8999", "http://tickets.example")

TODAY = date(2026, 10, 20)  # on the wall of the incident register

Client = TestClient[Any, Any]
ClientAs = Callable[..., Awaitable[Client]]
Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session")
def scanner() -> Scanner:
    return Scanner.from_profile(PROFILE, models=False)


@pytest.fixture
async def services(tmp_path: Path, empty_store: Path, scanner: Scanner) -> AsyncIterator[Services]:
    """An empty store of its own for each test, over one scanner."""
    shutil.copy(empty_store, tmp_path / "test.sqlite")
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    services = put_together(database, scanner)
    await services.privacy.notices.add(make_notice(), by="test")
    yield services
    await database.close()


def put_together(database: Database, scanner: Scanner) -> Services:
    settings = Settings(profile=PROFILE, database=str(database.url), models=False, port=0, embed_origins=FRAMES)
    return Services(
        settings=settings,
        scanner=scanner,
        database=database,
        contacts=ContactRepository(database),
        findings=FindingRepository(database),
        scans=ScanRepository(database, Pseudonyms(b"a secret of this test"), ZoneInfo("Europe/Copenhagen")),
        counts=CountRepository(database),
        login=login_parts(settings, database, b"a secret of this test"),
        privacy=PrivacyParts.over(database),
        persons=PersonDesk(
            PrivacyParts.over(database), scanner.organisation.grid_company, Pseudonyms(b"a secret of this test")
        ),
        desk=Desk(database, Terms(share=0)),
        samples=SampleDesk(database, timedelta(minutes=15)),
        seeded=SeededRepository(database),
        programme=ProgrammeRepository(database),
        annual=AnnualRepository(database),
        register=Register(database, lambda: TODAY),
        calendar=CalendarRepository(database),
    )


@pytest.fixture
async def app(services: Services) -> web.Application:
    return create_app(services)


@pytest.fixture
async def stranger(app: web.Application) -> AsyncIterator[Client]:
    """Somebody who is not signed in."""
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def client(client_as: ClientAs) -> Client:
    """The compliance officer's browser."""
    return await client_as(Role.OFFICER)


@pytest.fixture
async def client_as(stranger: Client, services: Services) -> AsyncIterator[ClientAs]:
    """Gives the browser of somebody with these roles, signed in, who sends along what forms send."""
    async with AsyncExitStack() as stack:

        async def signed_in(*roles: Role, name: str | None = None, pseudonym: str | None = None) -> Client:
            session = await sign_in(services, *roles, name=name, pseudonym=pseudonym)
            headers = {HEADER: services.login.keys.form_token(session)}
            client: Client = TestClient(stranger.server, cookies={SESSION: session}, headers=headers)
            await stack.enter_async_context(client)
            return client

        yield signed_in


async def sign_in(services: Services, *roles: Role, name: str | None = None, pseudonym: str | None = None) -> str:
    """The cookie of a new session of an account, made where there is none of that name."""
    accounts, known = services.login.accounts, name or "-".join(roles)
    account = await accounts.find(known) or await accounts.add(
        known, roles, by="test", pseudonym=pseudonym, password_hash=HASH
    )
    return await services.login.sessions.begin(account, Stage.FULL, Proof("test"))


@pytest.fixture
async def filled(services: Services) -> Services:
    await fill(services)
    return services


async def fill(services: Services) -> None:
    """A mail with two findings, words that try to be markup, and quoted history; and 40 plain notes."""
    mail = Contact(
        id="mail/1",
        channel=Channel.EMAIL,
        subject=NASTY,
        agent="Alice",
        messages=(
            Message(author=Author.CUSTOMER, sent_at=NOON, text="Hvem er billigst?"),
            Message(
                author=Author.AGENT,
                sent_at=NOON,
                text=f"Vælg Struer Energi. {NASTY} De er bedst.\n\nMed venlig hilsen\nAlice\n\n"
                "Den 5. okt. 2026 kl. 10.12 skrev Bob:\n> Hvem er billigst?",
            ),
        ),
    )
    findings = (
        make_finding(mail, "Vælg Struer Energi"),
        make_finding(mail, "De er bedst", severity=Severity.MEDIUM, score=0.6),
    )
    notes = [make_contact(f"note-{number:02d}", f"Oplyste måleraflæsning {number}.") for number in range(40)]
    many = [Done(note, content_hash(note), (make_finding(note, "Oplyste"),)) for note in notes]
    plain = make_contact("plain", "Målerskift aftalt, ring 97 12 34 56.")
    results = [Done(mail, content_hash(mail), findings), *many, Done(plain, content_hash(plain))]
    line = LedgerLine("/data/notes.jsonl", received=43, scanned=42, failed=1, findings=42)
    scan = await services.scans.begin([line.source], services.scanner.rule_set)
    await services.scans.save(scan, services.scanner.rule_set, results, line)
    await services.scans.finish(scan, [line])


async def approve_some(services: Services) -> None:
    """A few of the supplied answers and a script, approved by an officer; the others wait once they were scanned."""
    base, publication = library.load(), publication_over(services.scanner, services.database)
    answers = [base.answer(id_) for id_ in ("supplier-switch-da", "supplier-comparison-da", "installer-find-da")]
    await publication.supply(Library.of([*answers, base.script("supplier-switch-da")]))
    approved, _ = await approve_waiting(publication, "Erik", ["da"])
    assert len(approved) == 4


@dataclass(frozen=True)
class Live:
    """A service on a real port; `token` is a program's with every right, `cookie` an officer's session.

    `admin` is an administrator's session, `newcomer` makes an account and gives its name and first password.
    """

    address: str
    token: str
    cookie: str
    admin: str
    newcomer: Callable[[], tuple[str, str]]


@pytest.fixture(scope="session")
def live(running: Live) -> str:
    """The address of a filled service."""
    return running.address


@pytest.fixture(scope="session")
def live_headers(running: Live) -> dict[str, str]:
    """What a program that may do everything sends along."""
    return {"Authorization": f"Bearer {running.token}"}


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, scanner: Scanner) -> Iterator[Live]:
    """A filled service with its worker process, for all tests that need one."""
    with in_background() as (run, stack):

        async def begin() -> Services:
            database = Database(f"sqlite:///{tmp_path_factory.mktemp('live') / 'live.sqlite'}")
            stack.push_async_callback(database.close)
            await upgrade(database)
            services = put_together(database, scanner)
            await services.privacy.notices.add(make_notice(), by="test")
            await fill(services)
            await approve_some(services)
            return services

        yield served(run(begin()), run, stack)


def served(services: Services, run: Run, stack: AsyncExitStack) -> Live:
    """The service begins, and stays until the stack is closed."""

    async def begin() -> Live:
        address = await stack.enter_async_context(serving(services))
        token = await services.login.tokens.add("test", Right, timedelta(days=1), account=None, by="test")
        officer = await sign_in(services, Role.OFFICER, name="Dorthe")
        admin = await sign_in(services, Role.ADMIN, name="Frida")
        return Live(address, token, officer, admin, lambda: run(add()))

    async def add() -> tuple[str, str]:
        name, password = f"Bob {uuid4().hex[:6]}", one_time_password()
        more = {"password_hash": hash_password(password), "must_change": True}
        await services.login.accounts.add(name, [Role.LEAD], by="test", **more)
        return name, password

    return run(begin())


@contextmanager
def in_background() -> Iterator[tuple[Run, AsyncExitStack]]:
    """What runs a coroutine on a loop in a thread of its own, and the stack of what is closed there at the end."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(120)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield run, stack
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(120)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def refused() -> Callable[[ClientResponse, int, str], Awaitable[dict[str, Any]]]:
    """Asserts the one shape of an error, and gives it."""

    async def check(response: ClientResponse, status: int, code: str) -> dict[str, Any]:
        assert response.status == status
        assert response.content_type == "application/json"
        body = await response.json()
        assert set(body) == {"error"}
        assert set(body["error"]) == {"code", "message", "details"}
        assert body["error"]["code"] == code
        assert body["error"]["message"]
        return dict(body["error"])

    return check
