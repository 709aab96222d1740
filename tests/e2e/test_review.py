"""The review desk in a real browser: ten findings read by keyboard, one disputed by its agent, and overturned."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from contactguard.accounts.roles import Role
from contactguard.contacts.model import Channel
from contactguard.scanning.scanner import Scanner
from contactguard.service.running import serving
from contactguard.store.database import Database
from contactguard.store.schema import upgrade
from tests.e2e.conftest import SignedIn
from tests.e2e.test_accounts import faults
from tests.e2e.test_pages import heard
from tests.factories import make_contact
from tests.review.conftest import QUOTE, keep, keep_notes
from tests.service.conftest import put_together, sign_in
from tests.service.test_review_pages import ALICE

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # a machine at work on other things takes its time

WIDTHS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 400, "height": 800}}


@dataclass(frozen=True)
class Office:
    """A service with ten notes and a letter sent three times; the sessions of those who work there."""

    address: str
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, scanner: Scanner) -> Iterator[Office]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()

    async def begin() -> Office:
        database = Database(f"sqlite:///{tmp_path_factory.mktemp('office') / 'office.sqlite'}")
        stack.push_async_callback(database.close)
        await upgrade(database)
        services = put_together(database, scanner)
        await keep_notes(database, 10)
        letters = [make_contact(f"l-{n}", f"Kunde {n}: {QUOTE}.", channel=Channel.LETTER) for n in range(3)]
        await keep(database, *letters, make_contact("august", sent_at=datetime(2026, 8, 5, 9, 0, tzinfo=UTC)))
        cookies = {
            "Dorthe": await sign_in(services, Role.OFFICER, name="Dorthe"),
            "Ole": await sign_in(services, Role.OFFICER, name="Ole"),
            "Alice": await sign_in(services, Role.AGENT, name="Alice", pseudonym=ALICE),
        }
        return Office(await stack.enter_async_context(serving(services)), cookies)

    yield asyncio.run_coroutine_threadsafe(begin(), loop).result(60)
    asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def browser_of(chromium: Browser, office: Office, name: str) -> SignedIn:
    return SignedIn(chromium, office.cookies[name])


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "path"), [("Dorthe", "review"), ("Dorthe", "disputes"), ("Alice", "own")])
def test_a_page_has_no_fault_that_axe_finds_and_fits(  # the desk with its verdict bar open
    chromium: Browser, office: Office, colours: str, width: str, name: str, path: str
) -> None:
    context = browser_of(chromium, office, name).new_context(
        color_scheme=colours, locale="en-GB", viewport=WIDTHS[width], bypass_csp=False
    )
    page = context.new_page()
    errors = heard(page)
    page.goto(office.address + path, wait_until="networkidle")
    if path == "review":
        page.keyboard.press("n")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]["width"]
    assert errors == []
    context.close()


def test_keys_can_be_switched_off(chromium: Browser, office: Office) -> None:
    page = browser_of(chromium, office, "Dorthe").new_page(locale="en-GB")
    page.goto(f"{office.address}review")
    page.keyboard.press("?")
    page.get_by_label("Keys are on").uncheck()
    page.keyboard.press("b")
    assert page.locator("[name=verdict]:checked").count() == 0
    page.get_by_label("Keys are on").check()
    page.locator("h1").focus()
    page.keyboard.press("b")
    assert page.locator("[name=verdict]:checked").get_attribute("value") == "breach"
    page.close()


def test_ten_findings_are_read_by_keyboard_one_disputed_and_overturned(chromium: Browser, office: Office) -> None:
    desk = browser_of(chromium, office, "Dorthe").new_page(locale="en-GB")
    errors = heard(desk)
    desk.goto(f"{office.address}review")
    expect(desk.get_by_text("11 decisions")).to_be_visible()
    breach(desk)
    expect(desk.get_by_text("10 decisions")).to_be_visible()
    for left in range(9, 1, -1):
        clear(desk)
        expect(desk.get_by_text(f"{left} decisions")).to_be_visible()
    clear(desk)
    expect(desk.get_by_text("1 decision", exact=True)).to_be_visible()
    desk.keyboard.press("z")
    expect(desk.get_by_text("The verdict is taken back")).to_be_visible()
    expect(desk.get_by_text("2 decisions")).to_be_visible()
    clear(desk)
    expect(desk.get_by_text("1 decision", exact=True)).to_be_visible()
    clear(desk)
    expect(desk.get_by_text("All read.")).to_be_visible()
    assert errors == []
    desk.close()

    agent = browser_of(chromium, office, "Alice").new_page(locale="en-GB")
    agent.goto(f"{office.address}own")
    expect(agent.get_by_text("Kunden fik kun ét navn.")).to_be_visible()
    assert "Dorthe" not in agent.inner_text("main")
    agent.locator("textarea").fill("Kunden spurgte selv efter Struer Energi.")
    agent.get_by_role("button", name="Dispute the verdict").click()
    expect(agent.get_by_text("waits for the officer")).to_be_visible()
    agent.close()

    officer = browser_of(chromium, office, "Ole").new_page(locale="en-GB")
    officer.goto(f"{office.address}disputes")
    expect(officer.get_by_text("Kunden spurgte selv efter Struer Energi.")).to_be_visible()
    officer.keyboard.press("j")
    officer.keyboard.press("Enter")
    expect(officer.get_by_text("The verdict is disputed")).to_be_visible()
    officer.wait_for_load_state()  # a page that is still on its way hears no keys
    clear(officer)
    expect(officer.get_by_text("No verdict is disputed.")).to_be_visible()
    officer.close()


def breach(page: Page) -> None:
    for key in ("b", "1"):
        page.keyboard.press(key)
    page.keyboard.type("Kunden fik kun ét navn.")
    page.keyboard.press("Enter")


def clear(page: Page) -> None:
    for key in ("n", "3", "Enter"):
        page.keyboard.press(key)
