import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from contactguard.contacts.model import Author, Channel, Contact, Message
from contactguard.policies.finding import Severity
from contactguard.scanning.ledger import LedgerLine
from contactguard.scanning.nightly import Done, content_hash
from contactguard.scanning.scanner import Scanner
from contactguard.service.app import create_app
from contactguard.service.running import serving
from contactguard.settings import Settings
from contactguard.store.agents import Pseudonyms
from contactguard.store.contacts import ContactRepository
from contactguard.store.counts import CountRepository
from contactguard.store.database import Database
from contactguard.store.findings import FindingRepository
from contactguard.store.scans import ScanRepository
from contactguard.store.schema import upgrade
from contactguard.wiring import Services
from tests.conftest import CORPUS
from tests.factories import NOON, make_contact, make_finding

PROFILE = CORPUS / "profiles" / "struer.toml"
NASTY = '<script>alert("x")</script> & "Struer"'

Client = TestClient[Any, Any]


@pytest.fixture(scope="session")
def scanner() -> Scanner:
    return Scanner.from_profile(PROFILE, models=False)


@pytest.fixture
async def services(tmp_path: Path, scanner: Scanner) -> AsyncIterator[Services]:
    """An empty store of its own for each test, over one scanner."""
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    await upgrade(database)
    yield put_together(database, scanner)
    await database.close()


def put_together(database: Database, scanner: Scanner) -> Services:
    return Services(
        settings=Settings(profile=PROFILE, database=str(database.url), models=False, port=0),
        scanner=scanner,
        database=database,
        contacts=ContactRepository(database),
        findings=FindingRepository(database),
        scans=ScanRepository(database, Pseudonyms(b"a secret of this test"), ZoneInfo("Europe/Copenhagen")),
        counts=CountRepository(database),
    )


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    async with TestClient(TestServer(create_app(services))) as client:
        yield client


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


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, scanner: Scanner) -> Iterator[str]:
    """The address of a filled service on a real port, with its worker process, for all tests that need one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()

    async def begin() -> str:
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('live') / 'live.sqlite'}")
        stack.push_async_callback(database.close)
        await upgrade(database)
        services = put_together(database, scanner)
        await fill(services)
        return await stack.enter_async_context(serving(services))

    yield asyncio.run_coroutine_threadsafe(begin(), loop).result(60)
    asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(60)
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
