"""The keys of the review desk in a real browser. A whole day at it is in test_story.py."""

import pytest
from playwright.sync_api import Browser, Page, expect

from contactguard.accounts.roles import Role
from tests.e2e.axe import faults, heard
from tests.e2e.conftest import SignedIn
from tests.e2e.office import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(chromium: Browser, office: Office) -> Page:
    page = SignedIn(chromium, office.cookies[Role.OFFICER]).new_page(locale="en-GB")
    page.goto(f"{office.address}review")
    return page


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_desk_with_its_verdict_bar_open_has_no_fault_that_axe_finds(desk: Page, colours: str) -> None:
    errors = heard(desk)
    desk.emulate_media(color_scheme=colours)
    desk.keyboard.press("n")
    assert faults(desk) == []
    desk.set_viewport_size({"width": 400, "height": 800})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 400
    assert errors == []
    desk.close()


def test_keys_can_be_switched_off(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.get_by_label("Keys are on").uncheck()
    desk.keyboard.press("b")
    assert desk.locator("[name=verdict]:checked").count() == 0
    desk.get_by_label("Keys are on").check()
    desk.locator("h1").focus()
    desk.keyboard.press("b")
    assert desk.locator("[name=verdict]:checked").get_attribute("value") == "breach"
    desk.close()


@pytest.mark.parametrize(("path", "keys"), [("review", ("n", "3", "Enter")), ("samples/read", ("n", "Enter"))])
def test_a_key_pressed_before_the_next_one_is_ready_decides_nothing(
    desk: Page, office: Office, path: str, keys: tuple[str, ...]
) -> None:
    desk.goto(office.address + path)
    left = desk.locator(".left b")
    before = int(left.inner_text().split()[0])
    desk.evaluate("htmx.config.defaultSettleDelay = 3000")  # a machine at work on other things takes its time
    for key in keys:
        desk.keyboard.press(key)
    expect(left).to_contain_text(f"{before - 1} ")
    for key in keys:
        desk.keyboard.press(key)
    expect(desk.locator("#desk h1")).to_be_focused()
    expect(left).to_contain_text(f"{before - 1} ")
    assert desk.evaluate("htmx.config.defaultSettleDelay") == 3000  # it is still the same page
    desk.close()


@pytest.mark.parametrize(("path", "keys"), [("review", ("n", "3", "Enter")), ("samples/read", ("n", "Enter"))])
def test_a_verdict_that_is_saved_takes_back_the_alarm_of_one_that_was_not(
    desk: Page, office: Office, path: str, keys: tuple[str, ...]
) -> None:
    desk.goto(office.address + path)
    alert = desk.locator("#failed")
    desk.route("**/verdict", lambda route: route.abort())
    for key in keys:
        desk.keyboard.press(key)
    expect(alert).to_be_visible()
    desk.unroute("**/verdict")
    desk.keyboard.press("Enter")
    expect(desk.locator("#desk h1")).to_be_focused()
    expect(alert).to_be_hidden()
    desk.close()


def test_going_back_shows_the_whole_page(desk: Page) -> None:
    desk.keyboard.press("j")
    expect(desk.locator("#desk h1")).to_be_focused()
    desk.locator("a[href='#quote-1']").click()
    desk.wait_for_url("**#quote-1")
    desk.go_back(wait_until="networkidle")
    expect(desk.locator(".rail")).to_be_visible()
    expect(desk.locator("#desk h1")).to_be_visible()
    desk.close()
