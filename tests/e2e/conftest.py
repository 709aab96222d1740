"""A real browser over a real service. Chromium is Debian's; without it these tests skip visibly."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from contactguard.service.auth.visitor import SESSION
from tests.service.conftest import Live, live, running, scanner

__all__ = ["live", "running", "scanner"]

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The ticket systems of the tests are made up: the browser takes them for far away, and us for a home network.
    "--disable-features=LocalNetworkAccessChecks",
)


@dataclass(frozen=True)
class SignedIn:
    """A browser whose contexts and pages belong to an officer who is signed in."""

    chromium: Browser
    cookie: str

    def new_context(self, **options: Any) -> BrowserContext:
        cookie = {"name": SESSION, "value": self.cookie, "domain": "127.0.0.1", "path": "/"}
        state: Any = {"cookies": [cookie | {"expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}]}
        return self.chromium.new_context(storage_state=state | {"origins": []}, **options)

    def new_page(self, **options: Any) -> Page:
        """A page that closes its context with it."""
        context = self.new_context(**options)
        page = context.new_page()
        page.on("close", lambda _: context.close())
        return page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of a stranger."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium: Browser, running: Live) -> SignedIn:
    return SignedIn(chromium, running.cookie)
