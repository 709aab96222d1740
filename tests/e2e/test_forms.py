"""Forms in a real browser."""

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import SignedIn

pytestmark = pytest.mark.browser


def test_a_form_is_sent_once_however_often_its_button_is_clicked(browser: SignedIn, live: str) -> None:
    page, sent = browser.new_page(locale="en-GB"), list[Route]()
    page.goto(f"{live}tell")
    page.locator("input[name=kind]").first.check()
    page.locator("textarea[name=text]").fill("A customer complained that we had named an installer.")
    page.route("**/tell", lambda route: sent.append(route))  # the service takes its time
    send = page.get_by_role("button", name="Send")
    for _ in range(3):
        send.click(no_wait_after=True)
        page.wait_for_timeout(100)
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.get_by_text("It is saved and waits for the officer.")).to_be_visible()
    page.close()
