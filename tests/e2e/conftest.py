"""A real browser over a real service. Chromium is Debian's; without it these tests skip visibly."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from contactguard.scanning.scanner import Scanner
from contactguard.service.auth.visitor import SESSION
from contactguard.store.database import Database
from contactguard.wiring import Services
from tests.e2e.office import Office, furnish, people
from tests.service.conftest import Live, in_background, live, scanner, served

__all__ = ["live", "scanner"]

WAIT = 120_000  # milliseconds; a machine at work on other things takes its time
expect.set_options(timeout=WAIT)

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # only this machine may be called
    # The ticket systems of the tests are made up: the browser takes them for far away, and us for a home network.
    "--disable-features=LocalNetworkAccessChecks",
)


@dataclass(frozen=True)
class SignedIn:
    """A browser whose contexts and pages belong to somebody who is signed in."""

    chromium: Browser
    cookie: str

    def new_context(self, **options: Any) -> BrowserContext:
        cookie = {"name": SESSION, "value": self.cookie, "domain": "127.0.0.1", "path": "/"}
        state: Any = {"cookies": [cookie | {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}]}
        still = {"reduced_motion": "reduce"}  # a colour on its way to another is neither
        context = self.chromium.new_context(storage_state=state | {"origins": []}, **(still | options))
        context.set_default_timeout(WAIT)
        return context

    def new_page(self, **options: Any) -> Page:
        """A page that closes its context with it."""
        context = self.new_context(**options)
        page = context.new_page()
        page.on("close", lambda _: context.close())
        return page


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser of a stranger."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS), timeout=WAIT)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browser(chromium: Browser, running: Live) -> SignedIn:
    """The browser of an officer."""
    return SignedIn(chromium, running.cookie)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, scanner: Scanner) -> Iterator[Office]:
    """A service with something on every page, for all tests but the story."""
    with in_background() as (run, stack):

        async def begin() -> Services:
            database = Database(f"sqlite:///{tmp_path_factory.mktemp('office') / 'office.sqlite'}")
            stack.push_async_callback(database.close)
            return await furnish(database, scanner)

        services = run(begin())
        live = served(services, run, stack)
        yield Office(live, run(people(services)))


@pytest.fixture(scope="session")
def running(office: Office) -> Live:
    return office.live
